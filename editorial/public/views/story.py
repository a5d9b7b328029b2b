"""A story at its address on a portal: served, redirected, gone, or never there."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from editorial.enums import PlacementRole, RemovalKind
from editorial.kinds.registry import ContentKind, kind_of
from editorial.kinds.schema_org import Described
from editorial.models import Placement, StoryPage
from editorial.public.notes import notes_on
from editorial.public.queries.corrections import corrections_by_request, corrections_of
from editorial.public.queries.images import images_shown, load_renditions, shared_image
from editorial.public.queries.old_addresses import story_that_came
from editorial.public.queries.origins import adapted_origin, origin_placement, own_version_on
from editorial.public.queries.removals import instead_of_story
from editorial.public.queries.stories import (
    beside,
    live_story,
    neighbours_of,
    placement_on,
    related_on,
)
from editorial.public.under_text import parts_under
from portals.addresses import main_origin
from portals.models import Portal
from portals.pagecache.freshness import fresh_until
from portals.requests import PublicRequest

from .errors import gone, not_found
from .frame import render_page
from .information import information
from .plain_address import plainer


@require_safe
def story(request: PublicRequest, section: str, slug: str, story_id: str) -> HttpResponse:
    """Answer for one address.

    1. The story never stood here: it may be the address of a standing page, else 404.
    2. It stood here and was moved to another portal, where it stands: 301 there.
    3. It stood here: 410, with what can be said about it.
    4. Another install had another story at this address, which came from there: 301 to that.
    5. It stands here under another spelling, or with a query that its kind does not read: 301 to the right one.
    6. It stands here: 200.
    """
    portal = request.portal
    placement = placement_on(portal, int(story_id))
    if placement is None:
        return information(request, path=f"{section}/{slug}-{story_id}/")
    if request.path != placement.path and (
        came := story_that_came(portal, f"{section}/{slug}-{story_id}/")
    ):
        return _led_to(request, came)
    if placement.removed_at is not None:
        return after_removal(request, placement)
    if request.path != placement.path:
        return _led_to(request, placement.path)
    page = live_story(placement)
    if page is None:
        return information(request, path=f"{section}/{slug}-{story_id}/")
    if (plain := plainer(request, view="story", reads=kind_of(page).page_query)) is not None:
        return plain
    return render_placed(request, portal, page, placement)


def render_story(request: HttpRequest, story_page: StoryPage) -> HttpResponse:
    """Render a story on its own portal, for previews: also one that is not placed anywhere yet."""
    portal = getattr(request, "portal", None) or story_page.portal_of_page()
    kind = kind_of(story_page)
    context = {
        "page": story_page,
        "facts_template": kind.facts_template,
        "section": story_page.get_parent(),
        "related": related_on(portal, story_page) if story_page.pk else [],
        "is_preview": True,
        "corrections": corrections_of(story_page, drafted=True) if story_page.pk else [],
        **_adapted(story_page),
        **kind.page_context(story_page, portal, request),
    }
    load_renditions(images_shown(story_page))
    return render_page(request, portal, kind.page_template, context)


def render_placed(
    request: HttpRequest, portal: Portal, page: StoryPage, placement: Placement
) -> HttpResponse:
    kind = kind_of(page)
    page.shown_in = placement.section
    related = related_on(portal, page)
    neighbours: list[Placement] = []
    if kind.shows_neighbours:
        related, neighbours = (
            (related, neighbours_of(placement)) if related else beside(portal, placement)
        )
    context: dict[str, Any] = {
        "page": page,
        "facts_template": kind.facts_template,
        "placement": placement,
        "own_address": main_origin(portal) + placement.path,
        "section": placement.section,
        "related": related,
        "corrections": corrections_of(page),
        "neighbours": neighbours,
        "under_text": list(parts_under(page, portal)),
        **_adapted(page),
        **kind.page_context(page, portal, request),
    }
    if placement.role != PlacementRole.ORIGIN:
        origin = origin_placement(page.pk)
        if origin is not None:
            address = story_address(origin)
            context |= {"origin": origin.portal, "origin_address": address, "canonical": address}
    load_renditions(images_shown(page))
    context["described"] = _description(kind, portal, page, placement, context)
    ends_at = getattr(page, kind.ends) if kind.ends else None
    context["has_ended"] = ends_at is not None and ends_at <= timezone.now()
    response = render_page(request, portal, kind.page_template, context)
    if ends_at is not None and not context["has_ended"]:
        fresh_until(response, ends_at)
    return response


def _description(
    kind: ContentKind,
    portal: Portal,
    page: StoryPage,
    placement: Placement,
    context: dict[str, Any],
) -> list[dict[str, Any]]:
    image = shared_image(page)
    return kind.describe(
        Described(
            page,
            address=context.get("canonical") or main_origin(portal) + placement.path,
            origin=context.get("origin", portal),
            image=main_origin(portal) + image.url if image else None,
        )
    )


def _adapted(page: StoryPage) -> dict[str, Any]:
    """What a board's own version of another's story says of its source. No query for other stories."""
    return (
        {"adapted": adapted_origin(page), "notes": notes_on(page)} if page.adapted_from_id else {}
    )


def behind_story(
    request: PublicRequest, story_id: str, *, ending: str
) -> tuple[Placement, StoryPage] | HttpResponse:
    """Return what stands at a story's address with this ending (".pdf"), or the answer in its place.

    That is the story's own: 301 to the right spelling or to where it was moved, 410, or 404.
    """
    placement = placement_on(request.portal, int(story_id))
    if placement is None:
        return not_found(request)
    if placement.removed_at is not None:
        if address := led_on(placement, origin_placement(placement.story_id)):
            return HttpResponsePermanentRedirect(f"{address.rstrip('/')}{ending}")
        return after_removal(request, placement)
    path = f"{placement.path.rstrip('/')}{ending}"
    if request.path != path:
        return HttpResponsePermanentRedirect(path)
    page = live_story(placement)
    return not_found(request) if page is None else (placement, page)


def after_removal(request: PublicRequest, placement: Placement) -> HttpResponse:
    origin = origin_placement(placement.story_id)
    if instead := led_on(placement, origin):
        return _led_to(request, instead)
    elsewhere = origin is not None and origin.portal_id != placement.portal_id
    return gone(
        request,
        {
            "placement": placement,
            "corrections": corrections_by_request(placement.story_id),
            "origin": origin and origin.portal,
            "origin_address": story_address(origin) if origin and elsewhere else None,
            **instead_of_story(placement, request.portal),
        },
    )


def _led_to(request: PublicRequest, address: str) -> HttpResponse:
    query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(address + (f"?{query}" if query else ""))


def led_on(placement: Placement, origin: Placement | None) -> str | None:
    """Return where readers of a removed placement are led: to the portal's own version, or to where it was moved."""
    if placement.removal_kind == RemovalKind.ADAPTED:
        own = own_version_on(placement.portal, placement.story_id)
        return own.path if own else None
    is_moved = placement.removal_kind == RemovalKind.MOVED
    if origin is None or not is_moved or origin.portal_id == placement.portal_id:
        return None
    return story_address(origin)


def story_address(placement: Placement) -> str:
    return main_origin(placement.portal) + placement.path
