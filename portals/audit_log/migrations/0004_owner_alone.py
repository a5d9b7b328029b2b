"""The log asks who acts, and no setting: its owner removes what every rule has let go, and nobody anything else."""

from django.db import migrations, models

GUARD = """
CREATE OR REPLACE FUNCTION journal_unaltered() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    log pg_class;
BEGIN
    SELECT * INTO log FROM pg_class WHERE oid = TG_RELID;
    IF TG_OP <> 'TRUNCATE' AND pg_get_userbyid(log.relowner) = current_user THEN
        IF TG_OP = 'DELETE' AND OLD.timestamp < now() - (
            SELECT months * interval '31 days' FROM journal_retention
            WHERE starts_with(OLD.action, begins_with) ORDER BY length(begins_with) DESC LIMIT 1
        ) THEN
            RETURN OLD;
        END IF;
        -- Migrations of Wagtail's rewrite how lines are written down. Where the application has no role of its own,
        -- the owner is whoever breaks into the web.
        IF TG_OP = 'UPDATE' AND EXISTS (
            SELECT FROM aclexplode(log.relacl)
            WHERE privilege_type = 'INSERT' AND grantee <> log.relowner
        ) THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'the log is kept unaltered' USING ERRCODE = 'insufficient_privilege';
END
$$
"""
BEFORE = """
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


class Migration(migrations.Migration):
    dependencies = [("journal", "0003_unemptied")]

    operations = [
        migrations.CreateModel(
            name="RetentionRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("ran_at", models.DateTimeField(verbose_name="ran at")),
                ("removed", models.PositiveIntegerField(verbose_name="lines removed")),
            ],
            options={
                "verbose_name": "run of the retention",
                "verbose_name_plural": "runs of the retention",
            },
        ),
        migrations.RunSQL(GUARD, BEFORE),
    ]
