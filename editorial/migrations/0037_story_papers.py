"""The PDF of what was published, whose hash the ledger holds."""

import django.db.models.deletion
from django.db import migrations, models

import editorial.models.paper


class Migration(migrations.Migration):
    dependencies = [
        ("editorial", "0036_acts_by_page"),
        ("portals", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="StoryPaper",
            fields=[
                (
                    "story",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="editorial.storypage",
                        verbose_name="story",
                    ),
                ),
                ("published_at", models.DateTimeField(verbose_name="published at")),
                ("sha256", models.CharField(max_length=64)),
                (
                    "file",
                    models.FileField(
                        upload_to=editorial.models.paper.unguessable_paper, verbose_name="file"
                    ),
                ),
                (
                    "portal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="portals.portal",
                        verbose_name="portal",
                    ),
                ),
            ],
            options={
                "verbose_name": "paper of a story",
                "verbose_name_plural": "papers of stories",
            },
        ),
    ]
