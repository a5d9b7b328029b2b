"""Working as the owner of the tables, for the few commands that must: migrations and the end of what the log kept."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.transaction import TransactionManagementError
from django.utils.translation import gettext as _
from psycopg.conninfo import make_conninfo


class OwnerUnknown(Exception):
    """Nobody told this process where the owner of the tables connects."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "DATABASE_OWNER_URL is not set: this command works as the owner of the tables, which DATABASE_URL is"
                " not. Give it to this command alone, never to web processes, workers or the clock; where one role"
                " still does everything, give it the value of DATABASE_URL (docs/operations.md, Database roles)."
            )
        )


@contextmanager
def as_owner(alias: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """Have this thread ask the database as its owner until the block ends.

    The alias stays what it is, since migrations, Wagtail's above all, name none. Raises OwnerUnknown, and refuses
    inside a transaction.
    """
    owner = settings.PORTALS_DATABASE_OWNER
    if not owner:
        raise OwnerUnknown
    connection = connections[alias]
    if connection.in_atomic_block:
        raise TransactionManagementError("The role cannot change inside a transaction.")
    before = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict.update(owner)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(before)


def owner_conninfo() -> str:
    """Where the owner connects, as libpq reads it, for PostgreSQL's own programs. Raises OwnerUnknown."""
    owner = settings.PORTALS_DATABASE_OWNER
    if not owner:
        raise OwnerUnknown
    of_libpq = {
        "dbname": "NAME",
        "user": "USER",
        "password": "PASSWORD",  # pragma: allowlist secret
        "host": "HOST",
        "port": "PORT",
    }
    told = {theirs: owner[ours] for theirs, ours in of_libpq.items() if owner[ours]}
    return make_conninfo(
        "", **told, **{name: value for name, value in owner["OPTIONS"].items() if value is not None}
    )


def refuse_owner_here() -> None:
    """End the start of a process that answers others, where it was given the owner's address.

    What such a process holds, whoever breaks into it has.
    """
    if settings.ENVIRONMENT.practice_source_url:
        raise ImproperlyConfigured(
            "PRACTICE_SOURCE_URL is for clone_practice alone: take it away from this process."
        )
    if settings.ENVIRONMENT.database_owner_url:
        raise ImproperlyConfigured(
            "DATABASE_OWNER_URL is for migrate and forget_past_keeping alone: take it away from this process."
        )
