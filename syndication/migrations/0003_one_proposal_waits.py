"""A story that was taken once and no longer stands may be sent up again."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("syndication", "0002_delivery_indexes")]
    operations = [
        migrations.RemoveConstraint("proposal", "proposed_once_a_receiver"),
        migrations.AddConstraint(
            "proposal",
            models.UniqueConstraint(
                condition=Q(("state", "waiting")),
                fields=["story", "receiver"],
                name="one_proposal_waits_a_receiver",
            ),
        ),
    ]
