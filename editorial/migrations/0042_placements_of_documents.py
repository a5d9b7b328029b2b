"""A portal's documents, found among ten times as many stories."""

from django.db import migrations, models
from django.db.models import F, Q

CREATE = """
    CREATE INDEX CONCURRENTLY IF NOT EXISTS "placement_documents"
    ON "editorial_placement" ("portal_id", "placed_at" DESC)
    WHERE ("kind" = 'document' AND "removed_at" IS NULL)
"""
DROP = 'DROP INDEX CONCURRENTLY IF EXISTS "placement_documents"'


class Migration(migrations.Migration):
    # Nobody waits while it is built, so it cannot be part of a transaction.
    atomic = False

    dependencies = [("editorial", "0041_document_signatures")]

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
                        condition=Q(kind="document", removed_at__isnull=True),
                        name="placement_documents",
                    ),
                )
            ],
        )
    ]
