"""What a body tells journalists."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from portals.boards.enums import STANDING_EDITORS
from portals.boards.queries import holds_post
from portals.models import Portal
from portals.pagecache.cache_invalidation import change_editions
from portals.refusals import NotYourOffice
from portals.text import nfc

from .models import PressCorner

if TYPE_CHECKING:
    from portals.boards.models import User


@dataclass(frozen=True, slots=True)
class CornerDetails:
    """What stands on the page beside the spokesperson, who is kept with the portal's details."""

    accreditation: str
    mail_address: str = ""
    hours: str = ""
    photo_licence: str = ""


def may_keep_corner(user: User, portal: Portal, now: datetime) -> bool:
    """Whether `user` is head, deputy or secretary of the board of `portal`. One query."""
    return holds_post(user, portal, now, STANDING_EDITORS)


def keep_corner(
    *, portal: Portal, details: CornerDetails, actor: User | None, now: datetime
) -> PressCorner:
    """Write the press corner of `portal`; the first time it is opened. `actor` None for commands."""
    if actor is not None and not may_keep_corner(actor, portal, now):
        raise NotYourOffice(
            _("Only the head, a deputy head or the secretary of this board keeps its press corner.")
        )
    told = {name: nfc(words.strip()) for name, words in asdict(details).items()}
    with transaction.atomic():
        Portal.objects.select_for_update().get(pk=portal.pk)
        corner, _is_new = PressCorner.objects.update_or_create(
            portal=portal, defaults={**told, "changed_at": now}
        )
        change_editions(portal_ids=[portal.pk])
        log(
            instance=corner,
            action="press.keep_corner",
            user=actor,
            data={"portal": portal.pk, **told},
        )
    return corner
