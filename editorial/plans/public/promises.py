"""The page of promises: what was promised for when, and what became of it."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from editorial.plans.promises.queries import (
    counted,
    next_change,
    promises_path,
    public_promises,
    shown_promises,
    shows_promises,
)
from editorial.public.more_pages import MorePage
from editorial.public.views.frame import render_page
from portals.models import Portal
from portals.pagecache.freshness import fresh_until
from portals.requests import PublicRequest


@require_safe
def promises(request: PublicRequest) -> HttpResponse:
    """All confirmed promises of the portal, newest day first, with their numbers. Five queries beside the frame."""
    now = timezone.now()
    shown = shown_promises(public_promises(request.portal), now)
    response = render_page(
        request,
        request.portal,
        "editorial/plans/promises.html",
        {"promises": shown, "counted": counted(shown)},
    )
    if changes_at := next_change(request.portal, now):
        fresh_until(response, changes_at)
    return response


def promise_pages(portal: Portal) -> Iterator[MorePage]:
    if shows_promises(portal):
        yield MorePage(_("Promises of the agency"), promises_path())
