"""The press corner of a portal, and the short address of a statement on false news."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any, cast

import segno
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from editorial.models import Placement, StoryPage
from editorial.public.more_pages import MorePage
from editorial.public.queries.corrections import corrections_of
from editorial.public.queries.images import load_renditions
from editorial.public.queries.origins import origin_placement
from editorial.public.queries.stories import live_story, placement_on
from editorial.public.views.errors import not_found
from editorial.public.views.frame import render_page
from editorial.public.views.story import after_removal, story_address
from portals.addresses import main_origin
from portals.clock import local_date
from portals.models import Portal
from portals.requests import PublicRequest

from .kind import check_path
from .models import PressCorner, ReleasePage, StatementPage

MOST_SHOWN, MOST_PHOTOS = 10, 8
# What is to come was announced, and what is worth a picture happened, not longer ago.
LOOKED_BACK = timedelta(days=120)
# Squares of light around a code; readers of codes want some.
CODE_BORDER = 2


@require_safe
def press_corner(request: PublicRequest) -> HttpResponse:
    """What journalists look for; 404 on a portal that tells them nothing. Six queries."""
    corner = PressCorner.objects.filter(portal=request.portal).first()
    if corner is None:
        return not_found(request)
    now = timezone.now()
    photos = _photos(request.portal, now)
    load_renditions(story.lead_image for story, _path in photos)
    return render_page(
        request,
        request.portal,
        "editorial/press/corner.html",
        {
            "corner": corner,
            "statements": _standing(request.portal, StatementPage.story_kind),
            "releases": _standing(request.portal, ReleasePage.story_kind),
            "events": _events(request.portal, now),
            "photos": photos,
        },
    )


def _standing(portal: Portal, kind: str) -> list[Placement]:
    """The newest of a kind that stand on the portal, what others sent there among them. One query."""
    placed = Placement.objects.standing().on(portal).filter(kind=kind)
    return list(placed.for_lists().newest_first()[:MOST_SHOWN])


def _events(portal: Portal, now: datetime) -> list[Placement]:
    """What is announced for days to come. One query."""
    placed = (
        Placement.objects.standing()
        .on(portal)
        .filter(placed_at__gt=now - LOOKED_BACK, story__event_at__gt=now)
    )
    return list(
        placed.select_related("story", "section").order_by("story__event_at", "pk")[:MOST_SHOWN]
    )


def _photos(portal: Portal, now: datetime) -> list[tuple[StoryPage, str]]:
    """The newest stories of the portal's own of whose picture it is known who took it, with their paths. One query."""
    placed = (
        Placement.objects.standing()
        .on(portal)
        .local()
        .filter(placed_at__gt=now - LOOKED_BACK, story__lead_image__isnull=False)
        .exclude(story__lead_image__credit="")
        .select_related("story__lead_image", "section")
        .newest_first()
    )
    return [
        (one.story, one.path)
        for one in placed[:MOST_PHOTOS]
        if one.story.lead_image is not None and one.story.lead_image.is_fine
    ]


@require_safe
def statement_check(request: PublicRequest, story_id: int) -> HttpResponse:
    """What a screenshot is held against: verdict, claim, facts, the day, and a code that leads here.

    404 for what is no statement that stood here; 410 for one that was withdrawn.
    """
    placement = placement_on(request.portal, story_id)
    if placement is None or placement.kind != StatementPage.story_kind:
        return not_found(request)
    if placement.removed_at is not None:
        return after_removal(request, placement)
    page = live_story(placement)
    if page is None:
        return not_found(request)
    origin = origin_placement(page.pk)
    own_address = main_origin(request.portal) + check_path(page.pk)
    context: dict[str, Any] = {
        "page": cast("StatementPage", page),
        "placement": placement,
        "section": placement.section,
        "corrections": corrections_of(page),
        "today": local_date(timezone.now()),
        "own_address": own_address,
        "code": code_of(own_address),
        "canonical": story_address(origin or placement),
    }
    if origin is not None and origin.portal_id != request.portal.pk:
        context["origin"] = origin.portal
    return render_page(request, request.portal, "editorial/press/check.html", context)


@dataclass(frozen=True, slots=True)
class SquareCode:
    """A QR code as a template draws it: how many squares each side has, and the dark ones as a path of SVG."""

    side: int
    dark: str


def code_of(address: str) -> SquareCode:
    rows = list(segno.make(address, error="m", micro=False).matrix_iter(border=CODE_BORDER))
    return SquareCode(len(rows), "".join(_dark(row, y) for y, row in enumerate(rows)))


def _dark(row: Iterable[int], y: int) -> str:
    """Return the dark runs of a row."""
    drawn, x = [], 0
    for is_dark, squares in groupby(row):
        width = len(list(squares))
        if is_dark:
            drawn.append(f"M{x} {y}h{width}v1h-{width}z")
        x += width
    return "".join(drawn)


def press_pages(portal: Portal) -> Iterator[MorePage]:
    if PressCorner.objects.filter(portal=portal).exists():
        yield MorePage(_("Press corner"), reverse("press_corner", urlconf="portals.urls.public"))
