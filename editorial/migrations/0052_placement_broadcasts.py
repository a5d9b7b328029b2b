"""A portal's bulletins, found among ten times as many stories."""

from django.db import migrations, models
from django.db.models import F, Q

CREATE = """
    CREATE INDEX CONCURRENTLY IF NOT EXISTS "placement_broadcasts"
    ON "editorial_placement" ("portal_id", "placed_at" DESC)
    WHERE ("kind" = 'broadcast' AND "removed_at" IS NULL)
"""
DROP = 'DROP INDEX CONCURRENTLY IF EXISTS "placement_broadcasts"'


class Migration(migrations.Migration):
    # Nobody waits while it is built, so it cannot be part of a transaction.
    atomic = False

    dependencies = [("editorial", "0051_moved_things")]

    operations = [
        migrations.RunSQL(
            CREATE,
            DROP,
            state_operations=[
                migrations.AddIndex(
                    "placement",
                    models.Index(
                        F("portal"),
                        F("placed_at").desc(),
                        condition=Q(kind="broadcast", removed_at__isnull=True),
                        name="placement_broadcasts",
                    ),
                )
            ],
        )
    ]
