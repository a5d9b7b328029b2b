"""Indexes of mostly empty columns hold what stands there alone; one that begins two others goes."""

import django.db.models.deletion
from django.conf import settings
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models
from django.db.models import Q

# By the names that Django gave them.
GONE = (
    "accountability_citizencase_assigned_to_id_31c22ea0",
    "accountability_citizencase_joined_into_id_b80317fb",
    "accountability_citizencase_portal_id_b978a65f",
    "accountability_citizencase_sealed_for_id_cbc706fb",
)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [
        ("accountability", "0015_seals_are_looked_at_quickly"),
        ("portals", "0006_signs_of_life"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        AddIndexConcurrently(
            model_name="citizencase",
            index=models.Index(
                condition=Q(assigned_to__isnull=False), fields=["assigned_to"], name="case_assigned"
            ),
        ),
        AddIndexConcurrently(
            model_name="citizencase",
            index=models.Index(
                condition=Q(sealed_for__isnull=False), fields=["sealed_for"], name="case_sealed"
            ),
        ),
        AddIndexConcurrently(
            model_name="citizencase",
            index=models.Index(
                condition=Q(joined_into__isnull=False), fields=["joined_into"], name="case_joined"
            ),
        ),
        AddIndexConcurrently(
            model_name="citizencase",
            index=models.Index(
                condition=Q(ended_at__isnull=False),
                fields=["portal", "kind", "ended_at"],
                name="case_ended",
            ),
        ),
        RemoveIndexConcurrently(model_name="citizencase", name="case_by_end"),
        migrations.SeparateDatabaseAndState(
            # Altering the fields would make their constraints anew.
            database_operations=[
                migrations.RunSQL(
                    f"DROP INDEX CONCURRENTLY IF EXISTS {name}", migrations.RunSQL.noop
                )
                for name in GONE
            ],
            state_operations=[
                migrations.AlterField(
                    model_name="citizencase",
                    name="assigned_to",
                    field=models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="officer",
                    ),
                ),
                migrations.AlterField(
                    model_name="citizencase",
                    name="joined_into",
                    field=models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="joined",
                        to="accountability.citizencase",
                    ),
                ),
                migrations.AlterField(
                    model_name="citizencase",
                    name="portal",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="portals.portal",
                        verbose_name="portal",
                    ),
                ),
                migrations.AlterField(
                    model_name="citizencase",
                    name="sealed_for",
                    field=models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="opened by",
                    ),
                ),
            ],
        ),
    ]
