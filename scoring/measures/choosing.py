"""Which stories other portals chose by themselves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

from django.db import connection

from editorial.models.moved import MOVED
from portals.models import Portal
from scoring.periods import Period
from syndication.deliveries.republishing import VIA as BY_ITS_BOARD
from syndication.shared_store.actions.picking import VIA as PICKED

from .registry import Evidence, Measured, Measurement, NoParameters

# So many other portals must have chosen it (domain: "a story that five other portals chose by themselves").
PORTALS = 5
# A story that is older when the last of them chooses it is history, not news.
OLDEST = timedelta(days=92)

# What a dispatch placed was not chosen, whoever placed it: the sender asked for it. A choice that was taken back before
# the period ended was none.
_CHOSEN = """
    WITH origin AS (
        SELECT portal_id, story_id FROM editorial_placement
        WHERE role = 'origin' AND via <> %(moved)s AND removed_at IS NULL AND portal_id = ANY(%(portals)s)
            AND placed_at >= %(oldest)s AND placed_at < %(end)s
    ), choice AS (
        SELECT origin.portal_id, origin.story_id, placed.portal_id AS chooser,
            min(placed.placed_at) AS chosen_at
        FROM origin JOIN editorial_placement placed ON placed.story_id = origin.story_id
        WHERE placed.role = 'republished' AND placed.placed_at < %(end)s
            AND (placed.removed_at IS NULL OR placed.removed_at >= %(end)s)
            AND (placed.via IN (%(picked)s, %(by_its_board)s) OR placed.via LIKE 'proposal:%%')
        GROUP BY 1, 2, 3
    )
    SELECT choice.portal_id, choice.story_id, page.title, count(*)
    FROM choice JOIN wagtailcore_page page ON page.id = choice.story_id
    GROUP BY 1, 2, 3
    HAVING count(*) >= %(enough)s
        AND (array_agg(choice.chosen_at ORDER BY choice.chosen_at))[%(enough)s] >= %(start)s
    ORDER BY 1, 4 DESC, 2
"""


def chosen_by_others(portals: Sequence[Portal], period: Period, _wanted: NoParameters) -> Measured:
    """How many stories five other portals chose by themselves, each in the month of the fifth choice. One query."""
    found: dict[int, list[tuple[int, str, int]]] = {portal.pk: [] for portal in portals}
    with connection.cursor() as cursor:
        cursor.execute(
            _CHOSEN,
            {
                "portals": list(found),
                "oldest": period.starts_at - OLDEST,
                "start": period.starts_at,
                "end": period.ends_at,
                "picked": PICKED,
                "by_its_board": BY_ITS_BOARD,
                "enough": PORTALS,
                "moved": MOVED,
            },
        )
        for portal_id, story_id, title, count in cursor.fetchall():
            found[portal_id].append((story_id, title, count))
    return {
        portal_id: Measurement(
            value=Decimal(len(stories)),
            cases=len(stories),
            numbers={"stories": ", ".join(f"“{title}” ({count})" for _pk, title, count in stories)},
            evidence=tuple(Evidence("story", pk, title, "chosen") for pk, title, _count in stories),
        )
        for portal_id, stories in found.items()
    }
