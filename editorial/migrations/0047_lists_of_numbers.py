"""What records offices list as public."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import editorial.models.register_import


class Migration(migrations.Migration):
    dependencies = [
        ("editorial", "0046_disclosures"),
        ("portals", "0006_signs_of_life"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="NumberList",
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
                    models.FileField(upload_to=editorial.models.register_import.unguessable_table),
                ),
                ("sha256", models.CharField(max_length=64)),
                ("declared_at", models.DateTimeField(verbose_name="declared at")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended at")),
                (
                    "declared_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="declared by",
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
                "verbose_name": "list of numbers",
                "verbose_name_plural": "lists of numbers",
            },
        ),
        migrations.CreateModel(
            name="ListedNumber",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("issuer", models.CharField(max_length=160, verbose_name="issuing body")),
                ("issuer_key", models.CharField(max_length=160)),
                ("series", models.CharField(max_length=60)),
                ("is_normative", models.BooleanField()),
                ("serial", models.PositiveIntegerField()),
                ("number", models.CharField(max_length=60, verbose_name="number and symbol")),
                ("issued_on", models.DateField(verbose_name="issued on")),
                (
                    "number_list",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="numbers",
                        to="editorial.numberlist",
                    ),
                ),
            ],
            options={
                "verbose_name": "listed number",
                "verbose_name_plural": "listed numbers",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("number_list", "issuer_key", "series", "is_normative", "serial"),
                        name="number_listed_once",
                    )
                ],
            },
        ),
    ]
