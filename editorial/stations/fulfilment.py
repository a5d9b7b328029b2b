"""A week of a station begins a duty ("bulletin:week"), and the bulletins of its airings meet it ("bulletin:posted").

By the schedule, whatever was posted: where a station airs nothing of its own in a week, nothing is owed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portals.calendar.weekdays import monday_of
from portals.clock import local_date
from portals.duties.registry import DutyEvent, EventSource, Fulfilment, PublishedForDuty

from .airings import AnsweredAiring
from .queries import answered_of, planned_of, portals_with_stations

CODE, WEEK, POSTED = "bulletin", "week", "posted"
# The duty of the list that comes with the install, by which a province exempts who has no station.
DUTY = "ban-tin-loa"
_A_WEEK = timedelta(days=7)


class StationWeeks(EventSource):
    """Each week that is over in which a station aired a bulletin of its own, on its Sunday."""

    code = CODE

    def events(self, whats: Collection[str], since: date) -> Iterator[DutyEvent]:
        """Three queries."""
        last = monday_of(local_date(timezone.now())) - timedelta(days=1)
        if WEEK not in whats or since > last:
            return
        first = monday_of(since)
        for portal_id, airings in planned_of(
            portals_with_stations(first, last), first, last
        ).items():
            for monday in sorted({monday_of(one.day) for one in airings if one.is_owed}):
                sunday = monday + _A_WEEK - timedelta(days=1)
                if sunday >= since:
                    yield DutyEvent(portal_id, WEEK, _key(monday), sunday, _title(monday))

    def knows(self, what: str) -> bool:
        return what == WEEK


class PostedWeeks(Fulfilment):
    """A week of which every owed airing has its bulletin on the portal, since the last of them came."""

    code = CODE

    def deliveries(self, whats: Collection[str], since: date) -> Iterator[PublishedForDuty]:
        """Four queries."""
        last = monday_of(local_date(timezone.now())) - timedelta(days=1)
        first = monday_of(since)
        if POSTED not in whats or first > last:
            return
        for portal_id, answers in answered_of(
            portals_with_stations(first, last), first, last
        ).items():
            for monday, of_week in _by_week(answers).items():
                bulletins = [one.bulletin for one in of_week if one.bulletin is not None]
                if len(bulletins) == len(of_week):
                    newest = max(bulletins, key=lambda one: one.posted_at)
                    yield PublishedForDuty(
                        portal_id,
                        POSTED,
                        monday + _A_WEEK - timedelta(days=1),
                        newest.posted_at,
                        _title(monday),
                        newest.address,
                        _key(monday),
                    )

    def knows(self, what: str) -> bool:
        return what == POSTED

    def work_url(self, portal_id: int, what: str) -> str:
        return reverse("portal_station", args=[portal_id])


def _by_week(answers: Collection[AnsweredAiring]) -> dict[date, list[AnsweredAiring]]:
    found: dict[date, list[AnsweredAiring]] = defaultdict(list)
    for one in answers:
        found[monday_of(one.airing.day)].append(one)
    return found


def _key(monday: date) -> str:
    return f"{CODE}:{monday.isoformat()}"


def _title(monday: date) -> str:
    return _("Bulletins of the week from %(day)s") % {"day": f"{monday:%d/%m/%Y}"}
