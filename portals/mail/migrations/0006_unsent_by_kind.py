"""The mails that wait are found by what they are about: what comes in numbers goes last."""

from django.db import migrations, models

CREATE = """
    CREATE INDEX CONCURRENTLY IF NOT EXISTS mail_unsent_by_kind
    ON mail_outgoingmail (kind, next_try_at) WHERE state IN ('handing', 'waiting')
"""
DROP = "DROP INDEX CONCURRENTLY IF EXISTS mail_unsent_by_kind"


class Migration(migrations.Migration):
    # Built beside whoever writes mails.
    atomic = False

    dependencies = [("mail", "0005_what_is_followed")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(CREATE, DROP)],
            state_operations=[
                migrations.AddIndex(
                    "outgoingmail",
                    models.Index(
                        fields=["kind", "next_try_at"],
                        condition=models.Q(state__in=["handing", "waiting"]),
                        name="mail_unsent_by_kind",
                    ),
                )
            ],
        ),
    ]
