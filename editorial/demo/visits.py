"""The demo's readers: how often each story of the last weeks was looked at, and whether they found it useful."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection

from editorial.enums import Usefulness
from editorial.models import Placement, UsefulnessCount
from portals.clock import LOCAL_ZONE
from portals.visits.models import PageViews

DAYS = 60


def let_readers_come(*, now: datetime) -> int:
    """Count readers, and answers of some, of what was placed in the last weeks; return for how many placements.

    The numbers are the same each time.
    """
    with connection.cursor() as cursor:
        # A story is read most where it was written, and all are read on the day they come.
        cursor.execute(
            f"INSERT INTO {PageViews._meta.db_table} (portal_id, page_id, day, views)"
            " SELECT portal_id, story_id, (placed_at AT TIME ZONE %(zone)s)::date,"
            "        1 + (hashint8(story_id * 1009 + portal_id) & 1023)"
            "          %% CASE WHEN role = 'origin' THEN 360 ELSE 24 END"
            f" FROM {Placement._meta.db_table}"
            " WHERE removed_at IS NULL AND placed_at > %(since)s AND placed_at <= %(now)s",
            {"zone": LOCAL_ZONE.key, "since": now - timedelta(days=DAYS), "now": now},
        )
        read = cursor.rowcount
        for answer, of_so_many, at_least in ((Usefulness.YES, 40, 60), (Usefulness.NO, 150, 150)):
            cursor.execute(
                f"INSERT INTO {UsefulnessCount._meta.db_table} (portal_id, story_id, day, answer, count)"
                " SELECT portal_id, page_id, day, %(answer)s, views / %(of)s"
                f" FROM {PageViews._meta.db_table} WHERE views >= %(least)s",
                {"answer": answer, "of": of_so_many, "least": at_least},
            )
    return read
