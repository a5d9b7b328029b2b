"""How a portal looks: its colours, its banner, its licence, and the order of its home page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from editorial.models import HomeBlockChoice
from editorial.public.home_blocks import arranged, registered_blocks
from portals.appearance import Motif, Palette
from portals.boards.enums import STANDING_EDITORS
from portals.boards.queries import holds_post
from portals.models import Portal
from portals.pagecache.cache_invalidation import change_editions
from portals.refusals import NotYourOffice

if TYPE_CHECKING:
    from portals.boards.models import User


@dataclass(frozen=True, slots=True)
class Look:
    """What a board chooses. Empty colours and motif mean: as usual for the tier."""

    palette: Palette | None
    motif: Motif | None
    licence: str
    # How often the portal was looked at, in its footer.
    shows_views: bool


def dress_portal(*, portal: Portal, look: Look, actor: User, now: datetime) -> None:
    """Give `portal` its look, on all its pages at once. For a head, deputy or secretary of its board."""
    _require_desk(portal, actor, now)
    with transaction.atomic():
        held = Portal.objects.select_for_update().get(pk=portal.pk)
        held.palette = look.palette or ""
        held.motif = look.motif or ""
        held.licence = look.licence
        held.shows_views = look.shows_views
        held.save(update_fields=["palette", "motif", "licence", "shows_views"])
        change_editions(portal_ids=[held.pk])
        _log(held, actor, "editorial.dress", {"palette": held.palette, "motif": held.motif})


def arrange_home(
    *, portal: Portal, order: Sequence[str], shown: frozenset[str], actor: User, now: datetime
) -> None:
    """Order the blocks of the home page and switch them; codes that are not registered are passed over.

    For a head, deputy or secretary of the portal's board.
    """
    _require_desk(portal, actor, now)
    places = {code: number for number, code in enumerate(order)}
    blocks = [block for block in registered_blocks() if not block.fixed]
    blocks.sort(key=lambda block: places.get(block.code, len(places)))
    with transaction.atomic():
        # Two members who press at once come one after the other.
        held = Portal.objects.select_for_update().get(pk=portal.pk)
        HomeBlockChoice.objects.filter(portal=held).delete()
        choices = HomeBlockChoice.objects.bulk_create(
            HomeBlockChoice(
                portal=held, code=block.code, position=number, is_shown=block.code in shown
            )
            for number, block in enumerate(blocks)
        )
        change_editions(portal_ids=[held.pk])
        result = {block.code: is_shown for block, is_shown in arranged(choices)}
        _log(held, actor, "editorial.arrange_home", {"blocks": result})


def _require_desk(portal: Portal, actor: User, now: datetime) -> None:
    if not holds_post(actor, portal, now, STANDING_EDITORS):
        raise NotYourOffice(
            _("Only the head, a deputy head or the secretary of this board may change the look.")
        )


def _log(portal: Portal, actor: User, action: str, data: dict[str, object]) -> None:
    # Wagtail keeps such entries with pages.
    log(instance=portal.root, action=action, user=actor, data={"portal": portal.pk, **data})
