"""End what the log has kept as long as its rules ask, as the owner of the log: `manage.py forget_past_keeping`.

Once a day, by a timer that has the owner's address; the clock of the application has not (docs/operations.md).
"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils.translation import gettext as _

from portals.audit_log.actions import forget_past_keeping
from portals.database.owner import OwnerUnknown, as_owner


class Command(BaseCommand):
    help = "Remove the lines of the log that are past keeping. Safe to repeat."

    def handle(self, **options: Any) -> None:
        try:
            with as_owner():
                # The database judges by its own clock.
                with connection.cursor() as cursor:
                    cursor.execute("SELECT now()")
                    [now] = cursor.fetchone()
                removed = forget_past_keeping(now=now)
        except OwnerUnknown as error:
            raise CommandError(str(error)) from error
        if options["verbosity"]:
            self.stdout.write(_("Lines removed from the log: %(count)d.") % {"count": removed})
