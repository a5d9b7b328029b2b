"""What own versions put into the inbox: a line for each whose source said something new."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portals.boards.enums import EDITORS
from portals.calendar.working_days import WorkingCalendar
from portals.inbox.items import InboxAct, InboxItem, InboxUrgency
from portals.inbox.rows import InboxRow, Rows
from portals.inbox.source import InboxSource

from .enums import PRESSING, SourceEvent
from .queries import undecided_changes

if TYPE_CHECKING:
    from portals.inbox.reader import InboxReader
    from portals.models import Portal

# Within so many working hours a correction or withdrawal of the source has to reach the own version.
HOURS_TO_FOLLOW = 4


class SourcesChanged(InboxSource):
    """One line an own version: the most pressing of what happened to its source."""

    kind = "source-change"
    label = gettext_lazy("Changes of stories that your board edited")
    positions = EDITORS

    def rows(self, reader: InboxReader, portals: list[Portal]) -> Iterator[Rows]:
        yield Rows(
            undecided_changes(),
            portal="adaptation__portal",
            since="happened_at",
            words={
                "adaptation": F("adaptation"),
                "title": F("adaptation__copy__title"),
                "kind": F("kind"),
                "note": F("note"),
            },
        )

    def items(self, reader: InboxReader, rows: list[InboxRow]) -> Iterator[InboxItem]:
        for row in _one_each(rows):
            yield _line(row, reader.calendar if row.words["kind"] in PRESSING else None)

    def urgent(self, now: datetime) -> Iterator[Rows]:
        yield Rows(undecided_changes().filter(kind__in=PRESSING), portal="adaptation__portal")


def _one_each(undecided: list[InboxRow]) -> list[InboxRow]:
    rank = {SourceEvent.WITHDRAWN: 0, SourceEvent.CORRECTED: 1, SourceEvent.CHANGED: 2}

    def pressing(row: InboxRow) -> tuple[Any, ...]:
        return rank[SourceEvent(row.words["kind"])], row.since, row.pk

    chosen: dict[int, InboxRow] = {}
    for row in sorted(undecided, key=pressing):
        chosen.setdefault(row.words["adaptation"], row)
    return list(chosen.values())


def _line(row: InboxRow, calendar: WorkingCalendar | None) -> InboxItem:
    """The line of one change, which is pressing where the calendar is given that says until when."""
    adaptation_id, happened_at = row.words["adaptation"], row.since
    url = reverse("adapting:adaptation", args=[adaptation_id])
    due_at = None
    if calendar is not None and happened_at is not None:
        due_at = calendar.add_working_hours(happened_at, HOURS_TO_FOLLOW, row.portal.pk)
    return replace(row, due_at=due_at).item(
        key=str(adaptation_id),
        title=row.words["title"],
        urgency=InboxUrgency.ORDINARY if calendar is None else InboxUrgency.URGENT,
        url=url,
        acts=(InboxAct(label=_act(row.words["kind"]), url=url),),
        note=f"{SourceEvent(row.words['kind']).label}. {row.words['note']}".strip(),
    )


def _act(kind: str) -> str:
    return _("Decide") if kind == SourceEvent.WITHDRAWN else _("See what changed")
