"""A story as a PDF, at its address with another ending."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponsePermanentRedirect
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from editorial.enums import PlacementRole
from editorial.public.pdf.stories import typeset_story
from editorial.public.queries.corrections import corrections_of
from editorial.public.queries.origins import origin_placement
from editorial.public.queries.stories import live_story, placement_on
from portals.addresses import main_origin
from portals.requests import PublicRequest

from .errors import not_found
from .story import after_removal


@require_safe
def story_pdf(request: PublicRequest, section: str, slug: str, story_id: str) -> HttpResponse:
    """Answer as the story's own address does: the PDF, 301 to the right spelling, 410, or 404."""
    placement = placement_on(request.portal, int(story_id))
    if placement is None:
        return not_found(request)
    if placement.removed_at is not None:
        return after_removal(request, placement)
    path = f"{placement.path.rstrip('/')}.pdf"
    if request.path != path:
        return HttpResponsePermanentRedirect(path)
    page = live_story(placement)
    if page is None:
        return not_found(request)
    source = ""
    if placement.role != PlacementRole.ORIGIN:
        origin = origin_placement(page.pk)
        source = origin.portal.title if origin else ""
    address = main_origin(request.portal) + placement.path
    written = typeset_story(
        page,
        portal=request.portal,
        address=address,
        source=source,
        corrections=corrections_of(page),
    )
    response = HttpResponse(written, content_type="application/pdf")
    name = f"{placement.story.slug}.pdf"
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response
