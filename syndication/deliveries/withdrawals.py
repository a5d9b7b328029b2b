"""What a withdrawn story leaves behind on this floor: nothing under way."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from editorial.models import StoryPage
from syndication.enums import (
    ENDED_BY_RECALL,
    UNDER_WAY,
    DeliveryState,
    DispatchState,
    ProposalState,
)
from syndication.placing.locks import lock_origin

# One after the other, each by id. Neither gains a row meanwhile, since whoever adds one shares the origin first.
_LOCK = """
    SELECT FROM (
        SELECT FROM syndication_dispatch WHERE story_id = %(story)s ORDER BY id FOR UPDATE
    ) dispatches
    UNION ALL SELECT FROM (
        SELECT FROM syndication_proposal WHERE story_id = %(story)s ORDER BY id FOR UPDATE
    ) proposals
"""
# A delivery keeps the hour at which its board acted: that of the recall is its dispatch's.
_SETTLE = """
    WITH ended AS (
        UPDATE syndication_dispatch
        SET state = %(recalled)s, ended_at = %(now)s, urgent_slot = NULL
        WHERE story_id = %(story)s AND state = ANY(%(open)s)
        RETURNING id
    ), deliveries AS (
        UPDATE syndication_delivery
        SET state = %(delivery_recalled)s, reason = left(%(reason)s, 300)
        WHERE dispatch_id IN (SELECT id FROM ended) AND state = ANY(%(under_way)s)
    ), requests AS (
        UPDATE syndication_recallrequest SET settled_at = %(now)s
        WHERE story_id = %(story)s AND settled_at IS NULL
    )
    UPDATE syndication_proposal
    SET state = %(withdrawn)s, decided_at = %(now)s, reason = %(reason)s
    WHERE story_id = %(story)s AND state = %(waiting)s
"""


class TravelsEnd:
    """Ends dispatches, waiting proposals and requests for a recall, in the transaction that withdraws the story."""

    # After `SourceEnds`, which locks pages.
    rank = 20

    def lock(self, story: StoryPage) -> None:
        """Own what places this story, in the order of `syndication.placing.locks`."""
        lock_origin(story.pk, "UPDATE")
        with connection.cursor() as cursor:
            cursor.execute(_LOCK, {"story": story.pk})

    def settle(self, *, story: StoryPage, now: datetime, reason: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                _SETTLE,
                {
                    "story": story.pk,
                    "now": now,
                    "reason": reason,
                    "open": list(UNDER_WAY),
                    "recalled": DispatchState.RECALLED,
                    "under_way": list(ENDED_BY_RECALL),
                    "delivery_recalled": DeliveryState.RECALLED,
                    "waiting": ProposalState.WAITING,
                    "withdrawn": ProposalState.WITHDRAWN,
                },
            )
