"""The acts of one text in their order, found at once also where a hundred thousand wait."""

from django.db import migrations, models
from django.db.models.functions import Coalesce

CREATE = """
    CREATE INDEX CONCURRENTLY IF NOT EXISTS "act_to_record_by_page"
    ON "editorial_publicationtorecord" ((COALESCE("page_id", "story_id")), "id")
"""
DROP = 'DROP INDEX CONCURRENTLY IF EXISTS "act_to_record_by_page"'


class Migration(migrations.Migration):
    # Nobody waits while it is built, so it cannot be part of a transaction.
    atomic = False

    dependencies = [("editorial", "0035_acts_to_record")]

    operations = [
        migrations.RunSQL(
            CREATE,
            DROP,
            state_operations=[
                migrations.AddIndex(
                    "acttorecord",
                    models.Index(Coalesce("page", "story"), "id", name="act_to_record_by_page"),
                )
            ],
        )
    ]
