"""Standing pages are taken off with a reason, too."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("editorial", "0008_removal_title"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="InformationRemoval",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "title",
                    models.CharField(max_length=255, verbose_name="title when it was removed"),
                ),
                ("removed_at", models.DateTimeField(verbose_name="removed at")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("in_error", "published in error"),
                            ("superseded", "superseded"),
                            ("withdrawn", "withdrawn with notice"),
                            ("taken_down", "taken down by this portal"),
                            ("moved", "moved to another portal"),
                            ("expired", "expired"),
                        ],
                        max_length=12,
                        verbose_name="kind of removal",
                    ),
                ),
                ("reason", models.CharField(max_length=500, verbose_name="reason of removal")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="removed by",
                    ),
                ),
                (
                    "page",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="removals",
                        to="editorial.informationpage",
                        verbose_name="page",
                    ),
                ),
            ],
            options={
                "verbose_name": "removal of a page",
                "verbose_name_plural": "removals of pages",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="page_removal_says_why",
                    )
                ],
            },
        ),
    ]
