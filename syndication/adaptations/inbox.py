"""What own versions put into the inbox: a line for each whose source said something new."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portals.boards.enums import EDITORS
from portals.calendar.working_days import load_calendar
from portals.inbox.items import InboxAct, InboxItem, InboxUrgency

from .enums import PRESSING, SourceEvent
from .queries import undecided_changes

if TYPE_CHECKING:
    from portals.inbox.reader import InboxReader

    from .models import SourceChange

# Within so many working hours a correction or withdrawal of the source has to reach the own version.
HOURS_TO_FOLLOW = 4


class SourcesChanged:
    """One line an own version: the most pressing of what happened to its source."""

    kind = "source-change"
    label = gettext_lazy("Changes of stories that your board edited")

    def items(self, reader: InboxReader) -> Iterator[InboxItem]:
        portals = {portal.pk: portal for portal in reader.portals(EDITORS)}
        undecided = list(
            undecided_changes()
            .filter(adaptation__portal__in=portals)
            .select_related("adaptation__copy")
            .order_by("happened_at", "pk")
        )
        if not undecided:
            return
        calendar = load_calendar()
        for change in _one_each(undecided):
            adaptation = change.adaptation
            pressing = change.kind in PRESSING
            url = reverse("adapting:adaptation", args=[adaptation.pk])
            yield InboxItem(
                kind=self.kind,
                key=str(adaptation.pk),
                title=adaptation.copy.title,
                portal=portals[adaptation.portal_id],
                since=change.happened_at,
                due_at=calendar.add_working_hours(
                    change.happened_at, HOURS_TO_FOLLOW, adaptation.portal_id
                )
                if pressing
                else None,
                urgency=InboxUrgency.URGENT if pressing else InboxUrgency.ORDINARY,
                url=url,
                acts=(InboxAct(label=_act(change), url=url),),
                note=f"{change.get_kind_display()}. {change.note}".strip(),
            )

    def urgent_portals(self, now: datetime) -> Iterable[int]:
        return (
            undecided_changes()
            .filter(kind__in=PRESSING)
            .values_list("adaptation__portal_id", flat=True)
            .distinct()
        )


def _one_each(undecided: list[SourceChange]) -> list[SourceChange]:
    rank = {SourceEvent.WITHDRAWN: 0, SourceEvent.CORRECTED: 1, SourceEvent.CHANGED: 2}
    chosen: dict[int, SourceChange] = {}
    for change in sorted(undecided, key=lambda one: (rank[SourceEvent(one.kind)], one.happened_at)):
        chosen.setdefault(change.adaptation_id, change)
    return list(chosen.values())


def _act(change: SourceChange) -> str:
    return _("Decide") if change.kind == SourceEvent.WITHDRAWN else _("See what changed")
