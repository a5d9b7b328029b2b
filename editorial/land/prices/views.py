"""Prices by street and position, on every portal: as a page, and as a table to take away."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from editorial.land.decisions import decisions_on
from editorial.models import SectionPage
from editorial.public.more_pages import MorePage
from editorial.public.views.frame import render_page
from portals.admin_kit.exports import csv_response
from portals.clock import local_date
from portals.models import Portal
from portals.process_cache import process_cache
from portals.queries import overseen_by, overseers_of
from portals.requests import PublicRequest
from portals.tiers import traits_of

from .asking import question_in
from .deriving import key_of
from .finding import (
    ROWS_A_PAGE,
    PriceChoices,
    choices_in,
    found_segments,
    table_lines,
)
from .tables import TablesInForce, tables_on

SECTION_TYPE = "dat-dai"
# Of segments; the tables themselves are whole.
MOST_IN_FILE = 2_000
FILE_HEADING = (
    *("duong", "tu", "den", "xa_phuong", "loai_dat", "vi_tri", "gia_dong_m2"),
    *("bang_gia", "quyet_dinh", "hieu_luc_tu", "hieu_luc_den"),
)


@require_safe
def land_prices(request: PublicRequest) -> HttpResponse:
    """Street, commune, position and kind of land lead to prices; an area to what it costs. Twelve queries at most."""
    portal, day = request.portal, local_date(timezone.now())
    tables = price_tables(request, portal)
    own = own_communes(request, portal)
    asked = question_in(request.GET)
    segments, total = found_segments(tables, asked, own) if tables.current else ([], 0)
    section = section_of_land(portal)
    return render_page(
        request,
        portal,
        "editorial/land/prices.html",
        {
            "asked": asked,
            "segments": segments,
            "total": total,
            "tables": _described(portal, tables, day),
            "choices": _choices(request, portal, tables, own),
            "section": section,
            "previous": asked.page - 1,
            "next": asked.page + 1 if asked.page * ROWS_A_PAGE < total else 0,
            "file": f"{reverse('land_prices_file', urlconf='portals.urls.public')}?{asked.narrowing}".rstrip(
                "?"
            ),
            "is_cut": total > MOST_IN_FILE,
            "most_in_file": MOST_IN_FILE,
        },
    )


@require_safe
def land_prices_file(request: PublicRequest) -> HttpResponse:
    """The same prices as CSV, a line for each position."""
    portal = request.portal
    tables, own = price_tables(request, portal), own_communes(request, portal)
    asked = question_in(request.GET)
    lines = table_lines(tables, asked, own, MOST_IN_FILE + 1)
    response: HttpResponse = csv_response("gia-dat", FILE_HEADING, _cut(lines))
    return response


def _cut(lines: Iterator[list[Any]]) -> Iterator[list[Any]]:
    """At most so many segments, and a last line where there are more."""
    segments = 0
    last: list[Any] = []
    for line in lines:
        if line[:5] != last:
            segments, last = segments + 1, line[:5]
        if segments > MOST_IN_FILE:
            yield [_("There are more. The table itself has all of them.")]
            return
        yield line


def price_tables(
    request: HttpRequest, portal: Portal, overseers: Sequence[Portal] | None = None
) -> TablesInForce:
    """What holds today, kept by the process. Two queries at most, one where the caller knows the overseers of today."""

    def read(day: date) -> TablesInForce:
        above = overseers_of(portal, day) if overseers is None else overseers
        return tables_on(portal, above, day)

    found = process_cache.get(("price tables", portal.pk), request=request, read=read)
    return found or TablesInForce([], {})


def own_communes(request: HttpRequest, portal: Portal) -> frozenset[str]:
    """Return the communes that readers of the portal look for first: itself, or those below it. One query at most."""

    def read(day: date) -> frozenset[str]:
        traits = traits_of(portal.tier_id)
        if traits.is_compared:
            return _named_by(portal.name, overseers_of(portal, day))
        if not traits.parts_others:
            return frozenset()
        below = (_named_by(one.name, [portal]) for one in overseen_by(portal, day))
        return frozenset().union(*below)

    return process_cache.get(("own communes", portal.pk), request=request, read=read) or frozenset()


def _named_by(name: str, overseers: Sequence[Portal]) -> frozenset[str]:
    """The keys by which a table may name a commune: alone, or with its district where others bear its name."""
    return frozenset({key_of(name), *(key_of(f"{name} ({one.name})") for one in overseers)})


def _choices(
    request: HttpRequest, portal: Portal, tables: TablesInForce, own: Collection[str]
) -> PriceChoices:
    found = process_cache.get(
        ("price choices", portal.pk), request=request, read=lambda _day: choices_in(tables, own)
    )
    return found or choices_in(tables, own)


def _described(portal: Portal, tables: TablesInForce, day: date) -> list[dict[str, Any]]:
    """The tables with whether they hold today and where their decision stands on this portal. One query at most."""
    decisions = decisions_on(portal, {one.decision for one in tables.current})
    return [
        {
            "table": one,
            "before": tables.before.get(one.page_id),
            "is_over": one.valid_to < day,
            "is_to_come": one.valid_from > day,
            "decision_address": decisions.get(one.decision, ""),
        }
        for one in tables.current
    ]


def section_of_land(portal: Portal) -> SectionPage | None:
    sections = SectionPage.objects.filter(portal=portal, section_type=SECTION_TYPE, live=True)
    return sections.only("title", "slug").first()


def pages_of_prices(portal: Portal) -> Iterator[MorePage]:
    """For maps of the portal. Two queries."""
    day = local_date(timezone.now())
    if tables_on(portal, overseers_of(portal, day), day).current:
        yield MorePage(_("Prices of land by street"), prices_path())


def prices_path() -> str:
    return reverse("land_prices", urlconf="portals.urls.public")
