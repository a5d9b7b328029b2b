"""Migrate as Django does, as the owner of the tables, but never stand in front of visitors: `manage.py migrate`.

A change of a table waits for those who read it, and everybody who comes later waits behind the change. So it waits
shortly, gives way, and comes again. Then the application and the reader get their rights (portals/database/rights.py).
"""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import OperationalError, connections
from django.utils.translation import gettext as _
from psycopg import errors

from portals.database.owner import OwnerUnknown, as_owner
from portals.database.rights import RolesMissing, grant_rights
from portals.framework_patches.migration_models import rendered_by_need

LOCK_TIMEOUT = "3s"
PAUSE_SECONDS = 5.0
TRIES = 30

HOLDERS = """
SELECT pid, usename, extract(epoch FROM now() - xact_start)::int FROM pg_stat_activity
WHERE xact_start IS NOT NULL AND datname = current_database() AND pid <> pg_backend_pid()
ORDER BY xact_start LIMIT 3
"""


class Command(migrate.Command):
    help = "Migrate the database; give way to whoever uses a table, and try again."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with as_owner(options["database"]):
                self._migrate(*args, **options)
                if not options["plan"] and not options["check_unapplied"]:
                    self._grant(options["database"])
        except OwnerUnknown as error:
            raise CommandError(str(error)) from error

    def _migrate(self, *args: Any, **options: Any) -> None:
        for remaining in reversed(range(TRIES)):
            try:
                self._migrate_shortly(*args, **options)
            except OperationalError as error:
                if not isinstance(error.__cause__, errors.LockNotAvailable):
                    raise
                self._tell(options["database"], remaining)
                time.sleep(PAUSE_SECONDS)
            else:
                return
        raise CommandError(
            _(
                "The tables stay in use. What was migrated so far is whole; end the connections named above,"
                " or migrate at a quieter hour."
            )
        )

    def _grant(self, database: str) -> None:
        try:
            roles = grant_rights(connections[database])
        except RolesMissing as error:
            raise CommandError(
                _(
                    "All is migrated, but these roles are missing, so that nobody else has rights: %(names)s"
                    " (docs/operations.md, Database roles)."
                )
                % {"names": error}
            ) from error
        if roles is None:
            self.stderr.write(
                _(
                    "One database role does everything: whoever breaks into the web can rewrite the log"
                    " (docs/operations.md, Database roles)."
                )
            )

    def _migrate_shortly(self, *args: Any, **options: Any) -> None:
        connection = connections[options["database"]]
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, false)", [LOCK_TIMEOUT])
        try:
            with rendered_by_need():
                super().handle(*args, **options)
        finally:
            # A pool hands the connection on.
            with connection.cursor() as cursor:
                cursor.execute("RESET lock_timeout")

    def _tell(self, database: str, remaining: int) -> None:
        with connections[database].cursor() as cursor:
            cursor.execute(HOLDERS)
            holders = cursor.fetchall()
        self.stdout.write(
            _("A table is in use; visitors go first. Tries left: %(count)d.") % {"count": remaining}
        )
        for pid, user, seconds in holders:
            self.stdout.write(
                _("  connection %(pid)d of %(user)s, for %(seconds)d s")
                % {"pid": pid, "user": user, "seconds": seconds}
            )
