"""The signed file of an approved sheet, once made, and the hour at which it went to accounting stay as they are."""

from django.db import migrations

BODY = """
CREATE OR REPLACE FUNCTION royalties_settled_sheet() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF OLD.state NOT IN ('approved', 'exported') THEN
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.state IN ('approved', 'exported') {kept}
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
KEPT = """
        AND (OLD.paper = '' OR NEW.paper = OLD.paper)
        AND (OLD.exported_at IS NULL OR NEW.exported_at IS NOT DISTINCT FROM OLD.exported_at)
        AND (OLD.state = 'approved' OR NEW.state = 'exported')
"""


class Migration(migrations.Migration):
    dependencies = [("royalties", "0003_first_terms")]

    operations = [migrations.RunSQL(BODY.format(kept=KEPT), BODY.format(kept=""))]
