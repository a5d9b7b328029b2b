"""Who passes stories on: whoever edits every text of the portal on which they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.utils import timezone

from editorial.permissions import decides
from editorial.public.queries.stories import placement_on
from portals.admin_kit.pages import own_portal, person
from portals.boards.approval import approval_powers
from portals.boards.enums import EDITORS
from portals.boards.queries import holds_post

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest

    from editorial.models import Placement
    from portals.boards.models import User
    from portals.models import Portal


def passes_on(user: User, portal: Portal, now: datetime) -> bool:
    """Whether `user` edits the stories of `portal`. One query."""
    return holds_post(user, portal, now, EDITORS)


def opens_posts(user: User, portal: Portal, now: datetime) -> bool:
    """Whether `user` edits the stories of `portal`, or decides on its texts for somebody. Four queries at most."""
    if passes_on(user, portal, now):
        return True
    powers = approval_powers(user, [portal], now).get(portal.pk)
    return powers is not None and decides(powers)


def story_to_pass_on(
    request: HttpRequest, portal_id: int, story_id: int
) -> tuple[Portal, Placement]:
    """A portal of the person's, and how a story stands there or stood; for others neither exists."""
    portal = own_portal(request, portal_id)
    placement = placement_on(portal, story_id)
    if placement is None or not opens_posts(person(request), portal, timezone.now()):
        raise Http404
    return portal, placement
