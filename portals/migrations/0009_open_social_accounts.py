"""No two portals have one account open. Built beside whoever writes accounts meanwhile."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("portals", "0008_social_register")]

    operations = [
        AddIndexConcurrently(
            model_name="socialaccount",
            index=models.Index(
                condition=models.Q(("closed_on", None)),
                fields=["portal"],
                name="open_social_accounts",
            ),
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS open_social_account_once"
                    " ON portals_socialaccount (compared)"
                    " WHERE closed_on IS NULL AND NOT compared = ''",
                    "DROP INDEX CONCURRENTLY IF EXISTS open_social_account_once",
                )
            ],
            state_operations=[
                migrations.AddConstraint(
                    model_name="socialaccount",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("closed_on", None))
                        & models.Q(("compared", ""), _negated=True),
                        fields=("compared",),
                        name="open_social_account_once",
                    ),
                )
            ],
        ),
    ]
