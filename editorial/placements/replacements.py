"""What stands in the place of a withdrawn text: a story of the system, or an address elsewhere."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from editorial.enums import RemovalKind
from editorial.models import Placement, StoryPage
from portals.addresses import address_at
from portals.clock import local_date
from portals.refusals import Refusal

STORY_PATH = re.compile(r"^/[^/]+/[^/]+-(?P<id>\d{1,18})/?$")
LONGEST = 500


class UnableToWithdraw(Refusal):
    """The text is not public, or the withdrawal lacks its kind, its reason or what supersedes it."""


@dataclass(frozen=True, slots=True)
class Superseding:
    story: StoryPage | None = None
    address: str = ""


def find_superseding(
    typed: str, *, kind: RemovalKind, now: datetime, instead_of: StoryPage | None = None
) -> Superseding:
    """Find what the address that a person pasted means; nothing where none was given.

    Raises UnableToWithdraw for what is no web address, for a story of ours that is not public, and for the withdrawn
    story itself.
    """
    typed = typed.strip()
    if not typed:
        return Superseding()
    if kind != RemovalKind.SUPERSEDED:
        raise UnableToWithdraw(_("Only a text that is superseded leads to another one."))
    try:
        URLValidator(schemes=["http", "https"])(typed)
        parts = urlsplit(typed)
    except (ValidationError, ValueError) as error:
        raise UnableToWithdraw(
            _("Paste the whole web address, beginning with https://.")
        ) from error
    if len(typed) > LONGEST:
        raise UnableToWithdraw(_("Paste the whole web address, beginning with https://."))
    if address_at(parts.hostname or "", local_date(now)) is None:
        return Superseding(address=typed)
    story = _story_at(parts.hostname or "", parts.path, now)
    if story is None and STORY_PATH.match(parts.path):
        raise UnableToWithdraw(_("The story at that address is not public."))
    if story is not None and instead_of is not None and story.pk == instead_of.pk:
        raise UnableToWithdraw(_("A story does not supersede itself."))
    return Superseding(story=story) if story else Superseding(address=typed)


def _story_at(hostname: str, path: str, now: datetime) -> StoryPage | None:
    address = address_at(hostname, local_date(now))
    match = STORY_PATH.match(path)
    if address is None or match is None:
        return None
    placement = (
        Placement.objects.standing()
        .filter(portal=address.portal_id, story=int(match["id"]))
        .select_related("story")
        .first()
    )
    return placement.story if placement else None
