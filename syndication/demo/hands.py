"""Hands for what the demo placed: a day on which boards placed by themselves is made up by one statement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import connection

from syndication.models import Dispatch

_BY_HAND = """
    UPDATE syndication_delivery d
    SET how = 'hand', by_id = hand.user_id
    FROM unnest(%(portals)s::bigint[], %(users)s::bigint[]) AS hand(portal_id, user_id)
    WHERE d.dispatch_id = %(dispatch)s AND d.portal_id = hand.portal_id AND d.id = ANY(%(ids)s)
      AND d.state IN ('placed', 'already_placed')
"""


def sign_by_hand(
    *, dispatch: Dispatch, delivery_ids: Sequence[int], hands: Mapping[int, int]
) -> None:
    """Leave what was placed as if boards' own people had placed it; `hands` has a user for each portal."""
    with connection.cursor() as cursor:
        cursor.execute(
            _BY_HAND,
            {
                "dispatch": dispatch.pk,
                "ids": list(delivery_ids),
                "portals": list(hands),
                "users": list(hands.values()),
            },
        )
