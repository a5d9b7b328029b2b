from django.db import migrations


class Migration(migrations.Migration):
    """Each delivery is written once and changed once, so a fifth of the table would be dead rows by default."""

    dependencies = [("syndication", "0004_failed_deliveries_index")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE syndication_delivery SET (autovacuum_vacuum_scale_factor = 0.03)",
            "ALTER TABLE syndication_delivery RESET (autovacuum_vacuum_scale_factor)",
        )
    ]
