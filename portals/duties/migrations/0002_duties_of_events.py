"""Duties that begin with an event, and the event of an obligation."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("duties", "0001_duties")]
    operations = [
        migrations.AddField(
            "duty",
            "begins_with",
            models.CharField(
                blank=True, db_default="", default="", max_length=120, verbose_name="begins with"
            ),
        ),
        migrations.AddField(
            "duty",
            "times_a_year",
            models.PositiveSmallIntegerField(
                db_default=0, default=0, verbose_name="about so many a year"
            ),
        ),
        migrations.AlterField(
            "duty",
            "frequency",
            models.CharField(
                choices=[
                    ("week", "every week"),
                    ("month", "every month"),
                    ("quarter", "every quarter"),
                    ("year", "every year"),
                    ("event", "each time it arises"),
                ],
                max_length=8,
                verbose_name="how often",
            ),
        ),
        migrations.AddField(
            "obligation",
            "event",
            models.CharField(blank=True, db_default="", default="", max_length=80),
        ),
        migrations.AddField(
            "obligation",
            "event_title",
            models.CharField(
                blank=True, db_default="", default="", max_length=300, verbose_name="event"
            ),
        ),
        migrations.AddConstraint(
            "duty",
            models.CheckConstraint(
                condition=Q(frequency="event", due_from="start", begins_with__contains=":")
                | (~Q(frequency="event") & Q(begins_with="")),
                name="duty_of_events_names_their_source",
            ),
        ),
    ]
