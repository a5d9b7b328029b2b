"""What was approved is paid as it stands: the database lets nobody change it. Shares of a work make it whole."""

from django.db import migrations

SETTLED = """
CREATE FUNCTION royalties_settled() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    wanted bigint[];
BEGIN
    wanted := CASE TG_OP
        WHEN 'INSERT' THEN ARRAY[NEW.sheet_id]
        WHEN 'DELETE' THEN ARRAY[OLD.sheet_id]
        ELSE ARRAY[OLD.sheet_id, NEW.sheet_id] END;
    IF EXISTS (
        SELECT FROM royalties_royaltysheet
        WHERE id = ANY(wanted) AND state IN ('approved', 'exported')
    ) THEN
        RAISE EXCEPTION 'an approved royalty sheet is kept unaltered'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END
$$
"""
# The file and the handing over to accounting follow after the approval.
SETTLED_SHEET = """
CREATE FUNCTION royalties_settled_sheet() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF OLD.state NOT IN ('approved', 'exported') THEN
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.state IN ('approved', 'exported')
        AND (NEW.portal_id, NEW.month, NEW.terms_id, NEW.total, NEW.tax, NEW.net, NEW.drawn_by_id,
             NEW.proposed_by_id, NEW.proposed_at, NEW.approved_by_id, NEW.approved_at)
        IS NOT DISTINCT FROM
            (OLD.portal_id, OLD.month, OLD.terms_id, OLD.total, OLD.tax, OLD.net, OLD.drawn_by_id,
             OLD.proposed_by_id, OLD.proposed_at, OLD.approved_by_id, OLD.approved_at)
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'an approved royalty sheet is kept unaltered'
        USING ERRCODE = 'insufficient_privilege';
END
$$
"""
WHOLE = """
CREATE FUNCTION royalties_whole() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    one record;
BEGIN
    IF TG_OP = 'DELETE' THEN one := OLD; ELSE one := NEW; END IF;
    IF (
        SELECT sum(share) FROM royalties_royaltyline
        WHERE sheet_id = one.sheet_id AND work = one.work
    ) <> 100 THEN
        RAISE EXCEPTION 'the shares of a work sum to 100' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END
$$
"""
TRIGGERS = (
    ("royalties_settled", "royalties_royaltyline", "TRIGGER", "BEFORE INSERT OR UPDATE OR DELETE"),
    ("royalties_settled", "royalties_royaltypayee", "TRIGGER", "BEFORE INSERT OR UPDATE OR DELETE"),
    ("royalties_settled_sheet", "royalties_royaltysheet", "TRIGGER", "BEFORE UPDATE OR DELETE"),
    (
        "royalties_whole",
        "royalties_royaltyline",
        "CONSTRAINT TRIGGER",
        "AFTER INSERT OR UPDATE OR DELETE",
    ),
)


def created(name: str, table: str, what: str, when: str) -> str:
    late = "DEFERRABLE INITIALLY DEFERRED " if what.startswith("CONSTRAINT") else ""
    return f"CREATE {what} {name} {when} ON {table} {late}FOR EACH ROW EXECUTE FUNCTION {name}()"


class Migration(migrations.Migration):
    dependencies = [("royalties", "0001_royalties")]

    operations = [
        migrations.RunSQL(SETTLED, "DROP FUNCTION royalties_settled"),
        migrations.RunSQL(SETTLED_SHEET, "DROP FUNCTION royalties_settled_sheet"),
        migrations.RunSQL(WHOLE, "DROP FUNCTION royalties_whole"),
        *(
            migrations.RunSQL(created(*trigger), f"DROP TRIGGER {trigger[0]} ON {trigger[1]}")
            for trigger in TRIGGERS
        ),
    ]
