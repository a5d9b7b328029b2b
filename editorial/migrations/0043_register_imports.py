"""Tables of documents that boards bring in."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import editorial.models.register_import


class Migration(migrations.Migration):
    dependencies = [
        ("editorial", "0042_placements_of_documents"),
        ("portals", "0006_signs_of_life"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RegisterImport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=255, verbose_name="name of the file")),
                (
                    "file",
                    models.FileField(
                        blank=True, upload_to=editorial.models.register_import.unguessable_table
                    ),
                ),
                ("sent_at", models.DateTimeField(verbose_name="sent at")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended at")),
                (
                    "written",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="documents written"
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
                (
                    "sent_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="sent by",
                    ),
                ),
            ],
            options={
                "verbose_name": "table of documents",
                "verbose_name_plural": "tables of documents",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ended_at", None), ("file", ""), _connector="OR"),
                        name="table_is_kept_until_it_ends",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_at__isnull", False), ("written", None), _connector="OR"
                        ),
                        name="table_writes_when_it_ends",
                    ),
                ],
            },
        ),
    ]
