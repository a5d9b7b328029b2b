"""What of each table goes into the clone for practice: all of it, nothing, or all but some columns.

Registered beside rights, by the app that has the table, in `ready()`. A table of which nobody says anything is cloned
as it is; a test asks for a word about each that could hold what is a person's or opens a door.
"""

from __future__ import annotations

from collections.abc import Mapping

_left_out: set[str] = set()
_overwritten: dict[str, dict[str, str]] = {}
_as_they_are: dict[str, str] = {}


def keep_from_clone(*tables: str) -> None:
    """Clone no row of these tables, nor of any that cannot do without one; what only points at one points nowhere."""
    _left_out.update(tables)


def overwrite(table: str, **columns: str) -> None:
    """Clone these columns as what an SQL expression on the row gives: a constant of the app, without percent signs."""
    _overwritten.setdefault(table, {}).update(columns)


def clone_as_it_is(table: str, *columns: str, why: str) -> None:
    """Say of columns that look like a person's, or like a key, that they are neither."""
    _as_they_are.update({f"{table}.{column}": why for column in columns})


def left_out() -> list[str]:
    return sorted(_left_out)


def overwritten() -> Mapping[str, Mapping[str, str]]:
    return _overwritten


def cloned_as_they_are() -> Mapping[str, str]:
    """By `table.column`, why."""
    return _as_they_are
