"""The acts of one text in their order, found at once also where a hundred thousand wait."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models.functions import Coalesce


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("editorial", "0035_acts_to_record")]

    operations = [
        AddIndexConcurrently(
            "acttorecord",
            models.Index(Coalesce("page", "story"), "id", name="act_to_record_by_page"),
        ),
    ]
