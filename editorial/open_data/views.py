"""The page of open data, and the catalogues for machines: of one portal, and on the province's of all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from editorial.public.queries.sections import section_at
from editorial.public.section_lists import SectionList
from editorial.public.views.errors import not_found
from editorial.public.views.frame import overseers_above, render_page
from editorial.public.views.section import section as shown_section
from portals.addresses import main_origin
from portals.clock import local_date
from portals.models import Portal
from portals.queries import all_below
from portals.requests import PublicRequest
from portals.tiers import INSTALL_TIER

from .catalogue import (
    FORMS,
    Catalogue,
    CataloguePage,
    Publisher,
    catalogue_address,
    write_catalogue,
)
from .registry import Dataset, datasets_of, holds_data
from .written import written

SECTION_TYPE = SLUG = "du-lieu-mo"
PAGE = "trang"
DATASETS_A_PAGE = 100
# Their sets of data together stay what one answer may weigh.
PORTALS_A_PAGE = 20
SHOWN_OF_SERIES = 8
TYPES = {
    "ttl": ("turtle", "text/turtle; charset=utf-8"),
    "jsonld": ("json-ld", "application/ld+json; charset=utf-8"),
}


@dataclass(frozen=True, slots=True)
class ShownSeries:
    """Sets of data that differ by their period alone, the newest first; `more` are not shown."""

    title: str
    newest: Dataset
    datasets: list[Dataset]
    more: int
    is_series: bool

    @property
    def forms(self) -> str:
        return ", ".join(FORMS[file.form][0] for file in self.newest.files)


@require_safe
def open_data(request: PublicRequest) -> HttpResponse:
    """Answer as the portal's section of open data, where it has one at this address, else as a page of its own."""
    if section_at(request.portal, SLUG) is not None:
        return shown_section(request, slug=SLUG)
    return render_page(
        request, request.portal, "editorial/open_data/page.html", offered(request, request.portal)
    )


def offered(request: HttpRequest, portal: Portal) -> dict[str, Any]:
    """What the page shows of the portal's sets of data."""
    above = [one for one in overseers_above(request, portal) if one.site is not None]
    return {
        "series": shown_series(datasets_of([portal]).get(portal.pk, [])),
        "gathers": gathers(portal),
        "above": [(one, catalogue_address(one)) for one in above[:1]],
    }


def shown_series(datasets: Sequence[Dataset]) -> list[ShownSeries]:
    return [
        ShownSeries(
            found[0].series_title or found[0].title,
            found[0],
            found[:SHOWN_OF_SERIES],
            len(found) - SHOWN_OF_SERIES if len(found) > SHOWN_OF_SERIES else 0,
            bool(found[0].series),
        )
        for _key, some in groupby(datasets, key=lambda one: one.series or one.key)
        if (found := list(some))
    ]


def gathers(portal: Portal) -> bool:
    """Whether the portal has the catalogue of all."""
    return portal.tier_id == INSTALL_TIER


@require_safe
def own_catalogue(request: PublicRequest, catalogue_form: str) -> HttpResponse:
    """The sets of data of this portal, a hundred a page."""
    portal, number = request.portal, _page_number(request)
    if not number:
        return not_found(request)
    datasets = datasets_of([portal]).get(portal.pk, [])
    start = (number - 1) * DATASETS_A_PAGE
    shown = datasets[start : start + DATASETS_A_PAGE]
    if not shown and number > 1:
        return not_found(request)
    page = _part(request, number, goes_on=len(datasets) > start + len(shown), own=True)
    title = _("Open data of %(name)s") % {"name": portal.name_in_sentence}
    catalogue = _catalogue(portal, [(portal, shown)], page, title)
    syntax, _type = TYPES[catalogue_form]
    return _answer(catalogue, write_catalogue(catalogue, syntax), catalogue_form)


@require_safe
def whole_catalogue(request: PublicRequest, catalogue_form: str) -> HttpResponse:
    """The sets of data of this portal and of all below it, twenty portals a page; on the province's portal."""
    portal, number = request.portal, _page_number(request)
    if not number or not gathers(portal):
        return not_found(request)
    start = (number - 1) * PORTALS_A_PAGE
    below = all_below([portal], local_date(timezone.now())).filter(site__isnull=False)
    named = list(
        below.select_related("tier", "site").order_by("tier__level", "name", "pk")[
            max(start - 1, 0) : start + PORTALS_A_PAGE
        ]
    )
    # The province itself is the first of all.
    members = [portal, *named] if number == 1 else named
    members, more = members[:PORTALS_A_PAGE], len(members) > PORTALS_A_PAGE
    if not members:
        return not_found(request)
    by_portal = datasets_of(members)
    page = _part(request, number, goes_on=more, own=False)
    title = _("Open data of all portals of %(name)s") % {"name": portal.name_in_sentence}
    shown = [(one, by_portal.get(one.pk, [])) for one in members]
    catalogue = _catalogue(portal, shown, page, title)
    syntax, _type = TYPES[catalogue_form]
    response = _answer(catalogue, written.text_of(catalogue, syntax), catalogue_form)
    # The edition of the province's portal says nothing of what others publish.
    response["Cache-Control"] = "no-store"
    return response


def _catalogue(
    portal: Portal, shown: list[tuple[Portal, list[Dataset]]], page: CataloguePage, title: str
) -> Catalogue:
    return Catalogue(
        Publisher.of(portal),
        tuple((Publisher.of(one), tuple(datasets)) for one, datasets in shown),
        page,
        title,
        _("What may be downloaded and used freely, with the source named."),
    )


def _answer(catalogue: Catalogue, text: str | bytes, form: str) -> HttpResponse:
    _syntax, content_type = TYPES[form]
    response = HttpResponse(text, content_type=content_type)
    moments = [one.modified for _publisher, some in catalogue.shown for one in some]
    if moments:
        response["Last-Modified"] = http_date(max(moments).timestamp())
    return response


def _part(request: PublicRequest, number: int, *, goes_on: bool, own: bool) -> CataloguePage:
    whole = main_origin(request.portal) + request.path

    def at(page: int) -> str:
        return f"{whole}?{PAGE}={page}" if page > 1 else whole

    return CataloguePage(
        address=at(number),
        first=at(1),
        previous=at(number - 1) if number > 1 else "",
        next=at(number + 1) if goes_on else "",
        own=own,
    )


def _page_number(request: PublicRequest) -> int:
    """Return 0 for what is no page's number: the first is not written anew for each wrong address."""
    text = request.GET.get(PAGE, "1")
    return int(text) if re.fullmatch(r"[1-9][0-9]{0,3}", text) else 0


def open_data_path() -> str:
    return reverse("open_data", urlconf="portals.urls.public")


def read_open_data(request: HttpRequest, portal: Portal) -> dict[str, Any] | None:
    shown = offered(request, portal)
    return shown if shown["series"] or shown["gathers"] else None


def has_data(portal: Portal) -> Q:
    """Whether the section has anything; the catalogue of all is something by itself."""
    return Q(pk__isnull=False) if gathers(portal) else holds_data(portal)


OPEN_DATA = SectionList("editorial/open_data/section.html", read_open_data, holds=has_data)
