"""The lasting address of a page, by which texts link to it: it leads to where the page stands now."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_safe

from editorial.models import InformationRemoval
from editorial.public.links import page_addresses
from editorial.public.queries.origins import ended_at_origin
from editorial.public.queries.removals import instead_of
from editorial.public.queries.stories import placement_on
from portals.requests import PublicRequest

from .errors import gone, not_found
from .story import after_removal

# Of the column; more is no page's.
LARGEST_ID = 2**31 - 1


@require_safe
def content(request: PublicRequest, page_id: int) -> HttpResponse:
    """Answer for one page of the install, whatever kind it is of.

    1. It is public: 302 to where it stands on this portal, else to where it was written.
    2. It was: 410, with what can be said about it.
    3. It never was, or is none: 404.

    Nobody keeps the answer: it follows what other portals do, of which the edition of this one says nothing.
    """
    answer = _answer(request, page_id)
    answer["Cache-Control"] = "no-store"
    return answer


def _answer(request: PublicRequest, page_id: int) -> HttpResponse:
    if page_id > LARGEST_ID:
        return not_found(request)
    address = page_addresses([page_id], request.portal)[page_id]
    if address is not None:
        return HttpResponseRedirect(address)
    placement = placement_on(request.portal, page_id) or ended_at_origin(page_id)
    if placement is not None and placement.removed_at is not None:
        return after_removal(request, placement)
    removals = InformationRemoval.objects.filter(page=page_id, page__live=False)
    removal = removals.order_by("-removed_at", "-pk").first()
    if removal is not None:
        return gone(request, {"removal": removal, **instead_of(removal, request.portal)})
    return not_found(request)
