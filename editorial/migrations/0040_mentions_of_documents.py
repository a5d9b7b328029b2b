"""Which documents a published text names by their numbers."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("editorial", "0039_file_texts"),
    ]

    operations = [
        migrations.CreateModel(
            name="MentionsRead",
            fields=[
                (
                    "story",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="editorial.storypage",
                    ),
                ),
                ("text_at", models.DateTimeField(verbose_name="time of the text")),
            ],
        ),
        migrations.CreateModel(
            name="DocumentMention",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=60, verbose_name="number and symbol")),
                ("number_key", models.CharField(max_length=60)),
                ("issued_on", models.DateField(blank=True, null=True, verbose_name="issued on")),
                ("cited_on", models.DateField(verbose_name="day of the text")),
                ("position", models.PositiveSmallIntegerField(verbose_name="place in the text")),
                ("is_central", models.BooleanField()),
                (
                    "document",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="mentions",
                        to="editorial.officialdocumentpage",
                        verbose_name="official document",
                    ),
                ),
                (
                    "story",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="editorial.storypage",
                        verbose_name="story",
                    ),
                ),
            ],
            options={
                "verbose_name": "mention of a document",
                "verbose_name_plural": "mentions of documents",
                "indexes": [models.Index(fields=["number_key"], name="document_mention_number")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("story", "number_key", "issued_on"),
                        name="document_mention_once",
                        nulls_distinct=False,
                    )
                ],
            },
        ),
    ]
