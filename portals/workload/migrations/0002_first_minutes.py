"""How long deeds take, as a commune's part-time board was timed with them; a document of the province may say otherwise.

What a duty counts already (schedules, disclosures, answers) is not counted again.
"""

from datetime import date
from decimal import Decimal

from django.db import migrations
from django.db.backends.postgresql.psycopg_any import DateRange

SOURCE = "Ước tính ban đầu, chờ tỉnh khảo sát"
# Name in the log: minutes each, and how often in an ordinary week of a commune (12 texts of its own a month).
DEEDS = {
    "wagtail.create": ("6", "2.8"),
    "editorial.approve": ("1.5", "2.8"),
    "editorial.write_correction": ("4", "0.1"),
    "editorial.withdraw": ("2", "0.1"),
    "syndication.republish": ("0.5", "3"),
    "syndication.adapt": ("5", "0.2"),
    "royalties.draw_up": ("8", "0.25"),
    "royalties.approve": ("2", "0.25"),
    "initiatives.submit": ("10", "0.02"),
}


def create_minutes(apps, schema_editor):
    deed = apps.get_model("workload", "DeedMinutes")
    for action, (minutes, a_week) in DEEDS.items():
        deed.objects.create(
            action=action, period=DateRange(date(2018, 1, 1), None), minutes=Decimal(minutes),
            a_week=Decimal(a_week), source=SOURCE,
        )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("workload", "0001_workload")]
    operations = [migrations.RunPython(create_minutes, migrations.RunPython.noop)]
