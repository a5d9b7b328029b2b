"""Connections as each role of the database, beside the test's own, which is the application's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.db import connection

from portals.database.roles import EMBEDDED
from portals.services import SUPERUSER, address

__all__ = ["EMBEDDED", "SUPERUSER", "connected"]


@contextmanager
def connected(role: str) -> Iterator[psycopg.Connection]:
    """Connect to the test's own database as `role`; what is done there is undone at the end."""
    name = connection.settings_dict["NAME"]
    with psycopg.connect(address("postgres", database=name, role=role)) as server:
        yield server
        server.rollback()
