import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("editorial", "0049_one_correction_a_request"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AddedForm",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(max_length=40, verbose_name="code")),
                ("section", models.SlugField(max_length=40, verbose_name="section")),
                (
                    "period",
                    django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="period"),
                ),
                ("text", models.TextField(verbose_name="file")),
                ("loaded_at", models.DateTimeField(verbose_name="loaded at")),
                (
                    "loaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="loaded by",
                    ),
                ),
            ],
            options={
                "verbose_name": "form of a sheet",
                "verbose_name_plural": "forms of sheets",
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("code", "="), ("period", "&&")], name="one_added_form_a_code"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("period__startswith__isnull", False)),
                        name="added_form_has_a_first_day",
                    ),
                ],
            },
        ),
    ]
