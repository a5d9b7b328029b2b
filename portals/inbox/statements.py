"""The SQL of sources, kept by the process: Django takes longer to write the statements than PostgreSQL to answer them.

What is kept of a source is its SQL with the places into which the person, the instant and the portals go. To find
these a source is asked once with stand-ins. Whatever looks at more than a stand-in has, or says something else at
another hour of the day, is written anew for each reader: that is slower and never wrong.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum
from typing import TYPE_CHECKING, Any, NoReturn, cast
from weakref import WeakKeyDictionary

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS
from django.db.models import BooleanField, Func
from django.utils.translation import get_language
from psycopg.types.json import Jsonb

from portals.boards.models import User
from portals.clock import LOCAL_ZONE, local_date

if TYPE_CHECKING:
    from portals.models import Portal

    from .reader import InboxReader
    from .source import InboxSource

_PORTALS_MARK = "\0"
# No row has these; both are numbers of a column of four bytes.
_STAND_IN_USER = 2_000_000_011
_STAND_IN_PORTAL = 2_000_000_033
# What is so many microseconds past a second was reckoned from the instant asked about: a beginning of a day has none.
_MARK_OF_NOW = 271_829
# A source is looked at before, in and after office hours, so that what an hour changes is seen to change.
_LOOKED_AT = (time(0, 0, 1), time(10, 30), time(23, 59, 58))


class ValuePlace(Enum):
    """Where something of the reader goes into a statement."""

    USER = "user"
    PORTAL = "portal"
    PORTALS = "portals"


class OfPortals(Func):
    """Whether a row is of one of the portals that are named when the statement is used."""

    template = f"%(expressions)s IN ({_PORTALS_MARK})"
    output_field = BooleanField()

    def as_sql(self, *args: Any, **kwargs: Any) -> tuple[str, tuple[Any, ...]]:
        sql, values = super().as_sql(*args, **kwargs)
        return sql, (*values, ValuePlace.PORTALS)


@dataclass(frozen=True, slots=True)
class SourceStatement:
    """SQL whose values are such as they stand, a `ValuePlace`, or a time from the instant asked about."""

    sql: str
    values: tuple[Any, ...]

    def filled(
        self, reader: InboxReader, portals: list[Portal], portal_ids: Collection[int]
    ) -> tuple[str, list[Any]]:
        """The SQL and its values for a reader; `portal_ids` holds at least one."""
        filled: list[Any] = []
        for value in self.values:
            match value:
                case ValuePlace.PORTALS:
                    filled += portal_ids
                case ValuePlace.PORTAL:
                    filled.append(portals[0].pk)
                case ValuePlace.USER:
                    filled.append(reader.user.pk)
                case _FromNow():
                    filled.append(reader.now + value.time)
                case _:
                    filled.append(value)
        return self.sql.replace(_PORTALS_MARK, ", ".join(["%s"] * len(portal_ids))), filled


@dataclass(frozen=True, slots=True)
class _FromNow:
    """A moment, by its time from the instant asked about."""

    time: timedelta


class _LooksFurther(Exception):
    """The source looked at something that differs from reader to reader and has no place in a statement."""


class _OnePortal:
    pk = _STAND_IN_PORTAL

    def __getattr__(self, name: str) -> NoReturn:
        raise _LooksFurther(name)


class _Portals:
    """Several portals: a statement knows no more of them than that its rows are of theirs."""

    def __iter__(self) -> NoReturn:
        raise _LooksFurther

    def __len__(self) -> NoReturn:
        raise _LooksFurther

    def __getitem__(self, place: object) -> NoReturn:
        raise _LooksFurther


class _Reader:
    """A person of whom only the number is known, at an instant; it remembers whether that was looked at."""

    def __init__(self, now: datetime) -> None:
        self.user = User.from_db(DEFAULT_DB_ALIAS, ["id"], [_STAND_IN_USER])
        self.asked_when = False
        self._now = now

    @property
    def now(self) -> datetime:
        self.asked_when = True
        return self._now

    def __getattr__(self, name: str) -> NoReturn:
        raise _LooksFurther(name)


@dataclass(frozen=True, slots=True)
class _Kept:
    """A source's statements, of one day where they hang on the day; None where they are written anew each time."""

    day: date | None
    statements: tuple[SourceStatement, ...] | None


# By source, then by language and by whether one portal is asked about.
_kept: WeakKeyDictionary[InboxSource, dict[tuple[str | None, bool], _Kept]] = WeakKeyDictionary()


def statements_of(
    source: InboxSource, reader: InboxReader, portals: list[Portal]
) -> tuple[SourceStatement, ...]:
    """The statements of a source about these portals, to be filled. No query, and mostly nothing to write."""
    key = (get_language(), len(portals) == 1)
    of_source = _kept.setdefault(source, {})
    known = of_source.get(key)
    today = local_date(reader.now)
    if known is None or known.day not in (None, today):
        known = of_source[key] = _learnt(source, today, one_portal=key[1])
    if known.statements is None:
        return tuple(_written(source, reader, portals))
    return known.statements


def _learnt(source: InboxSource, day: date, *, one_portal: bool) -> _Kept:
    portals = cast("list[Portal]", [_OnePortal()] if one_portal else _Portals())
    found: list[tuple[SourceStatement, ...]] = []
    for hour in _LOOKED_AT:
        at = datetime.combine(day, hour.replace(microsecond=_MARK_OF_NOW), tzinfo=LOCAL_ZONE)
        stand_in = _Reader(at)
        try:
            written = _written(source, cast("InboxReader", stand_in), portals)
            found.append(tuple(_with_places(statement, at) for statement in written))
        except _LooksFurther:
            return _Kept(None, None)
        if not stand_in.asked_when:
            return _Kept(None, found[0])
    same = all(_compared(one) == _compared(found[0]) for one in found)
    return _Kept(day, found[0] if same else None)


def _written(
    source: InboxSource, reader: InboxReader, portals: list[Portal]
) -> Iterator[SourceStatement]:
    for rows in source.rows(reader, portals):
        try:
            sql, values = rows.statement(source.kind).query.sql_with_params()
        except EmptyResultSet:
            continue
        yield SourceStatement(sql, tuple(values))


def _compared(statements: tuple[SourceStatement, ...]) -> list[tuple[str, list[Any]]]:
    return [(one.sql, [_unwrapped(value) for value in one.values]) for one in statements]


def _unwrapped(value: Any) -> Any:
    """What JSON holds: its wrapper is equal to no other, and shows but the beginning of it."""
    return value.obj if isinstance(value, Jsonb) else value


def _with_places(statement: SourceStatement, now: datetime) -> SourceStatement:
    return SourceStatement(statement.sql, tuple(_place(value, now) for value in statement.values))


def _place(value: Any, now: datetime) -> Any:
    if isinstance(value, datetime) and value.microsecond == _MARK_OF_NOW:
        return _FromNow(value - now)
    if isinstance(value, int):
        return {_STAND_IN_USER: ValuePlace.USER, _STAND_IN_PORTAL: ValuePlace.PORTAL}.get(
            value, value
        )
    # A list or a range may hold what belongs to one reader.
    text = str(_unwrapped(value))
    if any(str(mark) in text for mark in (_STAND_IN_USER, _STAND_IN_PORTAL, _MARK_OF_NOW)):
        raise _LooksFurther(value)
    return value
