"""The months of a section: for a reader who knows about when a text came out."""

from __future__ import annotations

from datetime import date, datetime
from itertools import groupby

from django.db import connection

from editorial.models import SectionPage
from portals.clock import LOCAL_ZONE

# A probe of the index for each month between the first and the newest story: no section is so large that this grows.
_MONTHS = """
    WITH ends AS (
        SELECT
            (SELECT placed_at FROM editorial_placement
             WHERE portal_id = %(portal)s AND section_id = %(section)s AND removed_at IS NULL
             ORDER BY placed_at, id LIMIT 1) AS first,
            (SELECT placed_at FROM editorial_placement
             WHERE portal_id = %(portal)s AND section_id = %(section)s AND removed_at IS NULL
             ORDER BY placed_at DESC, id DESC LIMIT 1) AS newest
    )
    SELECT month::date FROM ends, generate_series(
        date_trunc('month', first AT TIME ZONE %(zone)s),
        date_trunc('month', newest AT TIME ZONE %(zone)s), interval '1 month') AS month
    WHERE EXISTS (
        SELECT FROM editorial_placement
        WHERE portal_id = %(portal)s AND section_id = %(section)s AND removed_at IS NULL
          AND placed_at >= month AT TIME ZONE %(zone)s
          AND placed_at < (month + interval '1 month') AT TIME ZONE %(zone)s
    )
    ORDER BY month DESC
"""


def months_with_stories(section: SectionPage) -> list[date]:
    """Return the first days of the months in which something came that stands in `section`, the newest first.

    One query. Whatever changes it changes the portal's edition as well, so that it may be kept under that.
    """
    values = {"portal": section.portal_id, "section": section.pk, "zone": str(LOCAL_ZONE)}
    with connection.cursor() as cursor:
        cursor.execute(_MONTHS, values)
        return [month for (month,) in cursor.fetchall()]


def by_year(months: list[date]) -> list[tuple[int, list[date]]]:
    """Return `months` year by year, in the order in which they came."""
    return [(year, list(found)) for year, found in groupby(months, key=lambda month: month.year)]


def month_bounds(month: date) -> tuple[datetime, datetime]:
    """Return the instants at which the month of this first day begins, and the next."""
    following = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    begins, ends = (
        datetime(day.year, day.month, day.day, tzinfo=LOCAL_ZONE) for day in (month, following)
    )
    return begins, ends


def month_named(text: str) -> date | None:
    """Read "2026-10" as an address has it; None for anything else."""
    year, _dash, month = text.partition("-")
    if not (
        len(year) == 4 and len(month) == 2 and (year + month).isascii() and (year + month).isdigit()
    ):
        return None
    if not (1990 <= int(year) <= 2200 and 1 <= int(month) <= 12):
        return None
    return date(int(year), int(month), 1)
