"""The few bulletins that wait for their text, found among all that were ever aired."""

from django.db import migrations, models
from django.db.models import Q

CREATE = """
    CREATE INDEX CONCURRENTLY IF NOT EXISTS "bulletin_lacks_text"
    ON "broadcasts_broadcastpage" ("aired_at") WHERE "lacks_text"
"""
DROP = 'DROP INDEX CONCURRENTLY IF EXISTS "bulletin_lacks_text"'


class Migration(migrations.Migration):
    # Nobody waits while it is built, so it cannot be part of a transaction.
    atomic = False

    dependencies = [("broadcasts", "0002_lacks_text")]

    operations = [
        migrations.RunSQL(
            CREATE,
            DROP,
            state_operations=[
                migrations.AddIndex(
                    "broadcastpage",
                    models.Index(
                        fields=["aired_at"],
                        condition=Q(lacks_text=True),
                        name="bulletin_lacks_text",
                    ),
                )
            ],
        )
    ]
