"""By which deeds the skills of this floor are shown: what came from above, and own versions of it."""

from __future__ import annotations

from portals.learning.skills.registry import DeedSource, register_deeds

# A hand that settled it after its hour settled it late. What has no hour cannot be late; an own version that took the
# place of what was placed says nothing of when that was. To leave an offer aside takes no reason, so it shows nothing.
_RECEIVE = """
    SELECT delivery.by_id AS user_id, delivery.state_at AS at, page.title AS evidence,
        delivery.state = 'adapted' OR dispatch.due_at IS NULL OR delivery.state_at <= dispatch.due_at AS is_right
    FROM syndication_delivery AS delivery
    JOIN syndication_dispatch AS dispatch ON dispatch.id = delivery.dispatch_id
    JOIN wagtailcore_page AS page ON page.id = dispatch.story_id
    WHERE delivery.how = 'hand' AND delivery.state <> 'lapsed'
"""
_ADAPT = """
    SELECT version.made_by_id AS user_id, version.took_over_at AS at, page.title AS evidence, true AS is_right,
        version.made_at AS begun_at
    FROM adapting_adaptation AS version JOIN wagtailcore_page AS page ON page.id = version.copy_id
    WHERE version.took_over_at IS NOT NULL
"""


def tell_deeds() -> None:
    register_deeds(DeedSource("receive", _RECEIVE))
    register_deeds(DeedSource("adapt", _ADAPT))
