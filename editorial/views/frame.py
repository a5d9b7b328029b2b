"""The frame around every public page: banner, menu, footer of the portal being served."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from editorial.links import links_on
from editorial.queries.sections import sections_of
from portals.addresses import main_origin
from portals.known import known
from portals.models import Portal
from portals.queries import accounts_of, overseers_of


def render_page(
    request: HttpRequest,
    portal: Portal,
    template: str,
    context: dict[str, Any] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """Render `template` in the frame of `portal`: at most three queries for it. Links in texts stay on the portal.

    The page's canonical address is `canonical` from the context, else the address asked for, without its query.
    """
    origin = main_origin(portal)
    frame = {
        "portal": portal,
        "menu": known.get(
            ("menu", portal.pk), request=request, read=lambda _day: sections_of(portal)
        ),
        "overseers": known.get(
            ("overseers", portal.pk), request=request, read=lambda day: overseers_of(portal, day)
        ),
        "accounts": known.get(
            ("accounts", portal.pk), request=request, read=lambda _day: accounts_of(portal)
        ),
        "portal_origin": origin,
        "canonical": origin + request.path,
    }
    return render(request, template, {**frame, **(context or {})}, status=status)


def render_text(
    request: HttpRequest, portal: Portal, template: str, context: dict[str, Any]
) -> HttpResponse:
    """Render a page with a body of its own (`context["page"].body`)."""
    with links_on(portal, context["page"].body):
        return render_page(request, portal, template, context)
