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
from modelcluster.fields import ParentalKey
from psycopg import sql

from portals.backups.manifest import DATABASE, Manifest
from portals.database.dropping import drop_database
from portals.database.owner import owner_conninfo
from portals.practice.copying import restore_more, restore_tables

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
        models_read = list(wanted)
        tables = sorted({table for model in models_read for table in _tables_of(model)})
        restore_tables(_conninfo(name), backup / DATABASE, tables)
        _index(name, models_read)
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


def read_more_beside(backup: Path, model: type[models.Model]) -> None:
    """Have the rows of one more model at hand, once, inside `read_beside`: of a table that is seldom asked for."""
    if not model._default_manager.using(BESIDE).exists():
        name = str(connections[BESIDE].settings_dict["NAME"])
        restore_more(_conninfo(name), backup / DATABASE, [model._meta.db_table])


def _conninfo(name: str) -> str:
    return psycopg.conninfo.make_conninfo(owner_conninfo(), dbname=name)


def _index(name: str, wanted: Iterable[type[models.Model]]) -> None:
    """Index what hangs on a page by its page: it is asked for page by page."""
    parental = [
        (model._meta.db_table, one.column)
        for model in wanted
        for one in model._meta.local_fields
        if isinstance(one, ParentalKey)
    ]
    with psycopg.connect(_conninfo(name), autocommit=True) as server:
        for table, column in parental:
            names = sql.Identifier(table), sql.Identifier(column)
            server.execute(sql.SQL("CREATE INDEX ON {} ({})").format(*names))


def _owner() -> dict[str, object]:
    return settings.PORTALS_DATABASE_OWNER or {}


def _applied() -> set[str]:
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT DISTINCT app || '.' || name FROM django_migrations")
        return {name for (name,) in cursor.fetchall()}


def _tables_of(model: type[models.Model]) -> Iterator[str]:
    for one in (model, *model._meta.get_parent_list()):
        yield one._meta.db_table
