"""Where sessions are kept: in Django's table, and read by a statement that is written once.

Each page of the desk reads one, and Django takes longer to write the statement than PostgreSQL to answer it.
"""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as InTheDatabase
from django.db import connection
from django.utils import timezone

STATEMENT = "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > %s"


class SessionStore(InTheDatabase):
    """Django's sessions, with its way of dealing with those that are not there."""

    def load(self) -> dict[str, Any]:
        with connection.cursor() as cursor:
            cursor.execute(STATEMENT, [self.session_key, timezone.now()])
            found = cursor.fetchone()
        kept: dict[str, Any] = super().load() if found is None else self.decode(found[0])
        return kept
