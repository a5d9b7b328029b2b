"""What this floor puts into the inbox: links that lead nowhere, before they cost points."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Count, F, Value
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portals.boards.enums import EDITORS, STANDING_EDITORS
from portals.clock import local_date
from portals.inbox import registry
from portals.inbox.items import InboxAct, InboxItem, InboxUrgency
from portals.inbox.rows import InboxRow, Rows
from portals.inbox.source import InboxSource
from portals.tiers import INSTALL_TIER

from .course import inbox as course
from .course import inbox_of_boards as of_boards
from .course import inbox_of_draws as of_draws
from .faults import LinkToMend, fronts_down, judged_links, links_away
from .probes.models import Outage

if TYPE_CHECKING:
    from portals.inbox.reader import InboxReader
    from portals.models import Portal


def register_sources() -> None:
    for source in (
        course.SelfAssessmentsToSign, course.CardsToVerify, course.RequestsToRule,
        course.PenaltiesToConfirm, course.MonthsToDecide, course.NoticesToEnter, course.LateScorers,
        of_draws.DrawsToName, of_draws.DrawsToEnter,
        of_boards.CardsShown, of_boards.RequestsAnswered, of_boards.PenaltiesTold,
    ):  # fmt: skip
        registry.register(source())
    registry.register(BrokenLinks())
    registry.register(FrontsDown())


class BrokenLinks(InboxSource):
    """One line a portal, for those who write there; due when the first of its links begins to cost points."""

    kind = "broken-links"
    label = gettext_lazy("Links that lead nowhere")
    positions = EDITORS

    def rows(self, reader: InboxReader, portals: list[Portal]) -> Iterator[Rows]:
        """The portals with such links. Whether a board could help one depends on those of all portals: see `items`."""
        yield Rows(
            links_away(reader.now).values("portal"),
            pk="portal",
            portal="portal",
            words={"count": Count("pk")},
        )

    def items(self, reader: InboxReader, rows: list[InboxRow]) -> Iterator[InboxItem]:
        of_portal = {row.pk: row for row in rows}
        by_portal: dict[int, list[LinkToMend]] = defaultdict(list)
        for link in judged_links(of_portal, reader.now, reader.calendar):
            if link.counts_at is not None:
                by_portal[link.link.portal_id].append(link)
        for portal_id, links in by_portal.items():
            yield self._line(of_portal[portal_id], links, reader.now)

    def _line(self, row: InboxRow, links: list[LinkToMend], now: datetime) -> InboxItem:
        url = reverse("scoring:faults_of", args=[row.portal.pk])
        due = min(link.counts_at for link in links if link.counts_at)
        dated = replace(row, since=links[0].link.shown_at, due_at=due if due > now else None)
        return dated.item(
            # A day's list is told once.
            key=f"{row.portal.pk}-{local_date(links[-1].link.shown_at)}",
            title=ngettext(
                "%(count)s link leads nowhere", "%(count)s links lead nowhere", len(links)
            )
            % {"count": len(links)},
            urgency=InboxUrgency.UNHURRIED,
            url=url,
            acts=(InboxAct(label=_("See what to mend"), url=url),),
            note=_("A broken link costs points from the fifth working day on."),
        )


class FrontsDown(InboxSource):
    """Portals that do not answer, for the standing editors of the province: no board can mend its own front."""

    kind = "fronts-down"
    label = gettext_lazy("Portals that do not answer")
    positions = STANDING_EDITORS

    def portals(self, reader: InboxReader) -> list[Portal]:
        provinces = [one for one in super().portals(reader) if one.tier_id == INSTALL_TIER]
        return provinces[:1]

    def rows(self, reader: InboxReader, portals: list[Portal]) -> Iterator[Rows]:
        (province,) = portals
        yield Rows(
            fronts_down(),
            portal=Value(province.pk),
            since="since",
            words={
                "front": F("target__front_of"),
                "portal": F("target__front_of__name"),
                "url": F("target__url"),
                "fault": F("fault"),
            },
        )

    def item(self, reader: InboxReader, row: InboxRow) -> InboxItem:
        url = reverse("scoring:faults_of", args=[row.words["front"]])
        fault = Outage(fault=row.words["fault"]).get_fault_display()
        return row.item(
            title=_("%(portal)s does not answer") % {"portal": row.words["portal"]},
            url=url,
            acts=(InboxAct(label=_("See what to mend"), url=url),),
            note=f"{row.words['url']}: {fault}",
        )
