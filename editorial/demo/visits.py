"""The demo's readers: what was looked at in the last weeks and months, and whether they found it useful."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection
from django.db.backends.utils import CursorWrapper

from editorial.enums import Usefulness
from editorial.models import Placement, UsefulnessCount
from portals.clock import LOCAL_ZONE, local_date
from portals.models import Portal
from portals.visits.models import DayReaders, DayShare, PageViews

DAYS = 60
MONTHS = 23
# Of a hundred views of a day.
SHARES = (
    *(("referrer", "own", 38), ("referrer", "search", 27), ("referrer", "direct", 15)),
    *(("referrer", "social", 12), ("referrer", "state", 6), ("referrer", "other", 2)),
    *(("device", "phone", 71), ("device", "computer", 25), ("device", "tablet", 4)),
    *(("hour", "6", 4), ("hour", "7", 9), ("hour", "8", 13), ("hour", "9", 11), ("hour", "10", 9)),
    *(
        ("hour", "11", 6),
        ("hour", "14", 8),
        ("hour", "15", 9),
        ("hour", "16", 7),
        ("hour", "17", 4),
    ),
    *(("hour", "19", 6), ("hour", "20", 9), ("hour", "21", 5)),
    ("left", "machine", 17),
)


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
        # After the answers, which are about stories alone.
        _let_days_follow(cursor, now)
    return read


def _let_days_follow(cursor: CursorWrapper, now: datetime) -> None:
    """Write what follows from the views of stories: home pages, shares of a day, readers, and months before."""
    portals, today = Portal._meta.db_table, local_date(now)
    first = today - timedelta(days=DAYS)
    # A home page is looked at each day, on workdays more.
    cursor.execute(
        f"INSERT INTO {PageViews._meta.db_table} (portal_id, page_id, day, views)"
        " SELECT id, root_id, day::date,"
        "        8 + (hashint8(id * 31 + extract(doy FROM day)::int) & 63)"
        "          / CASE WHEN extract(isodow FROM day) > 5 THEN 3 ELSE 1 END"
        f" FROM {portals}, generate_series(%s::date, %s::date, '1 day') AS day"
        " WHERE root_id IS NOT NULL AND opened_on <= day ON CONFLICT DO NOTHING",
        [first, today],
    )
    cursor.execute(
        f"INSERT INTO {DayShare._meta.db_table} (portal_id, day, aspect, value, views)"
        " SELECT seen.portal_id, seen.day, 'kind', coalesce(placed.kind, 'home'), sum(seen.views)"
        f" FROM {PageViews._meta.db_table} AS seen LEFT JOIN {Placement._meta.db_table} AS placed"
        "   ON placed.portal_id = seen.portal_id AND placed.story_id = seen.page_id"
        "  AND placed.removed_at IS NULL GROUP BY 1, 2, 4"
        " UNION ALL"
        " SELECT seen.portal_id, seen.day, 'section', placed.section_id::text, sum(seen.views)"
        f" FROM {PageViews._meta.db_table} AS seen JOIN {Placement._meta.db_table} AS placed"
        "   ON placed.portal_id = seen.portal_id AND placed.story_id = seen.page_id"
        "  AND placed.removed_at IS NULL GROUP BY 1, 2, 4",
    )
    cursor.execute(
        f"INSERT INTO {DayShare._meta.db_table} (portal_id, day, aspect, value, views)"
        " SELECT portal_id, day, aspect, value, sum(views) * weight / 100"
        f" FROM {PageViews._meta.db_table}, unnest(%s::text[], %s::text[], %s::int[]) AS s (aspect, value, weight)"
        " GROUP BY portal_id, day, aspect, value, weight HAVING sum(views) * weight >= 100",
        [list(column) for column in zip(*SHARES, strict=True)],
    )
    cursor.execute(
        f"INSERT INTO {DayReaders._meta.db_table} (portal_id, day, readers)"
        f" SELECT portal_id, day, 1 + sum(views) * 6 / 10 FROM {PageViews._meta.db_table} GROUP BY 1, 2"
        f" UNION ALL SELECT NULL, day, 1 + sum(views) * 5 / 10 FROM {PageViews._meta.db_table} GROUP BY day",
    )
    cursor.execute(
        f"INSERT INTO {DayShare._meta.db_table} (portal_id, day, aspect, value, views)"
        " SELECT id, month::date, 'kind', 'home',"
        "        700 + (hashint8(id * 7 + extract(epoch FROM month)::bigint) & 1023)"
        f" FROM {portals}, generate_series(date_trunc('month', %s::date) - %s * interval '1 month',"
        "   date_trunc('month', %s::date) - interval '1 month', '1 month') AS month"
        " WHERE opened_on <= month",
        [first, MONTHS, first],
    )
