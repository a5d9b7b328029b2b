"""The readings that name an infographic or a sound, found at once; built while stories are read."""

import django.contrib.postgres.indexes
from django.db import migrations

NAME = "reading_by_other_media"
CREATE = f'CREATE INDEX CONCURRENTLY IF NOT EXISTS "{NAME}" ON "scoring_storyreading" USING gin ("other_media")'
DROP = f'DROP INDEX CONCURRENTLY IF EXISTS "{NAME}"'


class Migration(migrations.Migration):
    # Nobody waits while it is built, so it cannot be part of a transaction.
    atomic = False

    dependencies = [("scoring", "0022_other_media")]

    operations = [
        migrations.RunSQL(
            CREATE,
            DROP,
            state_operations=[
                migrations.AddIndex(
                    "storyreading",
                    django.contrib.postgres.indexes.GinIndex(fields=["other_media"], name=NAME),
                )
            ],
        )
    ]
