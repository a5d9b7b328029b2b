"""Standing pages of a portal, by their path in its tree."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.views.decorators.http import require_safe

from editorial.models import InformationPage, SectionPage
from editorial.public.queries.former_files import former_file
from editorial.public.queries.images import images_shown, load_renditions
from editorial.public.queries.old_addresses import OldPlace, exactly_at, old_place_at
from editorial.public.queries.removals import instead_of
from editorial.public.queries.sections import information_at, information_in, information_removed_at
from portals.addresses import main_origin
from portals.requests import PublicRequest

from .errors import gone, not_found
from .frame import render_page


@require_safe
def information(request: PublicRequest, path: str) -> HttpResponse:
    """Answer for every address that nothing else answers for; without its last slash, 301 to the one with it.

    What had this very address elsewhere, with or without a slash, is met in one step.

    A page that was taken off answers 410 with the reason; one that was moved or renamed 301 to its address now.
    """
    # "//host/" in a Location header would lead to that host.
    if path.startswith("/"):
        return not_found(request)
    if (file := former_file(request.portal, path)) is not None:
        return HttpResponsePermanentRedirect(file)
    if not path.endswith("/"):
        if (came := exactly_at(request.portal, path)) is not None:
            return _led_on(request, came)
        if "." in path.rpartition("/")[2]:
            return not_found(request)
        query = request.META.get("QUERY_STRING", "")
        return HttpResponsePermanentRedirect(f"{request.path}/" + (f"?{query}" if query else ""))
    page = information_at(request.portal, path)
    if page is not None:
        address = main_origin(request.portal) + page.public_path()
        return render_information(request, page, own_address=address)
    removal = information_removed_at(request.portal, path)
    if removal is not None:
        return gone(request, {"removal": removal, **instead_of(removal, request.portal)})
    return at_an_old_address(request, path)


def at_an_old_address(request: PublicRequest, path: str) -> HttpResponse:
    """Answer where a page was once: 301 to where it is now, 410 where it is nowhere, else 404."""
    old = old_place_at(request.portal, path) or exactly_at(request.portal, path)
    return not_found(request) if old is None else _led_on(request, old)


def _led_on(request: PublicRequest, old: OldPlace) -> HttpResponse:
    if old.address is not None:
        query = request.META.get("QUERY_STRING", "")
        return HttpResponsePermanentRedirect(old.address + (f"?{query}" if query else ""))
    instead = instead_of(old.removal, request.portal) if old.removal else {}
    return gone(request, {"removal": old.removal, "old": old, **instead})


def render_information(
    request: HttpRequest, page: InformationPage, *, own_address: str = ""
) -> HttpResponse:
    """Answer with the page; `own_address`, where it is public, is what it says of itself to whoever checks it."""
    portal = getattr(request, "portal", None) or page.portal_of_page()
    parent = page.get_parent()
    load_renditions(images_shown(page))
    section = parent.specific if parent.depth > 2 else None
    others = information_in(section) if isinstance(section, SectionPage) else []
    context = {
        "page": page,
        "own_address": own_address,
        "section": section,
        "others": [other for other in others if other.pk != page.pk],
    }
    return render_page(request, portal, "editorial/public/information.html", context)
