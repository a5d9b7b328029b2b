"""The frame around every public page: banner, menu, footer of the portal being served."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from editorial.links import links_on
from editorial.queries.sections import sections_of
from editorial.structured import breadcrumbs, government_organization
from portals.addresses import main_origin
from portals.known import known
from portals.models import Portal
from portals.organisation.queries import accounts_of
from portals.queries import overseers_of


def render_page(
    request: HttpRequest,
    portal: Portal,
    template: str,
    context: dict[str, Any] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """Render `template` in the frame of `portal`: at most three queries for the frame. Links in texts stay on the portal.

    The page's canonical address is `canonical` from the context, else the address asked for, without its query.
    `described` in the context is what search engines are told about the page, beside the way to it; `tells_body` adds
    the body behind the portal.
    """
    origin = main_origin(portal)
    context = context or {}
    overseers = known.get(
        ("overseers", portal.pk), request=request, read=lambda day: overseers_of(portal, day)
    )
    accounts = known.get(
        ("accounts", portal.pk), request=request, read=lambda _day: accounts_of(portal)
    )
    described = list(context.get("described", ()))
    if context.get("tells_body"):
        described.append(government_organization(portal, overseers or [], accounts or []))
    described.append(breadcrumbs(_way_to(portal, overseers or [], context, request.path)))
    frame = {
        "portal": portal,
        "menu": known.get(
            ("menu", portal.pk), request=request, read=lambda _day: sections_of(portal)
        ),
        "overseers": overseers,
        "accounts": accounts,
        "portal_origin": origin,
        "canonical": origin + request.path,
        "structured": described,
    }
    return render(request, template, {**frame, **context}, status=status)


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


def render_text(
    request: HttpRequest, portal: Portal, template: str, context: dict[str, Any]
) -> HttpResponse:
    """Render a page with a body of its own (`context["page"].body`)."""
    with links_on(portal, context["page"].body):
        return render_page(request, portal, template, context)
