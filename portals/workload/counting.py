"""Counting a week of the log, once."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection, transaction

from portals.clock import LOCAL_ZONE

from .models import CountedDeeds, DeedMinutes

# A person's deeds count where they hold a post; of who sits on several boards, at the first of them.
_COUNT = """
    WITH acted AS (
        SELECT user_id, action FROM wagtailcore_pagelogentry
        WHERE timestamp >= %(begins)s AND timestamp < %(ends)s AND action = ANY(%(actions)s)
        UNION ALL
        SELECT user_id, action FROM wagtailcore_modellogentry
        WHERE timestamp >= %(begins)s AND timestamp < %(ends)s AND action = ANY(%(actions)s)
    ), seat AS (
        SELECT DISTINCT ON (post.user_id) post.user_id, portal.tier_id
        FROM boards_boardmember AS post
        JOIN boards_editorialboard AS board ON board.id = post.board_id
        JOIN portals_portal AS portal ON portal.id = board.portal_id
        WHERE post.period @> %(day)s::date
        ORDER BY post.user_id, post.id
    )
    SELECT seat.tier_id, acted.action, count(*)
    FROM acted JOIN seat USING (user_id)
    GROUP BY 1, 2
"""
_BOARDS = """
    SELECT portal.tier_id, count(DISTINCT board.id)
    FROM boards_editorialboard AS board
    JOIN portals_portal AS portal ON portal.id = board.portal_id
    JOIN boards_boardmember AS post ON post.board_id = board.id AND post.period @> %(day)s::date
    GROUP BY 1
"""


def count_deeds(*, monday: date) -> int:
    """Count the deeds of the week from `monday`, of kinds whose minutes are known; return how many rows it wrote.

    A week that was counted stays as it was.
    """
    actions = list(DeedMinutes.objects.in_force(monday).values_list("action", flat=True))
    asked: dict[str, Any] = {
        "begins": _midnight(monday),
        "ends": _midnight(monday + timedelta(days=7)),
        "day": monday,
        "actions": actions,
    }
    with transaction.atomic(), connection.cursor() as cursor:
        if CountedDeeds.objects.filter(monday=monday).exists():
            return 0
        cursor.execute(_BOARDS, asked)
        boards = dict(cursor.fetchall())
        cursor.execute(_COUNT, asked)
        rows = [
            CountedDeeds(
                monday=monday, tier_id=tier, action=action, deeds=deeds, boards=boards[tier]
            )
            for tier, action, deeds in cursor.fetchall()
        ]
        CountedDeeds.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=LOCAL_ZONE)
