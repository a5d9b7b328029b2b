"""The readings that name a picture or a video, found at once; built while stories are read."""

import django.contrib.postgres.indexes
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations


class Migration(migrations.Migration):
    # Nobody waits while they are built, so it cannot be part of a transaction.
    atomic = False

    dependencies = [("scoring", "0007_adopt_old_rounds")]

    operations = [
        AddIndexConcurrently(
            "storyreading",
            django.contrib.postgres.indexes.GinIndex(
                fields=["pictures"], name="reading_by_picture"
            ),
        ),
        AddIndexConcurrently(
            "storyreading",
            django.contrib.postgres.indexes.GinIndex(
                fields=["video_addresses"], name="reading_by_video"
            ),
        ),
    ]
