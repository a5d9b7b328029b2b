"""What readers of a portal said about its stories."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce

from editorial.enums import Usefulness
from editorial.models import UsefulnessCount
from portals.models import Portal

MOST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class StoryAnswers:
    """The answers about one story."""

    story_id: int
    title: str
    useful: int
    useless: int

    @property
    def total(self) -> int:
        return self.useful + self.useless

    @property
    def share(self) -> int:
        """How many of a hundred found it useful."""
        return round(100 * self.useful / self.total)


def answers_about(portal: Portal, *, since: date, until: date) -> list[StoryAnswers]:
    """Return the stories of which readers of `portal` said most from `since` to `until`. One query."""
    rows = (
        UsefulnessCount.objects.filter(portal=portal, day__gte=since, day__lte=until)
        .values("story_id", title=F("story__title"))
        .annotate(
            useful=Coalesce(Sum("count", filter=Q(answer=Usefulness.YES)), 0),
            useless=Coalesce(Sum("count", filter=Q(answer=Usefulness.NO)), 0),
        )
        .order_by(-(F("useful") + F("useless")), "story_id")
    )
    return [StoryAnswers(**row) for row in rows[:MOST_SHOWN]]
