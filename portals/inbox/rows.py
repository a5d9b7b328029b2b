"""What waits, as SQL. The statements of all sources are joined into one, so that another source costs no question."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Case, Count, DateTimeField, F, QuerySet, Value, When, Window
from django.db.models.functions import Cast, JSONObject, RowNumber

from portals.models import Portal

from .items import InboxAct, InboxItem, InboxUrgency
from .statements import OfPortals, statements_of

if TYPE_CHECKING:
    from django.db.models.expressions import Combinable

    from .reader import InboxReader
    from .source import InboxSource

_COLUMNS = (
    *("row_kind", "row_pk", "row_portal", "row_since", "row_due_at", "row_words"),
    "row_stands_for",
)
# By what rows of a portal are told first where only some are: as in `queries.pressing`, of one kind.
_PRESSING = (
    F("row_due_at").asc(nulls_last=True),
    F("row_since").asc(nulls_last=True),
    F("row_pk").asc(),
)


@dataclass(frozen=True, slots=True)
class Rows:
    """A queryset of things that wait, and where in it the columns are that every source has.

    `portal` names whose thing it is: rows of other portals than the source's are left out by the inbox itself, so
    `found` need not ask for any. `words` holds what the source says of a thing, as JSON: numbers and texts come back
    as they are, a time as a text. For one row of many things group by `.values(...)` and put aggregates into `words`.

    With `most` no more than so many rows of a portal are read, those that press most, and one that stands for all
    others of it: nobody reads hundreds of lines, and each costs time. Not together with `.values(...)`.
    """

    found: QuerySet[Any, Any]
    portal: str | Combinable
    pk: str | Combinable = "pk"
    since: str | Combinable | None = None
    due_at: str | Combinable | None = None
    words: Mapping[str, str | Combinable] = field(default_factory=dict)
    most: int | None = None

    def statement(self, kind: str) -> QuerySet[Any, Any]:
        """The rows of portals that are named when it is used: `SourceStatement.filled`."""
        # An order would say nothing once the statements are joined.
        columns = {
            "row_kind": Value(kind),
            "row_pk": _column(self.pk),
            "row_portal": _column(self.portal),
            "row_since": _time(self.since),
            "row_due_at": _time(self.due_at),
            "row_words": JSONObject(**self.words),
        }
        if self.most is None:
            columns["row_stands_for"] = Value(1)
        found = self.found.order_by().annotate(**columns).filter(OfPortals("row_portal"))
        if self.most is not None:
            found = _folded(found, self.most)
        return found.values_list(*_COLUMNS)

    def portals_of(self, kind: str) -> QuerySet[Any, Any]:
        """Only whose things they are."""
        columns = {"row_kind": Value(kind), "row_portal": _column(self.portal)}
        return self.found.order_by().annotate(**columns).values_list(*columns).distinct()


def _folded(found: QuerySet[Any, Any], most: int) -> QuerySet[Any, Any]:
    """The first rows of each portal, and one more, which stands for itself and all that come after it."""
    counted = found.annotate(
        row_place=Window(RowNumber(), partition_by="row_portal", order_by=_PRESSING),
        row_all=Window(Count("pk"), partition_by="row_portal"),
    ).filter(row_place__lte=most + 1)
    left = When(row_place=most + 1, then=F("row_all") - most)
    return counted.annotate(row_stands_for=Case(left, default=1))


@dataclass(frozen=True, slots=True)
class InboxRow:
    """A row of one's source. `pk` is the thing's own, or whatever else the source named so.

    `stands_for` is 1, or how many things it stands for, of which it is the one that presses most: see `Rows.most`.
    """

    kind: str
    pk: int
    portal: Portal
    since: datetime | None
    due_at: datetime | None
    words: dict[str, Any]
    stands_for: int = 1

    def item(
        self,
        *,
        title: str,
        url: str,
        key: str | None = None,
        urgency: InboxUrgency = InboxUrgency.ORDINARY,
        acts: tuple[InboxAct, ...] = (),
        note: str = "",
        only_tells: bool = False,
    ) -> InboxItem:
        """The line that is made of the row; its key is the `pk` unless another is given."""
        return InboxItem(
            kind=self.kind,
            key=str(self.pk) if key is None else key,
            title=title,
            portal=self.portal,
            since=self.since,
            due_at=self.due_at,
            urgency=urgency,
            url=url,
            acts=acts,
            note=note,
            stands_for=self.stands_for,
            only_tells=only_tells,
        )


def joined(statements: Sequence[QuerySet[Any, Any]], *, repeated: bool = True) -> list[Any]:
    """The rows of all statements, by one query. Without `repeated` those that are the same are one."""
    if not statements:
        return []
    first, *others = statements
    return list(first.union(*others, all=repeated))


def read_inbox_rows(reader: InboxReader, asked: Iterable[InboxSource]) -> dict[str, list[InboxRow]]:
    """The rows of these sources by kind, each kind's in the order in which the things were made.

    One query for all of them; one more where one names a portal of others.
    """
    statements = [one for source in asked for one in _statements(reader, source)]
    # Joined statements come in any order.
    found = sorted(_answers(statements), key=lambda row: row[:3])
    portals = _portals(reader, {portal_id for _kind, _pk, portal_id, *_rest in found})
    by_kind: dict[str, list[InboxRow]] = defaultdict(list)
    for kind, pk, portal_id, since, due_at, words, stands_for in found:
        row = InboxRow(kind, pk, portals[portal_id], since, due_at, json.loads(words), stands_for)
        by_kind[kind].append(row)
    return by_kind


def _statements(reader: InboxReader, source: InboxSource) -> Iterable[tuple[str, list[Any]]]:
    portals = source.portals(reader)
    portal_ids = source.portal_ids(reader, portals) if portals else ()
    if not portal_ids:
        return
    for statement in statements_of(source, reader, portals):
        yield statement.filled(reader, portals, portal_ids)


def _answers(statements: Sequence[tuple[str, list[Any]]]) -> list[Any]:
    if not statements:
        return []
    sql = " UNION ALL ".join(f"({one})" for one, _values in statements)
    with connection.cursor() as cursor:
        cursor.execute(sql, [value for _sql, values in statements for value in values])
        return cursor.fetchall()


def _portals(reader: InboxReader, portal_ids: Collection[int]) -> dict[int, Portal]:
    known = {portal.pk: portal for portal, _position in reader.posts}
    others = set(portal_ids) - set(known)
    return {**known, **(Portal.objects.select_related("site").in_bulk(others) if others else {})}


def _column(named: str | Combinable) -> Combinable:
    return F(named) if isinstance(named, str) else named


def _time(named: str | Combinable | None) -> Combinable:
    # PostgreSQL takes a bare null for a text, which does not join with times.
    return Cast(Value(None), DateTimeField()) if named is None else _column(named)
