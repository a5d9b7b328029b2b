"""The log is written once: the database refuses changes, and removals but those of the retention."""

from django.db import migrations

LOG_TABLES = ("wagtailcore_pagelogentry", "wagtailcore_modellogentry")
GUARD = """
CREATE FUNCTION journal_unaltered() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND current_setting('portals.log_retention', true) = 'on' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'the log is kept unaltered' USING ERRCODE = 'insufficient_privilege';
END
$$
"""
# Accounts are closed and not deleted, and acts are kept for five years: the longest that the province is asked about them.
RULES = [("", 60, "Lưu nhật ký 5 năm"), ("door.", 24, "Lưu nhật ký đăng nhập 2 năm")]


def set_rules(apps, _editor):
    retention = apps.get_model("journal", "Retention")
    for begins_with, months, basis in RULES:
        retention.objects.create(begins_with=begins_with, months=months, basis=basis)


class Migration(migrations.Migration):
    dependencies = [
        ("journal", "0001_journal"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
    ]

    operations = [
        migrations.RunSQL(GUARD, "DROP FUNCTION journal_unaltered"),
        *(
            migrations.RunSQL(
                f"CREATE TRIGGER journal_unaltered BEFORE UPDATE OR DELETE ON {table}"
                " FOR EACH ROW EXECUTE FUNCTION journal_unaltered()",
                f"DROP TRIGGER journal_unaltered ON {table}",
            )
            for table in LOG_TABLES
        ),
        migrations.RunPython(set_rules, migrations.RunPython.noop),
    ]
