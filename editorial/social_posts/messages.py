"""The message that somebody pastes into the chat of a residential group: plain text, no token, nothing sent by us."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from editorial.enums import RemovalKind
from editorial.kinds.registry import kind_of
from editorial.public.queries.corrections import corrections_of
from editorial.public.queries.removals import instead_of_story
from editorial.public.queries.stories import live_story
from portals.addresses import main_origin
from portals.clock import LOCAL_ZONE

from .wording import cut_at_words, teaser_of, when_and_where

if TYPE_CHECKING:
    from editorial.models import Placement, StoryPage
    from portals.models import Portal

# A chat shows so much before it folds the rest; the longer form is what still fits one screen of a telephone.
SHORT, LONG = 400, 1000
LONGEST_TITLE = 160
# Less than this says nothing.
SHORTEST_TEASER, SHORTEST_HEAD = 40, 40
# Of these a reader is led on to the same text, so there is nothing to take back.
_LED_ON = frozenset({RemovalKind.MOVED, RemovalKind.ADAPTED})


@dataclass(frozen=True, slots=True)
class GroupMessage:
    """A text to paste, and why it is not the usual one: what was taken down, or set right, since people had it."""

    text: str
    is_over: bool = False
    is_removed: bool = False
    is_correction: bool = False


def messages_for(
    placement: Placement, portal: Portal, now: datetime, *, longer: bool
) -> list[GroupMessage]:
    """Return what may be pasted about a story of `portal`, what sets right first. Empty where nothing may.

    Of what was taken down: that it was, and nothing else. Of what was corrected: the correction, then the message.
    """
    most = LONG if longer else SHORT
    if placement.removed_at is not None:
        if placement.removal_kind in _LED_ON:
            return []
        return [GroupMessage(_of_removed(placement, portal, most), is_removed=True)]
    story = live_story(placement)
    if story is None:
        return []
    address = main_origin(portal) + placement.path
    told = [GroupMessage(_of_story(story, portal, address, most), is_over=_is_over(story, now))]
    if corrections := corrections_of(story):
        text = _of_correction(story, corrections[0].text, portal, address, most)
        told.insert(0, GroupMessage(text, is_correction=True))
    return told


def _of_story(story: StoryPage, portal: Portal, address: str, most: int) -> str:
    head = cut_at_words(story.title, LONGEST_TITLE)
    foot = [
        *when_and_where(story),
        _("Read it here: %(address)s") % {"address": address},
        portal.title,
    ]
    return _joined(
        head, lambda left: teaser_of(story, left, count=3 if most == LONG else 2), foot, most
    )


def _of_correction(story: StoryPage, said: str, portal: Portal, address: str, most: int) -> str:
    head = _("CORRECTION of “%(title)s”") % {"title": cut_at_words(story.title, LONGEST_TITLE)}
    foot = [_("The corrected text: %(address)s") % {"address": address}, portal.title]
    return _joined(head, lambda left: cut_at_words(said, left), foot, most)


def _of_removed(placement: Placement, portal: Portal, most: int) -> str:
    title = placement.removal_title or placement.story.title
    head = _("TAKEN DOWN: “%(title)s” of %(day)s") % {
        "title": cut_at_words(title, LONGEST_TITLE),
        "day": f"{placement.placed_at.astimezone(LOCAL_ZONE):%d/%m/%Y}",
    }
    if placement.removal_kind == RemovalKind.EXPIRED:
        said = _("It holds no longer.")
    else:
        said = _("Please pass it on no further, and remove it where you posted it.")
    instead = instead_of_story(placement, portal)
    address = instead.get("instead_address", "")
    if address.startswith("/"):
        address = main_origin(portal) + address
    foot = [said]
    if address:
        foot.append(_("In its place: %(address)s") % {"address": address})
    return _joined(
        head, lambda left: cut_at_words(placement.removal_reason, left), [*foot, portal.title], most
    )


def _joined(head: str, teaser: Callable[[int], str], foot: list[str], most: int) -> str:
    """Put the parts together within `most` characters: what of the foot fits beside a head, then head and teaser.

    The last two lines of the foot, the link and the portal's name, always stand.
    """
    while len(foot) > 2 and len("\n".join(foot)) > most - SHORTEST_HEAD - 1:
        foot = [*foot[:-3], *foot[-2:]]
    below = "\n".join(foot)
    head = cut_at_words(head, max(most - len(below) - 1, SHORTEST_HEAD))
    left = most - len(head) - len(below) - 2
    said = teaser(left) if left >= SHORTEST_TEASER else ""
    return "\n".join(part for part in (head, said, below) if part)


def _is_over(story: StoryPage, now: datetime) -> bool:
    kind = kind_of(story)
    ends_at = getattr(story, kind.ends) if kind.ends else None
    return ends_at is not None and ends_at <= now
