"""The three roles of PostgreSQL that an install works under, named here once; knows nothing of Django.

The *owner* owns schema and tables, migrates and ends what the log has kept long enough. The *application* is what web
processes and workers are: it reads and writes rows, and nothing of the schema. The *reader* reads, but no secrets.
"""

from __future__ import annotations

from dataclasses import dataclass

OWNER_ENDING = "_owner"


@dataclass(frozen=True)
class Roles:
    """The names of one install's roles: they differ by their endings."""

    owner: str
    application: str
    reader: str


def named(stem: str) -> Roles:
    return Roles(f"{stem}{OWNER_ENDING}", f"{stem}_app", f"{stem}_reader")


def of_owner(owner: str) -> Roles | None:
    """The roles that belong with `owner`, or None where that name is of no owner: one role then does everything."""
    if not owner.endswith(OWNER_ENDING):
        return None
    return named(owner.removesuffix(OWNER_ENDING))


# Those of the embedded servers; an install of several on one PostgreSQL chooses others.
EMBEDDED = named("portals")

# Statements for whoever administers the server, with a database of every bench's own. The owner sees which connections
# are in a migration's way, and may end those of the application.
MAKE_ROLES = f"""
DO $$
DECLARE
    made text;
BEGIN
    FOREACH made IN ARRAY ARRAY['{EMBEDDED.owner}', '{EMBEDDED.application}', '{EMBEDDED.reader}'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = made) THEN
            EXECUTE format('CREATE ROLE %I LOGIN', made);
        END IF;
    END LOOP;
    ALTER ROLE {EMBEDDED.owner} CREATEDB;
    GRANT pg_read_all_stats, {EMBEDDED.application} TO {EMBEDDED.owner};
END
$$
"""
# For a database that one role made alone. REASSIGN OWNED does so, but not for the role that the server began with.
HAND_OVER = f"""
DO $$
DECLARE
    found record;
BEGIN
    FOR found IN
        SELECT 'TABLE' AS kind, oid::regclass::text AS name FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm')
          AND relowner <> '{EMBEDDED.owner}'::regrole
          AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_class.oid AND deptype = 'e')
        UNION ALL
        SELECT 'ROUTINE', oid::regprocedure::text FROM pg_proc
        WHERE pronamespace = 'public'::regnamespace AND proowner <> '{EMBEDDED.owner}'::regrole
          AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')
        UNION ALL
        SELECT 'TEXT SEARCH CONFIGURATION', oid::regconfig::text FROM pg_ts_config
        WHERE cfgnamespace = 'public'::regnamespace AND cfgowner <> '{EMBEDDED.owner}'::regrole
    LOOP
        EXECUTE format('ALTER %s %s OWNER TO {EMBEDDED.owner}', found.kind, found.name);
    END LOOP;
END
$$
"""
