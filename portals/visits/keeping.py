"""How long numbers are kept by day, by month and by year: tables of counts do not grow without end."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import connection, models, transaction

from portals.clock import local_date

from .models import DayReaders, DayShare, PageViews, ThingViews

# A quarter by days is what desks look at, and the totals of a quarter are compared with those of the quarter before.
DAYS_KEPT, DAYS_OF_TOTALS = 92, 184
# So many whole years before this one are kept by month: two are compared with each other.
YEARS_BY_MONTH = 2
# How many days are kept, and what names a row beside its day.
KEPT: dict[type[models.Model], tuple[int, tuple[str, ...]]] = {
    PageViews: (DAYS_KEPT, ("portal_id", "page_id")),
    ThingViews: (DAYS_KEPT, ("portal_id", "kind", "key")),
    DayShare: (DAYS_OF_TOTALS, ("portal_id", "aspect", "value")),
}


def keep_months(*, now: datetime) -> int:
    """Put old days together as the first of their month, and old months as the first of their year; return how many
    rows that took. Estimates of readers, which cannot be added up, end with their months.
    """
    today = local_date(now)
    old = date(today.year - YEARS_BY_MONTH, 1, 1)
    taken = 0
    for model, (days, keys) in KEPT.items():
        taken += _put_together(model, keys, "month", today - timedelta(days=days))
        taken += _put_together(model, keys, "year", old)
    DayReaders.objects.filter(day__lt=old).delete()
    return taken


def _put_together(model: type[models.Model], keys: tuple[str, ...], unit: str, before: date) -> int:
    table, names = model._meta.db_table, ", ".join(keys)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"WITH gone AS (DELETE FROM {table}"
            f"               WHERE day < %s AND day > date_trunc('{unit}', day)"
            f"               RETURNING {names}, day, views)"
            f" INSERT INTO {table} AS so_far ({names}, day, views)"
            f" SELECT {names}, date_trunc('{unit}', day)::date, sum(views)"
            f" FROM gone GROUP BY {names}, date_trunc('{unit}', day)"
            f" ON CONFLICT ({names}, day)"
            " DO UPDATE SET views = so_far.views + excluded.views",
            [before],
        )
        return cursor.rowcount
