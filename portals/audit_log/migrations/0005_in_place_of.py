"""What others did in somebody's place is found at once, however long the log is."""

from django.db import migrations

# Few lines name somebody. The question for one person implies that there is one, so the index holds no others.
CREATE = """
    CREATE INDEX CONCURRENTLY IF NOT EXISTS "{table}_in_place_of"
    ON "{table}" (("data" -> 'in_place_of'), "timestamp" DESC, "id" DESC)
    WHERE ("data" -> 'in_place_of') IS NOT NULL
"""
DROP = 'DROP INDEX CONCURRENTLY IF EXISTS "{table}_in_place_of"'
# The tables are Wagtail's, so no model of ours knows of the indexes.
TABLES = ("wagtailcore_pagelogentry", "wagtailcore_modellogentry")


class Migration(migrations.Migration):
    # Built beside whoever writes the log.
    atomic = False

    dependencies = [("journal", "0004_owner_alone")]

    operations = [
        migrations.RunSQL(CREATE.format(table=table), DROP.format(table=table)) for table in TABLES
    ]
