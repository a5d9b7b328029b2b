"""The readings that name a picture or a video, found at once; built while stories are read."""

import django.contrib.postgres.indexes
from django.db import migrations

CREATE = 'CREATE INDEX CONCURRENTLY IF NOT EXISTS "{name}" ON "scoring_storyreading" USING gin ("{column}")'
DROP = 'DROP INDEX CONCURRENTLY IF EXISTS "{name}"'


def index(name: str, column: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        CREATE.format(name=name, column=column),
        DROP.format(name=name),
        state_operations=[
            migrations.AddIndex(
                "storyreading",
                django.contrib.postgres.indexes.GinIndex(fields=[column], name=name),
            )
        ],
    )


class Migration(migrations.Migration):
    # Nobody waits while they are built, so it cannot be part of a transaction.
    atomic = False

    dependencies = [("scoring", "0007_adopt_old_rounds")]

    operations = [
        index("reading_by_picture", "pictures"),
        index("reading_by_video", "video_addresses"),
    ]
