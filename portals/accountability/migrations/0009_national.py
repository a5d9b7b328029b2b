"""Requests that go on in the national system: their number, what was given over, how they stand there."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accountability", "0008_terms_of_erasing"),
        ("portals", "0006_signs_of_life"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="NationalHandover",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "number",
                    models.CharField(
                        max_length=60, unique=True, verbose_name="number in the national system"
                    ),
                ),
                ("basis", models.CharField(max_length=300, verbose_name="legal ground")),
                ("handed_at", models.DateTimeField(verbose_name="handed over")),
                (
                    "exported_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="exported"),
                ),
                ("commitments", models.JSONField(blank=True, default=list)),
                ("erased_at", models.DateTimeField(blank=True, null=True, verbose_name="erased")),
                (
                    "state",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("received", "Received"),
                            ("handling", "Being handled"),
                            ("answered", "Answered"),
                            ("refused", "Not accepted"),
                        ],
                        default="",
                        max_length=10,
                        verbose_name="state there",
                    ),
                ),
                (
                    "received_on",
                    models.DateField(blank=True, null=True, verbose_name="received there"),
                ),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="due there")),
                (
                    "answered_on",
                    models.DateField(blank=True, null=True, verbose_name="answered there"),
                ),
                ("told_at", models.DateTimeField(blank=True, null=True)),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="national",
                        to="accountability.citizencase",
                    ),
                ),
                (
                    "exported_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "handed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                "verbose_name": "handing over to the national system",
                "verbose_name_plural": "handings over to the national system",
                "ordering": ["-handed_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("number", ""), _negated=True),
                            models.Q(("basis", ""), _negated=True),
                        ),
                        name="national_has_number_and_ground",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("exported_at", None), ("exported_by", None)),
                            models.Q(
                                ("exported_at__isnull", False), ("exported_by__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="national_export_has_hand_and_hour",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("erased_at", None), ("exported_at__isnull", False), _connector="OR"
                        ),
                        name="national_erased_once_exported",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", ""), ("told_at", None)),
                            models.Q(
                                models.Q(("state", ""), _negated=True), ("told_at__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="national_state_was_told",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("answered_on", None), ("state", "answered"), _connector="OR"
                        ),
                        name="national_answer_has_its_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("due_on", None),
                            ("received_on", None),
                            ("due_on__gte", models.F("received_on")),
                            _connector="OR",
                        ),
                        name="national_due_after_receipt",
                    ),
                ],
            },
        ),
    ]
