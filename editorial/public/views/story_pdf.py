"""A story as a PDF, at its address with another ending."""

from __future__ import annotations

import logging

from django.http import HttpResponse, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from editorial.enums import PlacementRole
from editorial.models import Placement, StoryPage, StoryPaper
from editorial.public.pdf.stories import typeset_story
from editorial.public.queries.corrections import corrections_of
from editorial.public.queries.origins import origin_placement
from editorial.public.queries.stories import live_story, placement_on
from portals.addresses import main_origin
from portals.requests import PublicRequest

from .byte_ranges import answer_with_file
from .errors import not_found
from .story import after_removal, led_on

logger = logging.getLogger(__name__)


@require_safe
def story_pdf(request: PublicRequest, section: str, slug: str, story_id: str) -> HttpResponseBase:
    """Answer as the story's own address does: the PDF, 301 to the right spelling, 410, or 404.

    On the story's own portal it is the file whose hash the ledger holds, once it does. On others the PDF has their
    frame, and says where that file is.
    """
    placement = placement_on(request.portal, int(story_id))
    if placement is None:
        return not_found(request)
    if placement.removed_at is not None:
        if address := led_on(placement, origin_placement(placement.story_id)):
            return HttpResponsePermanentRedirect(f"{address.rstrip('/')}.pdf")
        return after_removal(request, placement)
    path = f"{placement.path.rstrip('/')}.pdf"
    if request.path != path:
        return HttpResponsePermanentRedirect(path)
    page = live_story(placement)
    if page is None:
        return not_found(request)
    response = _recorded(request, page, placement) or _typeset(request, page, placement)
    name = f"{placement.story.slug}.pdf"
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response


def _recorded(
    request: PublicRequest, page: StoryPage, placement: Placement
) -> HttpResponseBase | None:
    """The kept file, of this version and with this portal's frame; None where there is none. One query."""
    if placement.role != PlacementRole.ORIGIN:
        return None
    paper = StoryPaper.objects.filter(
        story=page.pk, portal=request.portal, published_at=page.last_published_at
    ).first()
    if paper is None:
        return None
    try:
        file = paper.file.storage.open(str(paper.file.name), "rb")
        size = file.size
    except OSError:
        logger.exception(
            "The PDF of a story is missing from the storage.",
            extra={"event": "editorial.paper_missing", "story": page.pk},
        )
        return None
    response = answer_with_file(
        request,
        file,
        size=size,
        content_type="application/pdf",
        etag=f'"{paper.sha256}"',
    )
    # Kept copies must ask again: the story may have been withdrawn since.
    response["Cache-Control"] = "public, no-cache"
    return response


def _typeset(request: PublicRequest, page: StoryPage, placement: Placement) -> HttpResponse:
    source = original = ""
    if placement.role != PlacementRole.ORIGIN and (origin := origin_placement(page.pk)):
        source = origin.portal.title
        original = f"{main_origin(origin.portal)}{origin.path.rstrip('/')}.pdf"
    written = typeset_story(
        page,
        portal=request.portal,
        address=main_origin(request.portal) + placement.path,
        source=source,
        original=original,
        corrections=corrections_of(page),
    )
    return HttpResponse(written, content_type="application/pdf")
