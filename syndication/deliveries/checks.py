"""What must hold of deliveries, and of what they placed. Asked by `doctor`."""

from __future__ import annotations

from portals.operations.checking import Check

CHECKS = (
    Check(
        "placements.dispatch",
        "what a dispatch placed has a delivery that says so",
        """
        SELECT 'placement ' || placement.id || ': ' || placement.via
        FROM editorial_placement placement
        LEFT JOIN syndication_delivery delivery ON delivery.portal_id = placement.portal_id
            AND delivery.dispatch_id = split_part(placement.via, ':', 2)::bigint
            AND delivery.state = 'placed'
        WHERE placement.removed_at IS NULL AND placement.via ~ '^dispatch:[0-9]+$'
          AND delivery.id IS NULL
        """,
    ),
    Check(
        "deliveries.placed",
        "a placed delivery has placed its story, whatever became of that afterwards",
        """
        SELECT 'delivery ' || delivery.id FROM syndication_delivery delivery
        JOIN syndication_dispatch dispatch ON dispatch.id = delivery.dispatch_id
        WHERE delivery.state IN ('placed', 'already_placed') AND NOT EXISTS (
            SELECT FROM editorial_placement placement
            WHERE placement.story_id = dispatch.story_id
              AND placement.portal_id = delivery.portal_id
        )
        """,
    ),
    Check(
        "deliveries.recalled",
        "a recalled dispatch has no delivery that waits or stands",
        """
        SELECT 'delivery ' || delivery.id || ': ' || delivery.state
        FROM syndication_delivery delivery
        JOIN syndication_dispatch dispatch ON dispatch.id = delivery.dispatch_id
        WHERE dispatch.state = 'recalled'
          AND delivery.state IN ('waiting', 'placed', 'already_placed', 'adapted')
        """,
    ),
    Check(
        "deliveries.waiting",
        "no delivery that is placed at once waits longer than the sweeper's round and a job take",
        """
        SELECT 'delivery ' || id || ': since ' || state_at FROM syndication_delivery
        WHERE state = 'waiting' AND how IN ('rule', 'urgent')
          AND state_at < %(now)s - interval '5 minutes'
        """,
    ),
    Check(
        "deliveries.deadline",
        "every deadline was carried out when it came",
        """
        SELECT 'dispatch ' || id || ': due ' || due_at FROM syndication_dispatch
        WHERE state = 'open' AND due_passed_at IS NULL AND due_at < %(now)s - interval '5 minutes'
        """,
    ),
    Check(
        "deliveries.begun",
        "only a dispatch that was sent has deliveries",
        """
        SELECT 'dispatch ' || dispatch.id || ': ' || dispatch.state
        FROM syndication_dispatch dispatch
        WHERE dispatch.state IN ('planned', 'awaiting', 'undone') AND EXISTS (
            SELECT FROM syndication_delivery WHERE dispatch_id = dispatch.id
        )
        """,
    ),
    Check(
        "deliveries.adapted",
        "an adapted delivery has the own version of its board",
        """
        SELECT 'delivery ' || delivery.id FROM syndication_delivery delivery
        JOIN syndication_dispatch dispatch ON dispatch.id = delivery.dispatch_id
        WHERE delivery.state = 'adapted' AND NOT EXISTS (
            SELECT FROM adapting_adaptation own
            WHERE own.source_id = dispatch.story_id AND own.portal_id = delivery.portal_id
        )
        """,
    ),
    Check(
        "deliveries.objected",
        "a delivery that is objected to has its objection",
        """
        SELECT 'delivery ' || delivery.id FROM syndication_delivery delivery
        LEFT JOIN syndication_objection objection ON objection.delivery_id = delivery.id
        WHERE delivery.state = 'objected' AND objection.id IS NULL
        """,
    ),
)
