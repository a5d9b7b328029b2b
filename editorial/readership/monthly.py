"""How portals were read in a month that is over: for papers that tell of the month."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from editorial.models import StoryPage
from portals.visits.keeping import YEARS_BY_MONTH
from portals.visits.queries import all_was_counted, most_viewed_of, views_of_portals

from .figures import change_of

MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class ReadMonth:
    views: int
    # Of the month before; 0 where that cannot be compared with this one.
    before: int
    # Titles of stories that are public still, with their views, most first.
    most_read: Sequence[tuple[str, int]]
    # The numbers of the portals that nobody looked at.
    unread: frozenset[int]

    @property
    def change(self) -> int | None:
        return change_of(self.views, self.before)


def month_of_reading(portals: Collection[int], month: date, today: date) -> ReadMonth | None:
    """Return how `portals` were read in the month that begins on `month`; five queries.

    None where it is not known: nothing was counted on any of them, the month is not over, or it is so long ago that
    only years are kept.
    """
    following = (month + timedelta(days=31)).replace(day=1)
    if following > today or month.year < today.year - YEARS_BY_MONTH:
        return None
    last, last_before = following - timedelta(days=1), month - timedelta(days=1)
    views = views_of_portals(portals, since=month, until=last)
    if not views:
        return None
    first_before = last_before.replace(day=1)
    is_like = last_before.year >= today.year - YEARS_BY_MONTH and all_was_counted(first_before)
    before = views_of_portals(portals, since=first_before, until=last_before) if is_like else {}
    stories = StoryPage.objects.filter(live=True).values("pk")
    most = most_viewed_of(portals, stories, since=month, until=last, most=MOST_NAMED)
    titles = dict(StoryPage.objects.filter(pk__in=most).values_list("pk", "title"))
    return ReadMonth(
        views=sum(views.values()),
        before=sum(before.values()),
        most_read=[(titles[page], count) for page, count in most.items()],
        unread=frozenset(portals) - views.keys(),
    )
