"""One page, one address: names of a query that only other pages of a view read make no page of their own."""

from __future__ import annotations

from collections.abc import Collection

from django.conf import settings
from django.http import HttpResponsePermanentRedirect

from portals.requests import PublicRequest


def plainer(
    request: PublicRequest, *, view: str, reads: Collection[str]
) -> HttpResponsePermanentRedirect | None:
    """Lead to the address without what this page does not read; None where there is nothing of that kind.

    The page cache knows views, and not which section is the register: else a stranger could have it keep a copy of any
    section or story for each query that he makes up. The answer that leads on is not kept either.
    """
    strange = (settings.PORTALS_PAGE_QUERY[view] - set(reads)).intersection(request.GET)
    if not strange:
        return None
    kept = request.GET.copy()
    for name in strange:
        del kept[name]
    plain = HttpResponsePermanentRedirect(request.path + (f"?{kept.urlencode()}" if kept else ""))
    plain["Cache-Control"] = "no-store"
    return plain
