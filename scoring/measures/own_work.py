"""What the portal that runs the install owes those below it: answers to what they send up, and to their objections.

Both are read by the days on which the answer was due and came, so whoever measures late finds the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from portals.clock import local_date
from portals.models import Portal
from scoring.periods import Period
from syndication.enums import ProposalState
from syndication.models import Objection, Proposal
from syndication.queries import title_of

from .registry import Evidence, Measured, Measurement, NoParameters

# What was sent longer before a month cannot fall due in it: three working days take no longer, the longest feast in it.
LOOK_BACK = timedelta(days=31)
IN_TIME, LATE = "", "answered_late"


@dataclass(frozen=True)
class AnswerDays:
    """In how many working days after the day on which it came an item is taken or declined."""

    answer_days: int = 3


def proposals(portals: Sequence[Portal], period: Period, wanted: AnswerDays) -> Measured:
    """T1: the share of items sent up that were taken or declined in time, of those that fell due. One query.

    What its sender took back before it was due is no case.
    """
    sent = Proposal.objects.filter(
        receiver__in=[portal.pk for portal in portals],
        proposed_at__gte=period.starts_at - LOOK_BACK,
        proposed_at__lt=period.ends_at,
    ).annotate(public_title=title_of("story"))
    found: dict[int, list[Evidence]] = defaultdict(list)
    for receiver, story, title, state, proposed_at, decided_at in sent.order_by(
        "receiver", "proposed_at", "pk"
    ).values_list("receiver", "story", "public_title", "state", "proposed_at", "decided_at"):
        due_at = period.calendar.add_working_days(proposed_at, wanted.answer_days)
        if not period.first <= local_date(due_at) < period.end:
            continue
        in_time = decided_at is not None and decided_at <= due_at
        if in_time and state == ProposalState.WITHDRAWN:
            continue
        found[receiver].append(Evidence("story", story, title, IN_TIME if in_time else LATE))
    return {
        portal.pk: share_in_time(found[portal.pk], days=wanted.answer_days) for portal in portals
    }


def objections(portals: Sequence[Portal], period: Period, _wanted: NoParameters) -> Measured:
    """T2: the share of objections to stories that were sent down that were answered by their day. One query."""
    made = (
        Objection.objects.filter(
            delivery__dispatch__sender__in=[portal.pk for portal in portals],
            answer_due_at__gte=period.starts_at,
            answer_due_at__lt=period.ends_at,
        )
        .annotate(public_title=title_of("delivery__dispatch__story"))
        .order_by("answer_due_at", "pk")
    )
    found: dict[int, list[Evidence]] = defaultdict(list)
    for sender, story, title, due_at, answered_at in made.values_list(
        "delivery__dispatch__sender", "delivery__dispatch__story", "public_title",
        "answer_due_at", "answered_at",
    ):  # fmt: skip
        in_time = answered_at is not None and answered_at <= due_at
        found[sender].append(Evidence("story", story, title, IN_TIME if in_time else LATE))
    return {portal.pk: share_in_time(found[portal.pk]) for portal in portals}


def share_in_time(things: Iterable[Evidence], **numbers: int) -> Measurement:
    """Return the share of `things` that were done in time; those that were not say so in `why`. Pure."""
    found = tuple(things)
    in_time = sum(not one.why for one in found)
    return Measurement(
        value=Decimal(in_time) / len(found) if found else Decimal(),
        cases=len(found),
        numbers={"in_time": in_time, "due": len(found), **numbers},
        evidence=found,
    )
