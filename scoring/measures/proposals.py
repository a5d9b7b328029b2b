"""What portals sent up, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from portals.clock import local_date
from portals.models import Portal
from scoring.periods import Period
from syndication.enums import ProposalState
from syndication.models import Proposal
from syndication.queries import title_of

from .registry import EXAMPLES, Evidence, Measured, Measurement


@dataclass(frozen=True)
class Taken:
    """`target` items taken give full points; one unanswered after `answer_days` working days counts as taken."""

    target: int
    answer_days: int = 3


def taken(portals: Sequence[Portal], period: Period, wanted: Taken) -> Measured:
    """C3: the share of the target that was sent up in the period and taken. One query.

    A story counts once however often it is sent, and one that the sender took back does not.
    """
    rows = (
        Proposal.objects.filter(
            sender__in=[portal.pk for portal in portals],
            proposed_at__gte=period.starts_at,
            proposed_at__lt=period.ends_at,
        )
        .exclude(state=ProposalState.WITHDRAWN)
        .order_by("sender", "proposed_at", "pk")
        .annotate(public_title=title_of("story"))
        .values_list("sender", "story", "public_title", "state", "proposed_at", "decided_at")
    )
    sent: dict[int, dict[int, tuple[str, bool, bool]]] = {portal.pk: {} for portal in portals}
    for sender, story, title, state, proposed_at, decided_at in rows:
        waited = period.calendar.working_days_between(
            local_date(proposed_at), local_date(decided_at or period.now)
        )
        unanswered = waited > wanted.answer_days
        is_taken = state == ProposalState.TAKEN or unanswered
        _title, before, unanswered_before = sent[sender].get(story, (title, False, False))
        sent[sender][story] = (
            title,
            is_taken or before,
            unanswered_before or (unanswered and state != ProposalState.TAKEN),
        )
    found = {}
    for portal in portals:
        stories = sent[portal.pk]
        count = sum(is_taken for _title, is_taken, _late in stories.values())
        found[portal.pk] = Measurement(
            value=min(Decimal(1), Decimal(count) / max(1, wanted.target)),
            cases=len(stories),
            numbers={
                "taken": count,
                "sent": len(stories),
                "target": wanted.target,
                "unanswered": sum(late for _title, _taken, late in stories.values()),
                "days": wanted.answer_days,
            },
            evidence=tuple(
                Evidence("story", pk, title, "taken" if is_taken else "not_taken")
                for pk, (title, is_taken, _late) in stories.items()
            )[:EXAMPLES],
        )
    return found
