"""A story as a PDF, at its address with another ending."""

from __future__ import annotations

import logging

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from editorial.enums import PlacementRole
from editorial.models import Placement, StoryPage, StoryPaper
from editorial.public.pdf.stories import typeset_story
from editorial.public.queries.corrections import corrections_of
from editorial.public.queries.origins import origin_placement
from portals.addresses import main_origin
from portals.requests import PublicRequest

from .byte_ranges import answer_with_file
from .story import behind_story

logger = logging.getLogger(__name__)


@require_safe
def story_pdf(request: PublicRequest, section: str, slug: str, story_id: str) -> HttpResponseBase:
    """Answer as the story's own address does: the PDF, 301 to the right spelling, 410, or 404.

    On the story's own portal it is the file whose hash the ledger holds, once it does. On others the PDF has their
    frame, and says where that file is.
    """
    stands = behind_story(request, story_id, ending=".pdf")
    if isinstance(stands, HttpResponse):
        return stands
    placement, page = stands
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
