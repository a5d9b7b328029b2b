"""What is urgent is found by an index of its own. Built beside whoever writes alerts meanwhile."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("alerts", "0002_numbers_of_followers"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="alertmailing",
            index=models.Index(
                condition=models.Q(("kind__in", ["gone", "urgent"]), ("queued_at__isnull", True)),
                fields=["written_at"],
                name="alert_mail_to_queue_first",
            ),
        ),
    ]
