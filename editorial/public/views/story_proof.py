"""The page on which a story proves itself, and the proofs to take home ("Xác thực nội dung này")."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpResponse, HttpResponsePermanentRedirect
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from editorial.enums import PlacementRole
from editorial.models import Placement, StoryPage
from editorial.public.proof_files import packed_proofs
from editorial.public.queries.origins import origin_placement
from editorial.public.queries.recorded import record_of, signed_acts_of
from editorial.public.queries.stories import placement_on
from portals.ledger.queries import address_of_files
from portals.pagecache.freshness import fresh_until
from portals.requests import PublicRequest

from .errors import not_found
from .frame import render_page
from .information import information
from .story import led_on, story_address

PAGE, FILES = "xac-thuc/", "xac-thuc.zip"
# While an act has no entry, place or signature: the next minute may bring it.
LOOKED_AT_AGAIN = timedelta(seconds=10)


@require_safe
def story_proof(request: PublicRequest, section: str, slug: str, story_id: str) -> HttpResponse:
    """Tell what the ledger holds of the story: as its own address answers, but 200 where it was withdrawn."""
    placement = _placement(request, story_id)
    if placement is None:
        return information(request, path=request.path.removeprefix("/"))
    origin = origin_placement(placement.story_id)
    if away := _away(request, placement, origin, PAGE):
        return away
    now = timezone.now()
    address = story_address(placement)
    record = record_of(placement.story_id, addresses={address})
    context = {
        "placement": placement,
        "record": record,
        "acts": [(act, record.is_signed(act)) for act in record.acts],
        "own_address": address,
        "ledger_address": address_of_files(now=now),
        "files_path": placement.path + FILES,
    }
    if placement.role != PlacementRole.ORIGIN:
        context |= {"origin": origin, "origin_address": story_address(origin) if origin else ""}
    response = render_page(request, request.portal, "editorial/public/story_proof.html", context)
    if not record.is_complete:
        fresh_until(response, now + LOOKED_AT_AGAIN)
    return response


@require_safe
def story_proof_files(
    request: PublicRequest, section: str, slug: str, story_id: str
) -> HttpResponse:
    """Give away all proofs about the story; 404 while there are none."""
    placement = _placement(request, story_id)
    if placement is None:
        return not_found(request)
    if away := _away(request, placement, origin_placement(placement.story_id), FILES):
        return away
    acts = signed_acts_of(placement.story_id, addresses={story_address(placement)})
    content = packed_proofs(placement, acts)
    if content is None:
        return not_found(request)
    response = HttpResponse(content, content_type="application/zip")
    name = f"xac-thuc-{placement.story_id}.zip"
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response


def _placement(request: PublicRequest, story_id: str) -> Placement | None:
    """Where the story stands on this portal, or stood; None where it never did, or is not public."""
    placement = placement_on(request.portal, int(story_id))
    if placement is None:
        return None
    is_shown = StoryPage.objects.filter(pk=placement.story_id, live=True).exists()
    return placement if is_shown or placement.removed_at is not None else None


def _away(
    request: PublicRequest, placement: Placement, origin: Placement | None, step: str
) -> HttpResponse | None:
    """301 to where it is told of the story, where that is not at this address."""
    removed = placement.removed_at is not None
    told_at = (led_on(placement, origin) if removed else None) or placement.path
    if told_at == placement.path and request.path == told_at + step:
        return None
    return HttpResponsePermanentRedirect(told_at + step)
