"""The log cannot be emptied as a whole either, nor lose a line of the last year by any setting."""

from django.db import migrations

LOG_TABLES = ("wagtailcore_pagelogentry", "wagtailcore_modellogentry")
GUARD = """
CREATE OR REPLACE FUNCTION journal_unaltered() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND current_setting('portals.log_retention', true) = 'on'
        AND OLD.timestamp < now() - interval '12 months'
    THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'the log is kept unaltered' USING ERRCODE = 'insufficient_privilege';
END
$$
"""
BEFORE = """
CREATE OR REPLACE FUNCTION journal_unaltered() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND current_setting('portals.log_retention', true) = 'on' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'the log is kept unaltered' USING ERRCODE = 'insufficient_privilege';
END
$$
"""


class Migration(migrations.Migration):
    dependencies = [("journal", "0002_unaltered")]

    operations = [
        migrations.RunSQL(GUARD, BEFORE),
        *(
            migrations.RunSQL(
                f"CREATE TRIGGER journal_unemptied BEFORE TRUNCATE ON {table}"
                " FOR EACH STATEMENT EXECUTE FUNCTION journal_unaltered()",
                f"DROP TRIGGER journal_unemptied ON {table}",
            )
            for table in LOG_TABLES
        ),
    ]
