"""What portals sent up, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Exists, OuterRef, Q

from editorial.kinds.registry import codes_of_originals
from editorial.models import Placement
from editorial.models.moved import MOVED
from portals.clock import local_date
from portals.models import Portal
from scoring.models import CopyVerdict, StoryReading
from scoring.periods import Period
from syndication.enums import ProposalState
from syndication.models import Proposal
from syndication.queries import title_of

from .registry import Evidence, Measured, Measurement

# What is answered later than this belongs to the month in which the answer was due.
LOOK_BACK = timedelta(days=62)


@dataclass(frozen=True)
class Taken:
    """`target` items taken give full points; one unanswered after `answer_days` working days counts as taken.

    Unanswered counts only what is news of the sender's own with `least_words` at least.
    """

    target: int
    answer_days: int = 3
    least_words: int = 100


@dataclass(frozen=True, slots=True)
class SentUp:
    """An item that was sent up, by its answer or by the day on which the answer was overdue."""

    sender_id: int
    story_id: int
    title: str
    state: str
    proposed_at: datetime
    decided_at: datetime | None
    is_own_news: bool


def taken(portals: Sequence[Portal], period: Period, wanted: Taken) -> Measured:
    """C3: the share of the target that was sent up and taken. One query.

    In the month of the answer, or of the first working day after it was due. A story counts once however often it is
    sent, in the month in which it first counted; and one that the sender took back does not.
    """
    by_sender: dict[int, list[SentUp]] = {portal.pk: [] for portal in portals}
    for one in _sent_up(portals, period, wanted):
        by_sender[one.sender_id].append(one)
    return {portal.pk: _of_portal(by_sender[portal.pk], period, wanted) for portal in portals}


def _sent_up(portals: Sequence[Portal], period: Period, wanted: Taken) -> Iterable[SentUp]:
    sent = Proposal.objects.filter(
        sender__in=[portal.pk for portal in portals], proposed_at__lt=period.ends_at
    ).exclude(state=ProposalState.WITHDRAWN)
    lately = sent.filter(proposed_at__gte=period.starts_at - LOOK_BACK)
    own = Placement.objects.filter(
        story=OuterRef("story"), portal=OuterRef("sender"), role="origin",
        kind__in=codes_of_originals(),
    ).exclude(via=MOVED)  # fmt: skip
    cleared = CopyVerdict.objects.filter(
        story=OuterRef("story"), other=OuterRef("copy_of"), is_copy=False
    )
    short_or_copy = StoryReading.objects.filter(story=OuterRef("story")).filter(
        Q(words__lt=wanted.least_words) | (Q(copy_of__isnull=False) & ~Exists(cleared))
    )
    rows = (
        # Whatever was sent of the same stories before: what counted once does not count again.
        sent.filter(story__in=lately.order_by().values("story"))
        .order_by("sender", "proposed_at", "pk")
        .annotate(
            public_title=title_of("story"),
            is_own_news=Q(Exists(own)) & Q(story__adapted_from=None) & ~Q(Exists(short_or_copy)),
        )
    )
    return (
        SentUp(*row)
        for row in rows.values_list(
            "sender", "story", "public_title", "state", "proposed_at", "decided_at", "is_own_news"
        )
    )


def _of_portal(sent: Sequence[SentUp], period: Period, wanted: Taken) -> Measurement:
    """Fold what one portal sent. Pure."""
    stories: dict[int, tuple[str, bool, bool]] = {}
    counted_before: set[int] = set()
    for one in sent:
        settled, unanswered = _settled(one, period, wanted)
        counts = one.state == ProposalState.TAKEN or (unanswered and one.is_own_news)
        if settled is None or settled >= period.end:
            continue
        if settled < period.first:
            counted_before |= {one.story_id} if counts else set()
        elif one.story_id not in counted_before:
            _title, before, late_before = stories.get(one.story_id, ("", False, False))
            late = counts and one.state != ProposalState.TAKEN
            stories[one.story_id] = (one.title, counts or before, late or late_before)
    count = sum(counts for _title, counts, _late in stories.values())
    return Measurement(
        value=min(Decimal(1), Decimal(count) / max(1, wanted.target)),
        cases=len(stories),
        numbers={
            "taken": count,
            "sent": len(stories),
            "target": wanted.target,
            "unanswered": sum(late for _title, _counts, late in stories.values()),
            "days": wanted.answer_days,
        },
        evidence=tuple(
            Evidence("story", pk, title, "taken" if counts else "not_taken")
            for pk, (title, counts, _late) in stories.items()
        ),
    )


def _settled(one: SentUp, period: Period, wanted: Taken) -> tuple[date | None, bool]:
    """On which day it was decided whether an item counts, and whether that was for want of an answer."""
    calendar, sent_on = period.calendar, local_date(one.proposed_at)
    seen_on = min(local_date(period.now), period.end)
    answered = local_date(one.decided_at) if one.decided_at else seen_on
    if calendar.working_days_between(sent_on, answered) > wanted.answer_days:
        overdue = calendar.add_working_days(one.proposed_at, wanted.answer_days + 1)
        return local_date(overdue), True
    return (answered if one.decided_at else None), False
