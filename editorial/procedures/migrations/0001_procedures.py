"""The catalogue of procedures, the centres, and the links to the service portal."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import editorial.procedures.models.catalogue_file


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("portals", "0006_signs_of_life"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Procedure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=30, verbose_name="code of the procedure")),
                ("version", models.PositiveIntegerField(verbose_name="version")),
                ("valid_from", models.DateField(verbose_name="valid from")),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="ended on")),
                ("name", models.CharField(max_length=500, verbose_name="name of the procedure")),
                ("field", models.CharField(max_length=120, verbose_name="subject field")),
                ("field_key", models.CharField(max_length=120)),
                (
                    "levels",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("bo", "Ministerial level"),
                                ("tinh", "Provincial level"),
                                ("huyen", "District level"),
                                ("xa", "Commune level"),
                            ],
                            max_length=5,
                        ),
                        blank=True,
                        default=list,
                        verbose_name="levels that handle it",
                    ),
                ),
                (
                    "agencies",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=160),
                        blank=True,
                        default=list,
                        verbose_name="agencies that handle it",
                    ),
                ),
                (
                    "agency_keys",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=160),
                        blank=True,
                        default=list,
                        verbose_name="agencies as they are compared",
                    ),
                ),
                ("applicants", models.TextField(verbose_name="who may apply")),
                (
                    "ways",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("truc-tiep", "In person"),
                                ("truc-tuyen", "Online"),
                                ("buu-chinh", "By post"),
                            ],
                            max_length=10,
                        ),
                        blank=True,
                        default=list,
                        verbose_name="ways of filing",
                    ),
                ),
                (
                    "anywhere",
                    models.BooleanField(verbose_name="filed at any centre of the province"),
                ),
                (
                    "working_days",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="working days"
                    ),
                ),
                ("time_words", models.TextField(blank=True, verbose_name="time in words")),
                ("result", models.TextField(verbose_name="result")),
                (
                    "decision",
                    models.CharField(
                        blank=True, max_length=80, verbose_name="decision that published it"
                    ),
                ),
                (
                    "life_events",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20),
                        blank=True,
                        default=list,
                        verbose_name="life events",
                    ),
                ),
                (
                    "keywords",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=120),
                        blank=True,
                        default=list,
                        verbose_name="words that people use for it",
                    ),
                ),
                (
                    "service_url",
                    models.URLField(
                        blank=True, max_length=500, verbose_name="address on the service portal"
                    ),
                ),
                ("digest", models.CharField(max_length=64)),
                ("words", models.TextField()),
                ("folded_words", models.TextField()),
                ("changed_at", models.DateTimeField(verbose_name="changed at")),
            ],
            options={
                "verbose_name": "procedure",
                "verbose_name_plural": "procedures",
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_on__isnull", True)),
                        fields=["field_key", "name"],
                        name="procedure_standing",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("code", "version"), name="procedure_version_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_on", None),
                            ("ended_on__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="procedure_ends_after_it_began",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("working_days__isnull", False),
                            models.Q(("time_words", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="procedure_says_how_long",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("levels", []), _negated=True),
                            models.Q(("agencies", []), _negated=True),
                            _connector="OR",
                        ),
                        name="procedure_is_handled",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            ("code", "="),
                            (models.Func("valid_from", "ended_on", function="daterange"), "&&"),
                        ],
                        name="procedure_one_version_a_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ServiceLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("url", models.URLField(max_length=500, unique=True, verbose_name="address")),
                ("checked_at", models.DateTimeField(null=True, verbose_name="checked at")),
                ("status", models.PositiveSmallIntegerField(null=True, verbose_name="answer")),
                (
                    "failures",
                    models.PositiveSmallIntegerField(default=0, verbose_name="failures in a row"),
                ),
                ("next_check_at", models.DateTimeField(verbose_name="next check")),
            ],
            options={
                "verbose_name": "link to the service portal",
                "verbose_name_plural": "links to the service portal",
                "indexes": [
                    models.Index(fields=["next_check_at"], name="service_link_by_next_check")
                ],
            },
        ),
        migrations.CreateModel(
            name="ServicePoint",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="name of the centre")),
                ("address", models.CharField(max_length=300, verbose_name="address")),
                ("phone", models.CharField(blank=True, max_length=60, verbose_name="phone")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="email")),
                (
                    "map_link",
                    models.URLField(blank=True, max_length=300, verbose_name="link to a map"),
                ),
                (
                    "note",
                    models.TextField(
                        blank=True, max_length=500, verbose_name="what visitors should know"
                    ),
                ),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="ended on")),
                ("changed_at", models.DateTimeField(verbose_name="changed at")),
                ("folded_words", models.TextField()),
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
                "verbose_name": "one-stop centre",
                "verbose_name_plural": "one-stop centres",
            },
        ),
        migrations.CreateModel(
            name="PointOfficer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(verbose_name="position")),
                ("post", models.CharField(max_length=120, verbose_name="post or counter")),
                ("name", models.CharField(blank=True, max_length=80, verbose_name="name")),
                ("phone", models.CharField(blank=True, max_length=60, verbose_name="phone")),
                (
                    "point",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="officers",
                        to="procedures.servicepoint",
                        verbose_name="one-stop centre",
                    ),
                ),
            ],
            options={
                "verbose_name": "officer of a centre",
                "verbose_name_plural": "officers of a centre",
            },
        ),
        migrations.CreateModel(
            name="PointHours",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "weekday",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (1, "Monday"),
                            (2, "Tuesday"),
                            (3, "Wednesday"),
                            (4, "Thursday"),
                            (5, "Friday"),
                            (6, "Saturday"),
                            (7, "Sunday"),
                        ],
                        verbose_name="day of the week",
                    ),
                ),
                (
                    "morning_from",
                    models.TimeField(blank=True, null=True, verbose_name="opens in the morning"),
                ),
                (
                    "morning_to",
                    models.TimeField(blank=True, null=True, verbose_name="closes in the morning"),
                ),
                (
                    "afternoon_from",
                    models.TimeField(blank=True, null=True, verbose_name="opens in the afternoon"),
                ),
                (
                    "afternoon_to",
                    models.TimeField(blank=True, null=True, verbose_name="closes in the afternoon"),
                ),
                (
                    "point",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="hours",
                        to="procedures.servicepoint",
                        verbose_name="one-stop centre",
                    ),
                ),
            ],
            options={
                "verbose_name": "hours of a centre",
                "verbose_name_plural": "hours of a centre",
            },
        ),
        migrations.CreateModel(
            name="CatalogueFile",
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
                        blank=True,
                        upload_to=editorial.procedures.models.catalogue_file.unguessable_export,
                    ),
                ),
                (
                    "exported_on",
                    models.DateField(blank=True, null=True, verbose_name="exported on"),
                ),
                ("sent_at", models.DateTimeField(verbose_name="sent at")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="ended at")),
                (
                    "begun",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="new procedures"
                    ),
                ),
                (
                    "changed",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="changed procedures"
                    ),
                ),
                (
                    "ended",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="ended procedures"
                    ),
                ),
                (
                    "sent_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="sent by",
                    ),
                ),
            ],
            options={
                "verbose_name": "export of the catalogue",
                "verbose_name_plural": "exports of the catalogue",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("closed_at", None), ("file", ""), _connector="OR"),
                        name="export_is_kept_until_it_ends",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("begun", None), ("changed", None), ("ended", None)),
                            models.Q(
                                ("begun__isnull", False),
                                ("changed__isnull", False),
                                ("closed_at__isnull", False),
                                ("ended__isnull", False),
                                ("exported_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="export_counts_what_it_did",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProcedureBasis",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(verbose_name="position")),
                ("number", models.CharField(max_length=60, verbose_name="number and symbol")),
                ("number_key", models.CharField(blank=True, max_length=80)),
                ("title", models.CharField(max_length=400, verbose_name="title")),
                ("issued_on", models.DateField(blank=True, null=True, verbose_name="issued on")),
                (
                    "procedure",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)s_rows",
                        to="procedures.procedure",
                        verbose_name="procedure",
                    ),
                ),
            ],
            options={
                "verbose_name": "legal basis of a procedure",
                "verbose_name_plural": "legal bases of a procedure",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("procedure", "position"), name="procedurebasis_in_its_place"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ProcedureFee",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(verbose_name="position")),
                (
                    "amount",
                    models.PositiveBigIntegerField(
                        blank=True, null=True, verbose_name="amount in đồng"
                    ),
                ),
                (
                    "words",
                    models.CharField(blank=True, max_length=300, verbose_name="what it is for"),
                ),
                (
                    "procedure",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)s_rows",
                        to="procedures.procedure",
                        verbose_name="procedure",
                    ),
                ),
            ],
            options={
                "verbose_name": "fee of a procedure",
                "verbose_name_plural": "fees of a procedure",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("procedure", "position"), name="procedurefee_in_its_place"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount__isnull", False),
                            models.Q(("words", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="fee_says_how_much",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProcedurePaper",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(verbose_name="position")),
                (
                    "case",
                    models.CharField(blank=True, max_length=300, verbose_name="in which case"),
                ),
                ("name", models.TextField(verbose_name="paper")),
                (
                    "originals",
                    models.PositiveSmallIntegerField(default=0, verbose_name="originals"),
                ),
                ("copies", models.PositiveSmallIntegerField(default=0, verbose_name="copies")),
                ("form_name", models.CharField(blank=True, max_length=200, verbose_name="form")),
                (
                    "form_link",
                    models.URLField(blank=True, max_length=500, verbose_name="address of the form"),
                ),
                (
                    "procedure",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)s_rows",
                        to="procedures.procedure",
                        verbose_name="procedure",
                    ),
                ),
            ],
            options={
                "verbose_name": "paper of a procedure",
                "verbose_name_plural": "papers of a procedure",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("procedure", "position"), name="procedurepaper_in_its_place"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("form_link", ""),
                            models.Q(("form_name", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="paper_names_its_form",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProcedureStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(verbose_name="position")),
                ("words", models.TextField(verbose_name="step")),
                (
                    "procedure",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)s_rows",
                        to="procedures.procedure",
                        verbose_name="procedure",
                    ),
                ),
            ],
            options={
                "verbose_name": "step of a procedure",
                "verbose_name_plural": "steps of a procedure",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("procedure", "position"), name="procedurestep_in_its_place"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ServiceOutage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("since", models.DateTimeField(verbose_name="since")),
                ("until", models.DateTimeField(null=True, verbose_name="until")),
                (
                    "link",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="outages",
                        to="procedures.servicelink",
                        verbose_name="link to the service portal",
                    ),
                ),
            ],
            options={
                "verbose_name": "outage of a service",
                "verbose_name_plural": "outages of services",
                "indexes": [models.Index(fields=["link", "since"], name="service_outage_by_link")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("until", None)),
                        fields=("link",),
                        name="one_service_outage_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until", None), ("until__gte", models.F("since")), _connector="OR"
                        ),
                        name="service_outage_ends_after_it_began",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="servicepoint",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_on", None)),
                fields=("portal",),
                name="one_centre_a_portal",
            ),
        ),
        migrations.AddConstraint(
            model_name="pointofficer",
            constraint=models.UniqueConstraint(
                fields=("point", "position"), name="officer_in_their_place"
            ),
        ),
        migrations.AddConstraint(
            model_name="pointhours",
            constraint=models.UniqueConstraint(
                fields=("point", "weekday"), name="hours_once_a_weekday"
            ),
        ),
        migrations.AddConstraint(
            model_name="pointhours",
            constraint=models.CheckConstraint(
                condition=models.Q(("weekday__gte", 1), ("weekday__lte", 7)),
                name="hours_of_a_weekday",
            ),
        ),
        migrations.AddConstraint(
            model_name="pointhours",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("morning_from", None), ("morning_to", None)),
                    models.Q(
                        ("morning_from__isnull", False),
                        ("morning_to__gt", models.F("morning_from")),
                        ("morning_to__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="morning_ends_after_it_began",
            ),
        ),
        migrations.AddConstraint(
            model_name="pointhours",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("afternoon_from", None), ("afternoon_to", None)),
                    models.Q(
                        ("afternoon_from__isnull", False),
                        ("afternoon_to__gt", models.F("afternoon_from")),
                        ("afternoon_to__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="afternoon_ends_after_it_began",
            ),
        ),
        migrations.AddConstraint(
            model_name="pointhours",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("morning_to", None),
                    ("afternoon_from", None),
                    ("afternoon_from__gte", models.F("morning_to")),
                    _connector="OR",
                ),
                name="afternoon_follows_the_morning",
            ),
        ),
        migrations.AddConstraint(
            model_name="pointhours",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("morning_from__isnull", False),
                    ("afternoon_from__isnull", False),
                    _connector="OR",
                ),
                name="hours_open_at_all",
            ),
        ),
    ]
