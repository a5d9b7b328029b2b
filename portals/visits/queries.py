"""How often pages were looked at."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Sum

from portals.models import Portal

from .models import PageViews


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
