"""What is known of the readers of stories: how many looked, on one portal and on all, and whether it was of use."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Sum

from editorial.enums import Usefulness
from editorial.models import Placement, StoryPage, UsefulnessCount
from portals.models import Portal
from portals.visits.queries import views_by_portal, views_on

MOST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class StoryReaders:
    """The readers of one story on one portal."""

    story_id: int
    title: str
    views: int
    useful: int
    useless: int

    @property
    def share(self) -> int | None:
        """How many of a hundred that answered found it useful; None where nobody answered."""
        answers = self.useful + self.useless
        return round(100 * self.useful / answers) if answers else None


# Of fewer others the sum would tell a board how another portal is read.
FEWEST_OTHERS = 3


@dataclass(frozen=True, slots=True)
class StoryReach:
    """How often a story was looked at on all portals together, and on how many it stands or stood.

    `views` is None where a board must not learn them.
    """

    views: int | None
    portals: int
    # On the portal that asks; None where none does.
    here: int | None = None


def reach_of(story_id: int, *, on: int | None = None) -> StoryReach:
    """Return how far a story reached so far; of single portals no more than what `on` itself knows. Two queries."""
    views = views_by_portal(story_id)
    stands = Placement.objects.filter(story=story_id).order_by().values("portal").distinct()
    if on is None:
        return StoryReach(sum(views.values()), stands.count())
    return StoryReach(sum_for(views, {on}), stands.count(), views.get(on, 0))


def sum_for(views: Mapping[int, int], own: Collection[int]) -> int | None:
    """Return the sum for a board of the portals `own`; None where it would tell of single others."""
    others = sum(1 for portal, count in views.items() if count and portal not in own)
    return sum(views.values()) if others >= FEWEST_OTHERS or not others else None


def readers_on(portal: Portal, *, since: date, until: date) -> list[StoryReaders]:
    """Return the stories that most looked at on `portal` from `since` to `until`, most first. Three queries."""
    views = views_on(portal, since=since, until=until)
    answers = _answers(portal, since, until)
    # A story that is answered about was read, also where a browser without script did not say so.
    most = sorted(
        views.keys() | answers.keys(),
        key=lambda story: (-views.get(story, 0), -sum(answers[story].values()), story),
    )[:MOST_SHOWN]
    titles = dict(StoryPage.objects.filter(pk__in=most).values_list("pk", "title"))
    return [
        StoryReaders(
            story,
            titles[story],
            views.get(story, 0),
            answers[story][Usefulness.YES],
            answers[story][Usefulness.NO],
        )
        for story in most
        if story in titles
    ]


def _answers(portal: Portal, since: date, until: date) -> defaultdict[int, defaultdict[str, int]]:
    rows = (
        UsefulnessCount.objects.filter(portal=portal, day__gte=since, day__lte=until)
        .values_list("story_id", "answer")
        .annotate(Sum("count"))
        .order_by()
    )
    found: defaultdict[int, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    for story, answer, count in rows:
        found[story][answer] = count
    return found
