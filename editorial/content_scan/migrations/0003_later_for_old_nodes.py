"""Nodes of the release before do not know the column: the database writes it for them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("guarding", "0002_stories_later"),
    ]

    operations = [
        migrations.AlterField(
            model_name="scanround",
            name="later",
            field=models.PositiveIntegerField(
                db_default=0, default=0, verbose_name="stories asked for on another night"
            ),
        ),
    ]
