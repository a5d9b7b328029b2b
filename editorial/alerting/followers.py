"""Who follows a portal, in numbers: of what, how often, since when, and why some left. Never who."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portals.alerts.enums import LeavingReason
from portals.alerts.queries import (
    FollowedCount,
    departures_by_month,
    followed_counts,
    follower_count,
    followers_by_month,
)
from portals.clock import local_date

from .followables import AREA, BELOW, KIND, PORTAL, SECTION
from .searches import SEARCH

if TYPE_CHECKING:
    from portals.models import Portal

# Words that fewer people follow may be one person's own affair.
FEWEST_FOLLOWING = 3
MONTHS_SHOWN = 12
_GROUPS = {
    PORTAL: _("All that is new"),
    BELOW: _("The unit and all units below it"),
    AREA: _("Residential groups"),
    SECTION: _("Sections"),
    KIND: _("Kinds of content"),
    SEARCH: _("Searches"),
}


@dataclass(frozen=True, slots=True)
class FollowedGroup:
    """What is followed in one way. `unsaid` counts those who follow words that too few follow to be shown."""

    name: str | Promise
    counts: list[FollowedCount]
    unsaid: int = 0


@dataclass(frozen=True, slots=True)
class FollowerMonth:
    """A month: how many followed at the end, None where nobody counted; how many left."""

    month: date
    followers: int | None
    left: int


@dataclass(frozen=True, slots=True)
class Followers:
    number: int
    groups: list[FollowedGroup]
    months: list[FollowerMonth]
    # Why people left in these months, by reason.
    reasons: list[tuple[str | Promise, int]]


def followers_of(portal: Portal, *, now: datetime) -> Followers:
    """Return the numbers of one portal. Four queries."""
    months = _months(local_date(now))
    counted = followers_by_month(portal, since=months[-1])
    left = departures_by_month(portal, since=months[-1])
    number = follower_count(portal)
    # This month goes on: it is as of now.
    counted[months[0]] = number
    reasons = [
        (label, sum(of_month.get(value, 0) for of_month in left.values()))
        for value, label in LeavingReason.choices
    ]
    return Followers(
        number=number,
        groups=_groups(followed_counts(portal)),
        months=[
            FollowerMonth(month, counted.get(month), sum(left.get(month, {}).values()))
            for month in months
        ],
        reasons=[(label, number) for label, number in reasons if number],
    )


def _months(today: date) -> list[date]:
    """Return the first days of this month and those before it, the newest first."""
    first = today.year * 12 + today.month - 1
    return [date(at // 12, at % 12 + 1, 1) for at in range(first, first - MONTHS_SHOWN, -1)]


def _groups(counts: list[FollowedCount]) -> list[FollowedGroup]:
    def code(one: FollowedCount) -> str:
        return one.about.partition(":")[0]

    by_code = {key: list(some) for key, some in groupby(sorted(counts, key=code), key=code)}
    groups = []
    for key, name in _GROUPS.items():
        some = by_code.get(key, [])
        shown = [one for one in some if key != SEARCH or one.number >= FEWEST_FOLLOWING]
        unsaid = sum(one.number for one in some) - sum(one.number for one in shown)
        if some:
            groups.append(FollowedGroup(name, shown, unsaid))
    return groups
