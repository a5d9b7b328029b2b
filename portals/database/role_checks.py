"""What must hold of the roles of the database, as the application sees it: asked by `doctor` and by the alarms."""

from __future__ import annotations

from portals.operations.checking import Check

from .rights import SCHEMA, guarded_tables

# The timer comes once a day.
RETENTION_LATE = "8 days"


def role_checks() -> tuple[Check, ...]:
    """The checks, once every app has registered its tables."""
    guarded = ", ".join(f"'{table}'" for table in guarded_tables())
    return (
        Check(
            "roles.application",
            "the application owns no table and makes none",
            f"""
            SELECT current_user || ' owns ' || count(*) || ' tables' FROM pg_class
            WHERE relnamespace = '{SCHEMA}'::regnamespace AND relkind IN ('r', 'p')
              AND pg_has_role(relowner, 'MEMBER')
            HAVING count(*) > 0
            UNION ALL
            SELECT current_user || ' may make tables'
            WHERE has_schema_privilege('{SCHEMA}', 'CREATE')
            """,
        ),
        Check(
            "roles.log",
            "the application alters no line of the log and no rule of its retention",
            f"""
            SELECT name || ': ' || act FROM unnest(ARRAY[{guarded}]) AS name,
                unnest(ARRAY['UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER']) AS act
            WHERE has_table_privilege(to_regclass(name), act)
            UNION ALL
            SELECT name || ': UPDATE of a column' FROM unnest(ARRAY[{guarded}]) AS name
            WHERE has_any_column_privilege(to_regclass(name), 'UPDATE')
              AND NOT has_table_privilege(to_regclass(name), 'UPDATE')
            """,
        ),
        Check(
            "roles.retention",
            f"the owner looked for lines past keeping within {RETENTION_LATE}",
            f"""
            SELECT 'last run: ' || coalesce(max(ran_at)::text, 'never') FROM journal_retentionrun
            HAVING coalesce(max(ran_at), '-infinity') < %(now)s - interval '{RETENTION_LATE}'
               AND EXISTS (
                   SELECT FROM wagtailcore_modellogentry
                   WHERE timestamp < %(now)s - interval '{RETENTION_LATE}'
                   UNION ALL
                   SELECT FROM wagtailcore_pagelogentry
                   WHERE timestamp < %(now)s - interval '{RETENTION_LATE}'
               )
            """,
        ),
    )
