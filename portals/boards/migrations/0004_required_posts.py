"""Which posts of a board need a person of their own. In communes one person lawfully holds several."""

from datetime import date

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.postgresql.psycopg_any import DateRange

# The province's portals are no older.
SINCE = date(1997, 1, 1)
THREE = ("head", "deputy_head", "secretary")
POSTS = {"province": THREE, "department": THREE, "district": THREE, "commune": ("head",)}


def name_posts(apps, schema_editor):
    tier_model = apps.get_model("portals", "Tier")
    required_post = apps.get_model("boards", "RequiredPost")
    for tier in tier_model.objects.filter(code__in=POSTS):
        for position in POSTS[tier.pk]:
            required_post.objects.create(
                tier=tier, position=position, period=DateRange(SINCE, None)
            )


class Migration(migrations.Migration):
    dependencies = [
        ("boards", "0003_office"),
        ("portals", "0006_signs_of_life"),
    ]

    operations = [
        migrations.CreateModel(
            name="RequiredPost",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "position",
                    models.CharField(
                        choices=[
                            ("head", "Head of the board"),
                            ("deputy_head", "Deputy head of the board"),
                            ("secretary", "Secretary"),
                            ("editor", "Editor"),
                            ("contributor", "Contributor"),
                        ],
                        max_length=12,
                        verbose_name="position",
                    ),
                ),
                (
                    "period",
                    django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="period"),
                ),
                (
                    "tier",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="portals.tier",
                        verbose_name="tier",
                    ),
                ),
            ],
            options={
                "verbose_name": "post that must be filled",
                "verbose_name_plural": "posts that must be filled",
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("tier", "="), ("position", "="), ("period", "&&")],
                        name="post_is_required_once_at_a_time",
                    )
                ],
            },
        ),
        migrations.RunPython(name_posts, migrations.RunPython.noop),
    ]
