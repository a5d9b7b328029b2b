"""One obligation a period, or an event: of these a portal may have two on one day.

The round of the release before fails for as long as it runs beside this, and the next one makes good for it.
"""

from django.db import migrations, models
from django.db.models import Q

PERIOD, EVENT = "one_obligation_a_portal_and_period", "one_obligation_a_portal_and_event"
CREATE = (
    'CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS "{name}" ON "duties_obligation" ({fields})'
    " WHERE {condition}"
)
DROP = 'DROP INDEX CONCURRENTLY IF EXISTS "{name}"'


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("duties", "0002_duties_of_events")]
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    CREATE.format(
                        name=PERIOD,
                        fields='"portal_id", "duty_id", "starts_on"',
                        condition="\"event\" = ''",
                    ),
                    DROP.format(name=PERIOD),
                ),
                migrations.RunSQL(
                    CREATE.format(
                        name=EVENT,
                        fields='"portal_id", "duty_id", "event"',
                        condition="NOT (\"event\" = '')",
                    ),
                    DROP.format(name=EVENT),
                ),
            ],
            state_operations=[
                migrations.AddConstraint(
                    "obligation",
                    models.UniqueConstraint(
                        fields=["portal", "duty", "starts_on"], condition=Q(event=""), name=PERIOD
                    ),
                ),
                migrations.AddConstraint(
                    "obligation",
                    models.UniqueConstraint(
                        fields=["portal", "duty", "event"], condition=~Q(event=""), name=EVENT
                    ),
                ),
            ],
        ),
        migrations.RemoveConstraint("obligation", "one_obligation_a_period"),
    ]
