"""How often things were looked at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Avg, Max, Min, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth

from portals.models import Portal

from .models import DayReaders, DayShare, FormerYear, PageViews, ThingViews
from .seen import SeenThing
from .shares import Aspect


@dataclass(frozen=True, slots=True)
class ViewsSoFar:
    """The views of a portal up to now; those of former years, by other systems, are in none of the first three."""

    today: int
    month: int
    total: int
    former: int
    first_year: int | None
    last_year: int | None


def views_of(pages: Collection[int]) -> dict[int, int]:
    """Return how often each page was looked at so far, on all portals together. One query."""
    rows = PageViews.objects.filter(page__in=pages).values_list("page").annotate(Sum("views"))
    return dict(rows.order_by())


def views_by_portal(page_id: int) -> dict[int, int]:
    """Return how often the page was looked at on each portal. One query."""
    rows = PageViews.objects.filter(page=page_id).values_list("portal").annotate(Sum("views"))
    return dict(rows.order_by())


def views_on(portal: Portal, *, since: date, until: date) -> dict[int, int]:
    """Return how often each page was looked at on `portal` in a time, most first. One query."""
    rows = (
        PageViews.objects.filter(portal=portal, day__gte=since, day__lte=until)
        .values_list("page")
        .annotate(total=Sum("views"))
        .order_by("-total", "page")
    )
    return dict(rows)


def most_viewed_of(
    portals: Collection[int], pages: QuerySet[Any, Any], *, since: date, until: date, most: int
) -> dict[int, int]:
    """Return those of `pages`, a query for numbers, that were looked at most on `portals` together. One query."""
    rows = (
        PageViews.objects.filter(portal__in=portals, page__in=pages)
        .filter(day__gte=since, day__lte=until)
        .values_list("page")
        .annotate(total=Sum("views"))
        .order_by("-total", "page")[:most]
    )
    return dict(rows)


def things_on(portal: Portal, *, since: date, until: date, most: int) -> dict[SeenThing, int]:
    """Return what was looked at beside pages on `portal` in a time, most first. One query."""
    rows = (
        ThingViews.objects.filter(portal=portal, day__gte=since, day__lte=until)
        .values_list("kind", "key")
        .annotate(total=Sum("views"))
        .order_by("-total", "kind", "key")[:most]
    )
    return {SeenThing(kind, key): views for kind, key, views in rows}


def shares_on(portal: Portal, *, since: date, until: date) -> dict[str, dict[str, int]]:
    """Return the views of a time by each aspect and value, most first. One query."""
    rows = (
        DayShare.objects.filter(portal=portal, day__gte=since, day__lte=until)
        .values_list("aspect", "value")
        .annotate(total=Sum("views"))
        .order_by("-total", "value")
    )
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for aspect, value, views in rows:
        found[aspect][value] = views
    return found


def views_by_day(portals: Collection[int], *, since: date, until: date) -> dict[date, int]:
    """Return the views of all `portals` together by day. One query."""
    rows = _all_views(portals, since, until).values_list("day").annotate(Sum("views"))
    return dict(rows.order_by("day"))


def views_by_month(portals: Collection[int], *, since: date, until: date) -> dict[date, int]:
    """Return the views of all `portals` together by the first of each month. One query."""
    rows = (
        _all_views(portals, since, until)
        .annotate(month=TruncMonth("day"))
        .values_list("month")
        .annotate(Sum("views"))
    )
    return dict(rows.order_by("month"))


def views_of_portals(portals: Collection[int], *, since: date, until: date) -> dict[int, int]:
    """Return the views of each of `portals`; those that nobody looked at are not in it. One query."""
    rows = _all_views(portals, since, until).values_list("portal").annotate(Sum("views"))
    return dict(rows.order_by())


def views_so_far(portal: Portal, today: date) -> ViewsSoFar:
    """Return what the portal itself may say of how often it was looked at. Two queries."""
    counted = DayShare.objects.filter(portal=portal, aspect=Aspect.KIND, day__lte=today).aggregate(
        today=Sum("views", filter=Q(day=today), default=0),
        month=Sum("views", filter=Q(day__gte=today.replace(day=1)), default=0),
        total=Sum("views", default=0),
    )
    former = FormerYear.objects.filter(portal=portal).aggregate(
        former=Sum("views", default=0), first_year=Min("year"), last_year=Max("year")
    )
    return ViewsSoFar(**counted, **former)


def readers_by_day(portal: Portal | None, *, since: date, until: date) -> dict[date, int]:
    """Return the estimates of a portal, or of all together. They are of one day each: no sum says anything."""
    rows = DayReaders.objects.filter(portal=portal, day__gte=since, day__lte=until)
    return dict(rows.values_list("day", "readers"))


def mean_readers(portals: Collection[int], *, since: date, until: date) -> dict[int, int]:
    """Return how many readers came to each portal on a day, in the mean of those with any. One query."""
    rows = (
        DayReaders.objects.filter(portal__in=portals, day__gte=since, day__lte=until)
        .values_list("portal")
        .annotate(Avg("readers"))
        .order_by()
    )
    return {portal: round(mean) for portal, mean in rows if portal is not None}


def first_counted(portal: Portal) -> date | None:
    """Return the first day of which something was counted on the portal. One query."""
    found: date | None = PageViews.objects.filter(portal=portal).aggregate(first=Min("day"))[
        "first"
    ]
    return found


def all_was_counted(since: date) -> bool:
    """Return whether all pages were counted from `since` on: releases before counted stories alone. One query."""
    return DayShare.objects.filter(aspect=Aspect.HOUR, day__lte=since).exists()


def former_years(portals: Collection[int]) -> list[FormerYear]:
    """Return what was entered of years before, the newest first. One query."""
    rows = FormerYear.objects.filter(portal__in=portals).select_related("portal")
    return list(rows.order_by("-year", "portal__name", "pk"))


def _all_views(portals: Collection[int], since: date, until: date) -> QuerySet[DayShare]:
    # Each view is of one kind, so that kinds add up to all of them.
    return DayShare.objects.filter(
        portal__in=portals, aspect=Aspect.KIND, day__gte=since, day__lte=until
    )
