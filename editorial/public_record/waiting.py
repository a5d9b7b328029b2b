"""What waits to be written into the ledger, and whose turn it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import chain

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from editorial.media.rounds import in_turn, while_there_is_time
from editorial.models import ActToRecord
from editorial.models.to_record import PAPER, STANDING

RECORDED_A_ROUND = 500
# Some ten seconds' work: there may be a hundred thousand, and others wait for the same worker.
STANDING_A_ROUND = 100
# What is left behind by then is waiting for a worker, or fails.
LATE = "10 minutes"


def acts_of(text: int) -> QuerySet[ActToRecord]:
    """The acts on one page that are not in the ledger, in their order."""
    acts = ActToRecord.objects.annotate(text=Coalesce("page", "story"))
    return acts.filter(text=text).order_by("pk")


def in_the_way(of: ActToRecord) -> QuerySet[ActToRecord]:
    """Earlier acts on the same page that are still to come before it: a PDF holds back nothing."""
    return acts_of(page_id_of(of)).filter(pk__lt=of.pk, given_up_at=None).exclude(kind=PAPER)


def page_id_of(act: ActToRecord) -> int:
    """The number of the page that the act was on."""
    number = act.page_id or act.story_id
    if number is None:
        raise ValueError("an act on no page")
    return number


def in_their_turn(*, now: datetime) -> Iterator[ActToRecord]:
    """Yield the first due act of each page, as long as the round has time: never tried ones first.

    Each portal has one before any has a second, so that neither many that fail nor many that are slow keep another's.
    Texts that only stand there come last; one that was corrected or withdrawn since has the turn of an act.
    """
    first = _first_of_each(now).annotate(is_followed=Exists(_acts_behind()))
    acts = first.exclude(kind=STANDING, is_followed=False)
    standing = first.filter(kind=STANDING, is_followed=False)
    shares = (
        in_turn(some, limit=limit, now=now, of="portal")
        for some, limit in (
            (acts.filter(tries=0), RECORDED_A_ROUND),
            (acts.filter(tries__gt=0), RECORDED_A_ROUND),
            (standing, STANDING_A_ROUND),
        )
    )
    yield from while_there_is_time(chain.from_iterable(shares))


def due(now: datetime) -> QuerySet[ActToRecord]:
    """What may be tried now."""
    rested = Q(next_try_at=None) | Q(next_try_at__lte=now)
    return ActToRecord.objects.filter(rested, given_up_at=None)


def given_up_count() -> int:
    """How many acts no try could write into the ledger. One query."""
    return ActToRecord.objects.exclude(given_up_at=None).count()


def _acts_behind() -> QuerySet[ActToRecord]:
    acts = ActToRecord.objects.annotate(text=Coalesce("page", "story"))
    return acts.filter(text=OuterRef("text"), pk__gt=OuterRef("pk"))


def _first_of_each(now: datetime) -> QuerySet[ActToRecord]:
    earlier = (
        ActToRecord.objects.annotate(text=Coalesce("page", "story"))
        .filter(text=OuterRef("text"), pk__lt=OuterRef("pk"), given_up_at=None)
        .exclude(kind=PAPER)
    )
    return due(now).annotate(text=Coalesce("page", "story")).filter(~Exists(earlier))
