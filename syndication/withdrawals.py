"""What a withdrawn story leaves behind on this floor: nothing under way."""

from __future__ import annotations

from datetime import datetime

from editorial.models import StoryPage

from .enums import ENDED_BY_RECALL, DeliveryState, DispatchState, ProposalState
from .locks import lock_origin
from .models import Delivery, Dispatch, Proposal


class TravelsEnd:
    """Ends dispatches and waiting proposals of a story, in the transaction that withdraws it."""

    def lock(self, story: StoryPage) -> None:
        """Own what places this story, in the order of `syndication.locks`."""
        lock_origin(story.pk, "UPDATE")
        for travels in (Dispatch, Proposal):
            list(
                travels.objects.filter(story=story)
                .order_by("pk")
                .select_for_update()
                .values_list("pk", flat=True)
            )

    def settle(self, *, story: StoryPage, now: datetime, reason: str) -> None:
        ended = list(
            Dispatch.objects.filter(story=story, state=DispatchState.OPEN).values_list(
                "pk", flat=True
            )
        )
        Dispatch.objects.filter(pk__in=ended).update(state=DispatchState.RECALLED, ended_at=now)
        Delivery.objects.filter(dispatch__in=ended, state__in=ENDED_BY_RECALL).update(
            state=DeliveryState.RECALLED, state_at=now, reason=reason[:300]
        )
        Proposal.objects.filter(story=story, state=ProposalState.WAITING).update(
            state=ProposalState.WITHDRAWN, decided_at=now, reason=reason
        )
