"""Bulletins that were to be aired and do not stand on the portal: a line a portal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from portals.boards.enums import EDITORS
from portals.clock import LOCAL_ZONE, local_date
from portals.inbox.items import InboxAct, InboxItem, InboxUrgency
from portals.inbox.rows import InboxRow, Rows
from portals.inbox.source import InboxSource

from .airings import PlannedAiring
from .models import Station
from .queries import missing_now
from .receipts import to_air, to_correct

if TYPE_CHECKING:
    from portals.inbox.reader import InboxReader
    from portals.models import Portal

# What is older is told on the station's page alone.
DAYS_TOLD = 7
NAMED = 4


class MissingBulletins(InboxSource):
    kind = "missing-bulletin"
    label = gettext_lazy("Bulletins that were aired and not posted")
    positions = EDITORS

    def rows(self, reader: InboxReader, portals: list[Portal]) -> Iterator[Rows]:
        """The stations; what is missing is asked for all of them at once, by three queries."""
        yield Rows(Station.objects.in_force(local_date(reader.now)), portal="portal")

    def items(self, reader: InboxReader, rows: list[InboxRow]) -> Iterator[InboxItem]:
        portals = {row.portal.pk: row.portal for row in rows}
        for portal_id, airings in missing_now(portals, reader.now, DAYS_TOLD).items():
            if airings:
                yield self._line(portals[portal_id], list(airings))

    def _line(self, portal: Portal, missing: list[PlannedAiring]) -> InboxItem:
        url = reverse("portal_station", args=[portal.pk])
        hours = ", ".join(
            f"{one.begins_at.astimezone(LOCAL_ZONE):%H:%M %d/%m}" for one in missing[:NAMED]
        )
        more = len(missing) - NAMED
        return InboxItem(
            kind=self.kind,
            key=str(portal.pk),
            title=ngettext(
                "%(count)s bulletin was aired and does not stand on the portal",
                "%(count)s bulletins were aired and do not stand on the portal",
                len(missing),
            )
            % {"count": len(missing)},
            portal=portal,
            since=missing[0].due_at,
            due_at=None,
            urgency=InboxUrgency.ORDINARY,
            url=url,
            acts=(InboxAct(label=_("See what is missing"), url=url),),
            note=pgettext("airings", "%(names)s and %(count)s more")
            % {"names": hours, "count": more}
            if more > 0
            else hours,
        )


class BulletinsToAir(InboxSource):
    """Bulletins that another portal sent, until the station has aired each: one tap says that it did."""

    kind = "bulletin-to-air"
    label = gettext_lazy("Bulletins of others to be aired")
    positions = EDITORS

    def rows(self, reader: InboxReader, portals: list[Portal]) -> Iterator[Rows]:
        yield Rows(
            to_air(reader.now),
            portal="portal",
            since="placed_at",
            due_at="air_by",
            words={
                "title": F("story__title"),
                "story": F("story"),
                "is_urgent": F("is_urgent"),
            },
        )

    def item(self, reader: InboxReader, row: InboxRow) -> InboxItem:
        story = row.words["story"]
        return row.item(
            title=row.words["title"],
            url=reverse("portal_station", args=[row.portal.pk]),
            urgency=InboxUrgency.URGENT if row.words["is_urgent"] else InboxUrgency.ORDINARY,
            acts=(
                InboxAct(
                    label=_("Aired now"),
                    url=reverse("bulletin_aired", args=[row.portal.pk, story]),
                    posts=True,
                ),
            ),
            note=_("Air it, then say so."),
        )


class BulletinsToCorrect(InboxSource):
    """Bulletins that were recalled: who heard them is told so by the same loudspeaker, or nobody heard them."""

    kind = "bulletin-to-correct"
    label = gettext_lazy("Aired bulletins that were recalled")
    positions = EDITORS
    always_told = True

    def rows(self, reader: InboxReader, portals: list[Portal]) -> Iterator[Rows]:
        yield Rows(
            to_correct(reader.now),
            portal="portal",
            since="removed_at",
            words={
                "title": F("removal_title"),
                "story": F("story"),
                "reason": F("removal_reason"),
                "is_told": F("is_told"),
            },
        )

    def item(self, reader: InboxReader, row: InboxRow) -> InboxItem:
        title, is_told = {"title": row.words["title"]}, row.words["is_told"]
        where = [row.portal.pk, row.words["story"]]
        acts = [
            InboxAct(
                label=_("Corrected now"), url=reverse("bulletin_corrected", args=where), posts=True
            )
        ]
        if not is_told:
            acts.append(
                InboxAct(
                    label=_("It was not aired"),
                    url=reverse("bulletin_not_aired", args=where),
                    posts=True,
                )
            )
        return row.item(
            title=_("Correct on the loudspeaker: %(title)s") % title
            if is_told
            else _("Was it aired? Then correct it on the loudspeaker: %(title)s") % title,
            url=reverse("portal_station", args=[row.portal.pk]),
            urgency=InboxUrgency.URGENT,
            acts=tuple(acts),
            note=row.words["reason"],
        )
