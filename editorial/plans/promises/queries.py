"""Promises as citizens, boards and overseers read them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Exists, Min, OuterRef, Q, QuerySet
from django.urls import reverse

from editorial.models import Placement
from editorial.plans.enums import PromiseAct, PromiseStanding, PromiseState
from editorial.plans.models import AgencyPromise, PromiseStep
from editorial.public.links import lasting_path
from portals.clock import local_date
from portals.queries import overseen_by

from .standing import standing_at

if TYPE_CHECKING:
    from portals.models import Portal

# Citizens read of these; a proposal is nobody's promise yet.
CONFIRMED = (PromiseState.OPEN, PromiseState.KEPT, PromiseState.DROPPED)
MOST_SHOWN = 200
# Of the desk and of citizens, first what waits for somebody.
ORDER = list(PromiseStanding)


@dataclass(frozen=True, slots=True)
class ShownPromise:
    """A promise with its standing now, and everything that was said of it, the first first."""

    promise: AgencyPromise
    standing: PromiseStanding
    steps: Sequence[PromiseStep]
    path: str

    @property
    def label(self) -> str:
        return str(self.standing.label)

    @property
    def link(self) -> str:
        return next((step.link for step in self.steps if step.act == PromiseAct.KEEP), "")


def promises_path() -> str:
    return reverse("promises", urlconf="portals.urls.public")


def text_stands() -> Exists:
    """Whether the text of a promise stands on its portal: what was withdrawn is quoted to nobody any further."""
    return Exists(
        Placement.objects.standing().filter(portal=OuterRef("portal"), story=OuterRef("story"))
    )


def public_promises(portal: Portal) -> QuerySet[AgencyPromise]:
    """Confirmed ones whose text stands on the portal."""
    return AgencyPromise.objects.filter(text_stands(), portal=portal, state__in=CONFIRMED)


def portals_with_promises() -> set[int]:
    """Return the ids of portals that show any. One query."""
    found = AgencyPromise.objects.filter(text_stands(), state__in=CONFIRMED)
    return set(found.values_list("portal", flat=True))


def shows_promises(portal: Portal) -> bool:
    return public_promises(portal).exists()


def shown_promises(found: QuerySet[AgencyPromise], now: datetime) -> list[ShownPromise]:
    """Return these promises, those first that were promised for the latest day. Two queries."""
    rows = list(found.select_related("story").order_by("-due_on", "-pk")[:MOST_SHOWN])
    steps: dict[int, list[PromiseStep]] = defaultdict(list)
    for step in PromiseStep.objects.filter(promise__in=rows).order_by("made_at", "pk"):
        steps[step.promise_id].append(step)
    return [
        ShownPromise(row, standing, steps[row.pk], lasting_path(row.story_id))
        for row in rows
        if (standing := standing_at(row, now, kept_at=_kept_at(steps[row.pk]))) is not None
    ]


def _kept_at(steps: Sequence[PromiseStep]) -> datetime | None:
    return next((step.made_at for step in steps if step.act == PromiseAct.KEEP), None)


def counted(shown: Sequence[ShownPromise]) -> list[tuple[PromiseStanding, int]]:
    """Return how many stand how, in a fixed order; what nobody is in is left out."""
    found = Counter(one.standing for one in shown)
    return [(standing, found[standing]) for standing in ORDER if found[standing]]


def next_change(portal: Portal, now: datetime) -> datetime | None:
    """When silence is told of a further promise by itself. One query."""
    waiting = AgencyPromise.objects.filter(portal=portal, state=PromiseState.OPEN, told_at__gt=now)
    return waiting.aggregate(first=Min("told_at"))["first"]


def unanswered(now: datetime) -> Q:
    """Promises whose day is past and of which nothing was said, on portals that are open; of texts that stand."""
    today = local_date(now)
    is_open = Q(portal__closed_on=None) | Q(portal__closed_on__gt=today)
    return Q(state=PromiseState.OPEN, due_on__lt=today) & is_open & Q(text_stands())


def silent_below(portal: Portal, now: datetime) -> list[AgencyPromise]:
    """The promises of portals directly below whose day is past without a word, the oldest first. Two queries."""
    below = list(overseen_by(portal, local_date(now)).values_list("pk", flat=True))
    found = AgencyPromise.objects.filter(unanswered(now), portal__in=below)
    return list(found.select_related("portal").order_by("due_on", "pk")[:MOST_SHOWN])
