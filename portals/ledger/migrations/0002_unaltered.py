"""The ledger only grows: the database refuses to change, remove or empty, whoever asks."""

from django.db import migrations

TABLES = (
    "ledger_ledgerentry",
    "ledger_ledgerleaf",
    "ledger_ledgertile",
    "ledger_ledgergrowth",
    "ledger_ledgercheckpoint",
    "ledger_ledgercosignature",
    "ledger_ledgerkey",
)
GUARD = """
CREATE FUNCTION ledger_unaltered() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'the ledger only grows' USING ERRCODE = 'insufficient_privilege';
END
$$
"""
EVENTS = {
    "ledger_unaltered": "BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW",
    "ledger_unemptied": "BEFORE TRUNCATE ON {table} FOR EACH STATEMENT",
}


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_ledger")]

    operations = [
        migrations.RunSQL(GUARD, "DROP FUNCTION ledger_unaltered"),
        *(
            migrations.RunSQL(
                f"CREATE TRIGGER {name} {event.format(table=table)} EXECUTE FUNCTION ledger_unaltered()",
                f"DROP TRIGGER {name} ON {table}",
            )
            for table in TABLES
            for name, event in EVENTS.items()
        ),
    ]
