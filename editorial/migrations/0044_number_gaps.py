"""Numbers that are missing in series that are public by law."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("editorial", "0043_register_imports"),
        ("portals", "0006_signs_of_life"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="NumberGap",
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
                ("known_on", models.DateField(verbose_name="issued by")),
                ("noticed_at", models.DateTimeField(verbose_name="noticed at")),
                ("due_at", models.DateTimeField(verbose_name="due at")),
                ("public_from", models.DateTimeField(verbose_name="public from")),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("coming", "will be published"),
                            ("unused", "the number was not used"),
                            ("withheld", "may not be public by law"),
                        ],
                        default="",
                        max_length=8,
                        verbose_name="answer",
                    ),
                ),
                (
                    "reason",
                    models.CharField(blank=True, default="", max_length=300, verbose_name="reason"),
                ),
                (
                    "answered_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="answered at"),
                ),
                (
                    "closed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="closed at"),
                ),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="answered by",
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
                "verbose_name": "missing number",
                "verbose_name_plural": "missing numbers",
                "indexes": [
                    models.Index(
                        condition=models.Q(("closed_at__isnull", True)),
                        fields=["portal"],
                        name="number_gap_open",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("issuer_key", "series", "is_normative", "serial"),
                        name="number_gap_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", ""), ("answered_at", None)),
                            models.Q(
                                models.Q(("answer", ""), _negated=True),
                                ("answered_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="answered_gap_has_its_hour",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer__in", ("unused", "withheld")), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="gap_left_says_why",
                    ),
                ],
            },
        ),
    ]
