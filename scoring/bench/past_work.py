"""What a made-up month holds to score beside its stories: priority dispatches, what boards did with them, and links."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from itertools import batched
from typing import Any

from django.db import connection, transaction

from editorial.bench.stories import ROWS
from editorial.models import ArticlePage, SectionPage
from editorial.placements.writing import PlacementSpec, republish
from portals.calendar.working_days import load_calendar
from portals.clock import LOCAL_ZONE
from portals.operations.bench.measure import Cast
from scoring.periods import Month
from syndication.enums import DeliveryState
from syndication.models import Delivery

SENT_AT = time(8)
DUE_AFTER = timedelta(hours=4)

# The newest stories of the province, one for each hour of sending; the same again where there are fewer.
_DISPATCHES = """
    INSERT INTO syndication_dispatch (story_id, sender_id, batch, audience, audience_detail, chosen,
        urgency, due_at, due_passed_at, mandate, note, state, sent_by_id, sent_at, starts_at,
        ended_reason)
    SELECT story.story_id, %(sender)s, gen_random_uuid(), 'all', '', ARRAY[]::bigint[],
        'priority', hour.at + %(due)s, hour.at + %(due)s, 'bench', '', 'open', %(by)s, hour.at,
        hour.at, ''
    FROM unnest(%(hours)s::timestamptz[]) WITH ORDINALITY hour (at, number)
    JOIN (
        SELECT story_id, row_number() OVER (ORDER BY placed_at DESC) - 1 AS number,
            count(*) OVER () AS all_of_them
        FROM editorial_placement WHERE portal_id = %(sender)s AND role = 'origin'
    ) story ON story.number = (hour.number - 1) %% story.all_of_them
"""
# Of ten boards seven place in time, two leave it to the deadline, and for one nothing came of it.
_DELIVERIES = """
    INSERT INTO syndication_delivery (dispatch_id, portal_id, state, state_at, how, by_id, reason)
    SELECT dispatch.id, portal.id,
        CASE WHEN board.turn < 9 THEN 'placed' ELSE 'lapsed' END,
        CASE WHEN board.turn < 7 THEN dispatch.sent_at + interval '1 hour' ELSE dispatch.due_at END,
        CASE WHEN board.turn < 7 THEN 'hand' ELSE 'deadline' END,
        CASE WHEN board.turn < 7 THEN %(by)s::bigint END, ''
    FROM syndication_dispatch dispatch
    CROSS JOIN portals_portal portal
    CROSS JOIN LATERAL (SELECT (portal.id + dispatch.id) %% 10 AS turn) board
    WHERE dispatch.mandate = 'bench' AND portal.id <> %(sender)s
"""
# Each story leads to an address of its own, and to one of two hundred that all portals lead to.
_TARGETS = """
    INSERT INTO probes_target (digest, url, host, checked_at, next_check_at, failures)
    SELECT encode(sha256(url::bytea), 'hex'), url, 'example.vn', %(now)s, %(now)s, 0
    FROM (
        SELECT 'https://example.vn/rieng/' || story_id AS url
        FROM editorial_placement WHERE role = 'origin'
        UNION ALL SELECT 'https://example.vn/chung/' || number FROM generate_series(0, 199) number
    ) address
"""
_LINKS = """
    INSERT INTO probes_link (portal_id, page_id, target_id, words, found_at)
    SELECT story.portal_id, story.story_id, target.id, 'Xem kế hoạch', story.placed_at
    FROM editorial_placement story
    CROSS JOIN LATERAL (VALUES ('https://example.vn/rieng/' || story.story_id),
        ('https://example.vn/chung/' || story.story_id %% 200)) address (url)
    JOIN probes_target target ON target.digest = encode(sha256(address.url::bytea), 'hex')
    WHERE story.role = 'origin'
"""
# One address in forty leads nowhere since the month began.
_OUTAGES = """
    INSERT INTO probes_outage (target_id, fault, since)
    SELECT id, 'gone', %(since)s FROM probes_target WHERE host = 'example.vn' AND id %% 40 = 0
"""


def write_past_work(cast: Cast, *, month: Month, now: datetime) -> None:
    """Write a priority dispatch a working day of `month` to all portals, what became of it, and links of all stories.

    A fixed number of statements, whatever the number of portals and stories; only the placements are written in slices.
    """
    hours = [
        datetime.combine(day, SENT_AT, LOCAL_ZONE)
        for day in load_calendar().working_days(month.first, month.end)
    ]
    values: dict[str, Any] = {
        "sender": cast.province.pk,
        "by": cast.head.pk,
        "hours": hours,
        "due": DUE_AFTER,
        "now": now,
        "since": datetime.combine(month.first, time(), LOCAL_ZONE),
    }
    with connection.cursor() as cursor:
        for statement in (_DISPATCHES, _DELIVERIES):
            cursor.execute(statement, values)
        _place_what_was_delivered()
        for statement in (_TARGETS, _LINKS, _OUTAGES):
            cursor.execute(statement, values)
        cursor.execute("VACUUM ANALYZE")


def _place_what_was_delivered() -> None:
    sections = dict(
        SectionPage.objects.filter(section_type="tin-tuc").values_list("portal_id", "pk")
    )
    delivered = Delivery.objects.filter(dispatch__mandate="bench", state=DeliveryState.PLACED)
    found = delivered.order_by("pk").values_list(
        "portal_id", "dispatch_id", "dispatch__story_id", "state_at"
    )
    for rows in batched(found, ROWS):
        with transaction.atomic():
            republish(
                [
                    PlacementSpec(
                        portal,
                        sections[portal],
                        story,
                        ArticlePage.story_kind,
                        f"dispatch:{sent}",
                        at,
                    )
                    for portal, sent, story, at in rows
                ]
            )
