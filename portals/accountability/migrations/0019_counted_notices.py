"""Which changes of the calendar open cases were counted anew with. Those before were counted by the minute."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accountability", "0018_statements_beside_requests")]
    operations = [
        migrations.CreateModel(
            name="CountedNotice",
            fields=[
                (
                    "notice",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="counted",
                        serialize=False,
                        to="accountability.calendarnotice",
                    ),
                ),
                ("counted_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "day with which cases were counted anew",
                "verbose_name_plural": "days with which cases were counted anew",
            },
        ),
        migrations.RunSQL(
            "INSERT INTO accountability_countednotice (notice_id, counted_at)"
            " SELECT id, now() FROM accountability_calendarnotice",
            migrations.RunSQL.noop,
        ),
    ]
