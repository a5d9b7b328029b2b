"""Petitions before councils, and the days that a council sets for an answer."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accountability", "0004_rulings"),
        ("portals", "0006_signs_of_life"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CouncilPetition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("council", models.CharField(max_length=120, verbose_name="council")),
                ("session", models.CharField(max_length=120, verbose_name="session")),
                ("number", models.CharField(max_length=20, verbose_name="number")),
                ("subject", models.CharField(max_length=200, verbose_name="subject")),
                ("text", models.TextField(verbose_name="text")),
                (
                    "raised_by",
                    models.CharField(max_length=200, verbose_name="group of deputies, or place"),
                ),
                ("result", models.TextField(blank=True, default="", verbose_name="result")),
                ("result_on", models.DateField(blank=True, null=True, verbose_name="answered on")),
                ("brought_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "petition before a council",
                "verbose_name_plural": "petitions before councils",
            },
        ),
        migrations.AddField(
            model_name="citizencase",
            name="set_days",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name="citizencase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("set_days", None),
                    models.Q(("kind__in", ["petition", "interpellation"]), ("set_days__gte", 1)),
                    _connector="OR",
                ),
                name="council_alone_sets_days",
            ),
        ),
        migrations.AddField(
            model_name="councilpetition",
            name="brought_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="portals.portal",
                verbose_name="brought in by",
            ),
        ),
        migrations.AddField(
            model_name="councilpetition",
            name="case",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="petition",
                to="accountability.citizencase",
            ),
        ),
        migrations.AddConstraint(
            model_name="councilpetition",
            constraint=models.UniqueConstraint(
                fields=("brought_by", "council", "session", "number"),
                name="one_petition_a_session_and_number",
            ),
        ),
        migrations.AddConstraint(
            model_name="councilpetition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("council", ""), _negated=True),
                    models.Q(("session", ""), _negated=True),
                    models.Q(("number", ""), _negated=True),
                    models.Q(("subject", ""), _negated=True),
                    models.Q(("text", ""), _negated=True),
                    models.Q(("raised_by", ""), _negated=True),
                ),
                name="petition_has_place_and_words",
            ),
        ),
        migrations.AddConstraint(
            model_name="councilpetition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("result", ""), ("result_on", None)),
                    models.Q(models.Q(("result", ""), _negated=True), ("result_on__isnull", False)),
                    _connector="OR",
                ),
                name="petitions_result_has_a_day",
            ),
        ),
    ]
