"""Prices of land by street, and plans that are posted about land."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("editorial", "0047_lists_of_numbers"),
    ]

    operations = [
        migrations.CreateModel(
            name="LandPlanPage",
            fields=[
                (
                    "storypage_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="editorial.storypage",
                    ),
                ),
                (
                    "plan_kind",
                    models.CharField(
                        choices=[
                            ("compensation", "Compensation, support and resettlement"),
                            ("land_use", "Land use plan"),
                        ],
                        max_length=12,
                        verbose_name="kind of plan",
                    ),
                ),
                ("project", models.CharField(blank=True, max_length=240, verbose_name="project")),
                (
                    "plan_year",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="year of the plan"
                    ),
                ),
                (
                    "decision_number",
                    models.CharField(
                        blank=True, max_length=60, verbose_name="number of the decision"
                    ),
                ),
                (
                    "places",
                    models.TextField(
                        blank=True, max_length=2000, verbose_name="communes concerned"
                    ),
                ),
                (
                    "affected",
                    models.TextField(blank=True, max_length=1000, verbose_name="whom it concerns"),
                ),
                (
                    "households",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="households"),
                ),
                (
                    "area",
                    models.DecimalField(
                        blank=True,
                        decimal_places=1,
                        max_digits=12,
                        null=True,
                        verbose_name="area in m²",
                    ),
                ),
                (
                    "rates",
                    models.TextField(
                        blank=True, max_length=2000, verbose_name="paid for a square metre"
                    ),
                ),
                (
                    "complain_to",
                    models.TextField(blank=True, max_length=600, verbose_name="where to object"),
                ),
                (
                    "complain_until",
                    models.DateField(blank=True, null=True, verbose_name="objections until"),
                ),
                (
                    "posted_from",
                    models.DateField(blank=True, null=True, verbose_name="posted from"),
                ),
                (
                    "posted_to",
                    models.DateField(blank=True, null=True, verbose_name="posted through"),
                ),
                (
                    "noticed_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="land recovery announced on"
                    ),
                ),
                (
                    "approved_on",
                    models.DateField(blank=True, null=True, verbose_name="approved on"),
                ),
                (
                    "paid_from",
                    models.DateField(blank=True, null=True, verbose_name="paid out from"),
                ),
                ("place_keys", models.TextField(blank=True, default="", editable=False)),
                ("words", models.TextField(blank=True, default="", editable=False)),
                ("folded_words", models.TextField(blank=True, default="", editable=False)),
            ],
            options={
                "verbose_name": "plan about land",
                "verbose_name_plural": "plans about land",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("posted_to", None),
                            models.Q(
                                ("posted_from__isnull", False),
                                ("posted_to__gte", models.F("posted_from")),
                            ),
                            _connector="OR",
                        ),
                        name="land_posting_ends_after_it_begins",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("complain_until", None),
                            ("posted_from", None),
                            ("complain_until__gte", models.F("posted_from")),
                            _connector="OR",
                        ),
                        name="land_objections_after_posting",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("plan_year", None), ("plan_year__range", (2000, 2100)), _connector="OR"
                        ),
                        name="land_plan_year_is_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("area", None), ("area__gt", 0), _connector="OR"),
                        name="land_plan_area_is_some",
                    ),
                ],
            },
            bases=("editorial.storypage",),
        ),
        migrations.CreateModel(
            name="LandPrice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("row", models.CharField(max_length=40, verbose_name="row")),
                (
                    "position",
                    models.PositiveSmallIntegerField(verbose_name="position behind the street"),
                ),
                (
                    "price",
                    models.PositiveBigIntegerField(verbose_name="price of a square metre in đồng"),
                ),
                ("line", models.PositiveIntegerField(verbose_name="place in the table")),
                ("street", models.CharField(max_length=500, verbose_name="street")),
                (
                    "begins_at",
                    models.CharField(blank=True, max_length=500, verbose_name="segment from"),
                ),
                (
                    "ends_at",
                    models.CharField(blank=True, max_length=500, verbose_name="segment to"),
                ),
                (
                    "commune",
                    models.CharField(blank=True, max_length=160, verbose_name="commune or ward"),
                ),
                ("commune_key", models.CharField(blank=True, max_length=160)),
                ("land_type", models.CharField(max_length=160, verbose_name="kind of land")),
                ("land_type_key", models.CharField(max_length=160)),
                ("valid_from", models.DateField(verbose_name="valid from")),
                ("valid_to", models.DateField(verbose_name="valid through")),
                ("words", models.TextField()),
                ("folded_words", models.TextField()),
                ("segment_key", models.CharField(max_length=32)),
                (
                    "page",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="land_prices",
                        to="editorial.disclosurepage",
                        verbose_name="price table",
                    ),
                ),
            ],
            options={
                "verbose_name": "price of land",
                "verbose_name_plural": "prices of land",
                "indexes": [
                    models.Index(fields=["page", "segment_key"], name="land_price_segment"),
                    models.Index(
                        fields=["page", "commune_key", "line"], name="land_price_of_commune"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("page", "row", "position"), name="land_price_once_a_position"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("price__gt", 0)), name="land_price_is_something"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("position__gte", 1), ("position__lte", 9)),
                        name="land_price_has_a_position",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid_to__gte", models.F("valid_from"))),
                        name="land_price_ends_after_it_begins",
                    ),
                ],
            },
        ),
    ]
