from django.db import migrations, models
from django.db.models import Q

NAME = "decided_demand_has_hand_hour_and_result"


class Migration(migrations.Migration):
    dependencies = [("accountability", "0010_refusal_checks")]

    operations = [
        migrations.RemoveConstraint("erasuredemand", NAME),
        migrations.AddConstraint(
            "erasuredemand",
            models.CheckConstraint(
                condition=Q(decided_at=None, decided_by=None, granted=None)
                | Q(decided_at__isnull=False, granted__isnull=False)
                & (Q(granted=True) | Q(decided_by__isnull=False)),
                name=NAME,
            ),
        ),
    ]
