"""Counting whether readers found a story useful."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from editorial.enums import Usefulness
from editorial.models import Placement, UsefulnessCount
from portals.clock import local_date
from portals.models import Portal
from portals.refusals import Refusal


class NothingToRate(Refusal):
    """The story does not stand on the portal."""


def count_answer(*, portal: Portal, story_id: int, answer: Usefulness, now: datetime) -> Placement:
    """Count one answer about a story that stands on `portal`; return its placement. Nothing of the reader is kept."""
    placement = (
        Placement.objects.standing()
        .on(portal)
        .filter(story=story_id, story__live=True)
        .select_related("section", "story")
        .first()
    )
    if placement is None:
        raise NothingToRate
    table = UsefulnessCount._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} AS so_far (portal_id, story_id, day, answer, count)"
            " VALUES (%s, %s, %s, %s, 1)"
            " ON CONFLICT (portal_id, day, story_id, answer) DO UPDATE SET count = so_far.count + 1",
            [portal.pk, story_id, local_date(now), answer],
        )
    return placement
