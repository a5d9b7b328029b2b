"""Search on one portal, a unit with all below it, or all: public things of every kind, by words or leafed through."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from editorial.public.queries.sections import PortalSection
from editorial.public.search_hits import SearchHits, hits_named
from editorial.search.asking import Strictness
from editorial.search.best_bets import best_bets
from editorial.search.candidates import MOST_MATCHES
from editorial.search.finding import FoundThings, SearchOrder, find_things
from editorial.search.meant import meant
from editorial.search.narrowing import Narrowing, kinds_to_choose, read_narrowing
from editorial.search.scopes import ALL, BELOW, HERE, scope_named
from editorial.search.snippets import NOTHING, marks_of, snippet
from editorial.search.sources import story_kinds
from editorial.search.suggesting import suggestions
from editorial.search.tallies import countable, note_opened, note_search
from portals.clock import local_date
from portals.models import Portal
from portals.queries import overseen_by
from portals.requests import PublicRequest

from .frame import known_sections, render_page
from .search_links import SearchLink, SearchLinks, facets_of, told_number

RESULTS_A_PAGE = 20
LAST_PAGE = MOST_MATCHES // RESULTS_A_PAGE
LONGEST_QUERY = 200
SCOPE, ORDER, NUMBER, BEGIN = "pham-vi", "sap-xep", "trang", "xem"
# What is said of results that have the words in another way than they were typed.
LOOSE = {
    Strictness.FOLDED: _("Nothing has these accents; shown is what has the words with others."),
    Strictness.SOME: _("Hardly anything has all of these words; shown is what has some of them."),
}


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """What the visitor asked for. `where` is one of HERE, BELOW, ALL."""

    text: str
    narrowing: Narrowing
    order: SearchOrder
    where: str
    number: int
    is_begun: bool

    @property
    def offset(self) -> int:
        return (self.number - 1) * RESULTS_A_PAGE

    @property
    def is_first(self) -> bool:
        """Whether this is how words are asked for first: on this portal, nothing narrowed, turned or leafed through."""
        is_plain = self.narrowing.is_wide and not self.where and self.order is SearchOrder.RANK
        return bool(self.text) and self.number == 1 and is_plain


@require_safe
def search(request: PublicRequest) -> HttpResponse:
    known = known_sections(request, request.portal)
    sections = [one for one in known if one.has_content]
    empty = tuple(one.pk for one in known if not one.has_content)
    asked = read_search(request, sections)
    links = SearchLinks.read(request.GET)
    found = _find(request.portal, asked, empty) if asked.is_begun else None
    named = _named(request.portal, asked)
    if found and asked.is_first:
        note_search(portal=request.portal, found=found, now=timezone.now())
    context: dict[str, Any] = {
        "query": asked.text,
        "found": found,
        "rows": _rows(found) if found else [],
        "marks": marks_of(found.asked, found.known, found.strictness) if found else NOTHING,
        "named": named,
        "bets": best_bets(asked.text) if asked.number == 1 and asked.text else [],
        "meant": _meant(found, links) if found and asked.text and asked.number == 1 else None,
        "as_typed": links.with_value("q", f'"{asked.text}"') if found and found.corrected else "",
        "narrowing": asked.narrowing,
        "kinds": kinds_to_choose(),
        "sections": sections,
        "facets": facets_of(found, asked.narrowing, links, sections, by_type=bool(asked.where))
        if found
        else [],
        "links": links,
        "counted_words": countable(found.asked) if found else "",
        "can_follow": bool(found and found.asked.syllables),
        "follow": links.follow if found and _may_be_followed(found, asked) else "",
        "orders": links.orders(),
        "scopes": links.scopes(has_below=overseen_by(request.portal, _today()).exists()),
        "total": told_number(found.total) if found else "",
        "loose": _loose(found) if found else "",
        "where": asked.where,
        "by_rank": asked.order is SearchOrder.RANK,
        "number": asked.number,
        "previous": links.with_value(NUMBER, str(asked.number - 1)) if asked.number > 1 else "",
        "next": links.with_value(NUMBER, str(asked.number + 1))
        if found and found.goes_on and asked.number < LAST_PAGE
        else "",
    }
    response = render_page(request, request.portal, "editorial/public/search.html", context)
    if asked.where or any(one.lead_elsewhere for one in named):
        # The edition of this portal says nothing of what is withdrawn from the others.
        response["Cache-Control"] = "no-store"
    return response


@require_POST
def search_opened(request: PublicRequest) -> HttpResponse:
    """Count that a result of the words was opened: the page says so, and nothing of who opened what.

    Public hosts know no session, so a forged call could only add to a number that is bounded by another.
    """
    if request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin":
        text = request.POST.get("q", "").strip()[:LONGEST_QUERY]
        note_opened(portal=request.portal, text=text, now=timezone.now())
    return HttpResponse(status=204)


@require_safe
def search_suggestions(request: PublicRequest) -> HttpResponse:
    """What is offered while somebody types, as OpenSearch has it: the words, then what they may become."""
    text = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST_QUERY]
    found = suggestions(text) if len(text) > 1 else []
    response = JsonResponse(
        [text, found],
        safe=False,
        json_dumps_params={"ensure_ascii": False},
        content_type="application/x-suggestions+json",
    )
    response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def search_description(request: PublicRequest) -> HttpResponse:
    """How a browser searches this portal from its own field (OpenSearch 1.1)."""
    return render(
        request,
        "editorial/public/opensearch.xml",
        {"portal": request.portal, "origin": f"{request.scheme}://{request.get_host()}"},
        content_type="application/opensearchdescription+xml",
    )


def read_search(request: PublicRequest, sections: list[PortalSection]) -> SearchRequest:
    """Read what stands in the address. `sections` are those of the portal that hold something."""
    narrowing = read_narrowing(request.GET, sections)
    text = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST_QUERY]
    where = request.GET.get(SCOPE, "")
    return SearchRequest(
        text=text,
        narrowing=narrowing,
        order=SearchOrder.NEWEST if request.GET.get(ORDER) == "moi-nhat" else SearchOrder.RANK,
        where=where if where in {BELOW, ALL} else HERE,
        number=_page_number(request.GET.get(NUMBER, "")),
        is_begun=bool(text) or not narrowing.is_wide or bool(request.GET.get(BEGIN)),
    )


def _named(portal: Portal, asked: SearchRequest) -> list[SearchHits]:
    """Return what the words name exactly, above the first page of a search that nothing narrows."""
    return hits_named(portal, asked.text) if asked.number == 1 and asked.narrowing.is_wide else []


def _find(portal: Portal, asked: SearchRequest, empty: tuple[int, ...]) -> FoundThings:
    return find_things(
        scope_named(portal, asked.where, today=_today(), empty=empty),
        asked.text,
        order=asked.order,
        narrowing=asked.narrowing,
        offset=asked.offset,
        limit=RESULTS_A_PAGE,
    )


def _may_be_followed(found: FoundThings, asked: SearchRequest) -> bool:
    """Whether new stories can be told by it: of procedures and standing pages no day says that they are new."""
    return bool(found.asked.syllables) and asked.narrowing.kind in {"", *story_kinds()}


def _rows(found: FoundThings) -> list[dict[str, Any]]:
    marks = marks_of(found.asked, found.known, found.strictness)
    return [{"thing": one, "text": snippet(one.text, one.body, marks)} for one in found.things]


def _meant(found: FoundThings, links: SearchLinks) -> SearchLink | None:
    words = meant(found)
    return SearchLink(words, links.with_value("q", words)) if words else None


def _loose(found: FoundThings) -> str | Promise:
    """Return what is to be said of how it was found; nothing where the words were typed without accents."""
    if found.strictness is Strictness.FOLDED and not found.asked.has_accents:
        return ""
    return LOOSE.get(found.strictness, "")


def _today() -> date:
    return local_date(timezone.now())


def _page_number(text: str) -> int:
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 1
    return min(max(number, 1), LAST_PAGE)
