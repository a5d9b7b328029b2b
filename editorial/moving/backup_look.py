"""A backup beside the database that stands: what is read of it lies in a database of its own, which is dropped again.

Of the dump come the tables, and of the rows those of the models that are asked for: no keys, no indexes, no triggers.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from django.conf import settings
from django.db import connections, models
from psycopg import sql

from portals.backups.manifest import DATABASE, Manifest
from portals.database.dropping import drop_database
from portals.database.owner import owner_conninfo
from portals.practice.copying import restore_tables

# The database beside, as Django is asked for it.
BESIDE = "backup"


class NotReadable(Exception):
    """The backup cannot be read beside the database that stands; the message says why."""


@contextmanager
def read_beside(
    backup: Path, manifest: Manifest, wanted: Iterable[type[models.Model]]
) -> Iterator[str]:
    """Have the rows of these models at hand, as of the backup, under the alias that is given. Raises NotReadable."""
    if set(manifest.migrations) != _applied():
        raise NotReadable(
            "The backup is of another release than the database: restore it whole on a copy, migrate it there, and back"
            " that up."
        )
    name = f"beside_{os.getpid()}"
    with psycopg.connect(owner_conninfo(), autocommit=True) as server:
        try:
            server.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name))
            )
        except psycopg.errors.InsufficientPrivilege as error:
            raise NotReadable(
                "The owner of the tables may make no database: ALTER ROLE ... CREATEDB."
            ) from error
    try:
        tables = sorted({table for model in wanted for table in _tables_of(model)})
        restore_tables(
            psycopg.conninfo.make_conninfo(owner_conninfo(), dbname=name), backup / DATABASE, tables
        )
        connections.settings[BESIDE] = {
            **connections["default"].settings_dict,
            **_owner(),
            "NAME": name,
        }
        yield BESIDE
    finally:
        if BESIDE in connections.settings:
            connections[BESIDE].close()
            del connections[BESIDE]
            del connections.settings[BESIDE]
        with psycopg.connect(owner_conninfo(), autocommit=True) as server:
            drop_database(server, name)


def _owner() -> dict[str, object]:
    return settings.PORTALS_DATABASE_OWNER or {}


def _applied() -> set[str]:
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT DISTINCT app || '.' || name FROM django_migrations")
        return {name for (name,) in cursor.fetchall()}


def _tables_of(model: type[models.Model]) -> Iterator[str]:
    for one in (model, *model._meta.get_parent_list()):
        yield one._meta.db_table
