"""The frame around every public page: banner, menu, footer of the portal being served."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from editorial.public.counted import visit_token
from editorial.public.menu import menu_groups
from editorial.public.queries.sections import PortalSection, portal_sections
from editorial.public.schema_org import breadcrumbs, government_organization, website
from portals.addresses import main_origin
from portals.clock import local_date
from portals.models import Portal, SocialAccount
from portals.process_cache import process_cache
from portals.queries import accounts_of, heirs_of, overseers_of
from portals.visits.queries import views_so_far

# Where a request keeps the sections that its page has asked for.
SECTIONS = "portal_sections"
# How long a footer with numbers is kept, which are written down once a minute: as long as a stored page.
NUMBERS_KEPT_SECONDS = 60


def render_page(
    request: HttpRequest,
    portal: Portal,
    template: str,
    context: dict[str, Any] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """Render `template` in the frame of `portal`: at most three queries for it.

    The page's canonical address is `canonical` from the context, else the address asked for, without its query.
    `at_home`, `section` and `query` from the context show in the frame as well. `described` in it is what search
    engines are told of the page, beside the way to it; with `tells_body` also the body behind the portal.
    """
    context = context or {}
    origin = main_origin(portal)
    overseers = overseers_above(request, portal)
    frame: dict[str, Any] = {
        "portal": portal,
        "overseers": overseers,
        "portal_origin": origin,
        "canonical": origin + request.path,
        "visit": visit_token(request, portal, context) if status == 200 else "",
        "structured": [
            *context.get("described", ()),
            breadcrumbs(_way_to(portal, overseers, context, request.path)),
        ],
    }
    if context.get("tells_body"):
        frame["declared"] = _accounts(request, portal)
        frame["accounts"] = _verified(portal, frame["declared"])
        frame["structured"].append(government_organization(portal, overseers, frame["accounts"]))
    if context.get("at_home"):
        frame["structured"].append(website(portal))
    parts = _frame_of(request, portal, {**frame, **context})
    return render(request, template, {**frame, **parts, **context}, status=status)


def _way_to(
    portal: Portal, overseers: Sequence[Portal], context: Mapping[str, Any], path: str
) -> list[tuple[str, str]]:
    """Return the names and addresses that lead to the page, from the highest unit down."""
    origin = main_origin(portal)
    steps = [(one.name, f"{main_origin(one)}/") for one in overseers if one.site is not None]
    steps.append((portal.name, f"{origin}/"))
    if section := context.get("section"):
        steps.append((section.title, f"{origin}/{section.slug}/"))
    if page := context.get("page"):
        steps.append((page.title, origin + path))
    return steps


def _accounts(request: HttpRequest, portal: Portal) -> list[SocialAccount]:
    return (
        process_cache.get(
            ("accounts", portal.pk), request=request, read=lambda _day: accounts_of(portal)
        )
        or []
    )


def _verified(portal: Portal, accounts: list[SocialAccount]) -> list[SocialAccount]:
    """Those to whom readers are led: of a body that is gone none, since nobody looks after them."""
    if portal.has_ended_by(local_date(timezone.now())):
        return []
    return [one for one in accounts if one.is_verified]


def known_sections(request: HttpRequest, portal: Portal) -> Sequence[PortalSection]:
    """Return all public sections of the portal, in menus or not, as the frame of the same page knows them.

    One query at most for each request.
    """
    known: dict[int, Sequence[PortalSection]] = request.__dict__.setdefault(SECTIONS, {})
    if portal.pk not in known:
        sections = process_cache.get(
            ("sections", portal.pk), request=request, read=lambda day: portal_sections(portal, day)
        )
        known[portal.pk] = sections or []
    return known[portal.pk]


def overseers_above(request: HttpRequest, portal: Portal) -> Sequence[Portal]:
    """Return those who oversee the portal, or did on its last day, the highest first. One query at most."""
    above = process_cache.get(
        ("overseers", portal.pk),
        request=request,
        read=lambda day: overseers_of(portal, min(day, portal.last_day or day)),
    )
    return above or []


def heirs_known(request: HttpRequest, portal: Portal) -> Sequence[Portal]:
    """Return who took over from a portal that has ended, and is open today. One query at most, none for an open one."""
    if not portal.has_ended_by(local_date(timezone.now())):
        return ()
    heirs = process_cache.get(
        ("heirs", portal.pk), request=request, read=lambda day: heirs_of(portal, day)
    )
    return heirs or ()


def kept_html(
    request: HttpRequest,
    key: tuple[object, ...],
    template: str,
    context: Callable[[date], dict[str, Any]],
    *,
    seconds: float | None = None,
) -> SafeString:
    """Return `template` as it was last rendered for `key`, by the rules of `process_cache`.

    `key` names all that the context follows from, the portal included. The language comes by itself: previews have
    their reader's.
    """
    html = process_cache.get(
        (template, get_language(), *key),
        request=request,
        read=lambda day: render_to_string(template, context(day)),
        seconds=seconds,
    )
    # Rendered text is never None.
    return html or SafeString()


def _frame_of(request: HttpRequest, portal: Portal, shown: dict[str, Any]) -> dict[str, SafeString]:
    """Banner, menu and footer. Their text is the same on all pages but for what the reader is at."""
    query, at_home = shown.get("query", ""), bool(shown.get("at_home"))
    current = shown["section"].slug if shown.get("section") else ""
    who = {"portal": portal, "overseers": shown["overseers"]}
    banner = "editorial/public/components/banner.html"
    has_ended = portal.has_ended_by(local_date(timezone.now()))
    shows_views = portal.shows_views and not has_ended
    return {
        "ended": kept_html(
            request,
            ("ended", portal.pk),
            "editorial/public/components/ended.html",
            lambda day: {"portal": portal, "heirs": heirs_of(portal, day)},
        )
        if has_ended
        else SafeString(),
        # What was searched for is another text each time.
        "banner": render_to_string(banner, {**who, "query": query})
        if query
        else kept_html(request, (portal.pk,), banner, lambda _day: who),
        "menu": kept_html(
            request,
            (portal.pk, current, at_home),
            "editorial/public/components/menu.html",
            lambda _day: {
                "groups": menu_groups(known_sections(request, portal), current),
                "current": current,
                "at_home": at_home,
            },
        ),
        "footer": kept_html(
            request,
            (portal.pk,),
            "editorial/public/components/footer.html",
            lambda day: {
                **who,
                "accounts": _verified(portal, _accounts(request, portal)),
                "views": views_so_far(portal, day) if shows_views else None,
                "as_of": timezone.now(),
            },
            seconds=NUMBERS_KEPT_SECONDS if shows_views else None,
        ),
    }
