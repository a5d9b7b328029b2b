"""Indexes of mostly empty columns hold what stands there alone; one that begins two others goes."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

TABLE = "accountability_citizencase"
MADE = {
    "case_assigned": "(assigned_to_id) WHERE assigned_to_id IS NOT NULL",
    "case_sealed": "(sealed_for_id) WHERE sealed_for_id IS NOT NULL",
    "case_joined": "(joined_into_id) WHERE joined_into_id IS NOT NULL",
    "case_ended": "(portal_id, kind, ended_at) WHERE ended_at IS NOT NULL",
}
# The first four by the names that Django gave them. Altering the fields would make their constraints anew.
GONE = (
    f"{TABLE}_assigned_to_id_31c22ea0",
    f"{TABLE}_joined_into_id_b80317fb",
    f"{TABLE}_portal_id_b978a65f",
    f"{TABLE}_sealed_for_id_cbc706fb",
    "case_by_end",
)


def _index(name, *fields, full):
    condition = Q(**{f"{full}__isnull": False})
    index = models.Index(condition=condition, fields=list(fields), name=name)
    return migrations.AddIndex(model_name="citizencase", index=index)


def _unindexed(name, **more):
    field = models.ForeignKey(
        db_index=False, on_delete=django.db.models.deletion.PROTECT, **{"related_name": "+", **more}
    )
    return migrations.AlterField(model_name="citizencase", name=name, field=field)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [
        ("accountability", "0015_seals_are_looked_at_quickly"),
        ("portals", "0006_signs_of_life"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                *(
                    migrations.RunSQL(
                        # What broke off in the middle left an index that holds nothing, under the same name.
                        [
                            f"DROP INDEX CONCURRENTLY IF EXISTS {name}",
                            f"CREATE INDEX CONCURRENTLY {name} ON {TABLE} {over}",
                        ],
                        f"DROP INDEX CONCURRENTLY IF EXISTS {name}",
                    )
                    for name, over in MADE.items()
                ),
                *(
                    migrations.RunSQL(
                        f"DROP INDEX CONCURRENTLY IF EXISTS {name}", migrations.RunSQL.noop
                    )
                    for name in GONE
                ),
            ],
            state_operations=[
                _index("case_assigned", "assigned_to", full="assigned_to"),
                _index("case_sealed", "sealed_for", full="sealed_for"),
                _index("case_joined", "joined_into", full="joined_into"),
                _index("case_ended", "portal", "kind", "ended_at", full="ended_at"),
                migrations.RemoveIndex(model_name="citizencase", name="case_by_end"),
                _unindexed(
                    "assigned_to",
                    blank=True,
                    null=True,
                    to=settings.AUTH_USER_MODEL,
                    verbose_name="officer",
                ),
                _unindexed(
                    "joined_into",
                    blank=True,
                    null=True,
                    related_name="joined",
                    to="accountability.citizencase",
                ),
                _unindexed("portal", to="portals.portal", verbose_name="portal"),
                _unindexed(
                    "sealed_for",
                    blank=True,
                    null=True,
                    to=settings.AUTH_USER_MODEL,
                    verbose_name="opened by",
                ),
            ],
        ),
    ]
