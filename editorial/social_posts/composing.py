"""The text of a post: a wording with places, filled with what a published story says, within a service's length."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from django.db.models import Max
from django.utils.translation import gettext as _

from editorial.kinds.registry import kind_of
from editorial.models import Correction
from portals.addresses import main_origin
from portals.models import SocialService
from portals.refusals import Refusal
from portals.text import nfc, without_marks

from .models import LONGEST_TEMPLATE, PostTemplate
from .wording import cut_at_words, teaser_of, when_and_where

if TYPE_CHECKING:
    from collections.abc import Collection

    from editorial.models import Placement, StoryPage
    from portals.models import Portal

# As a board writes them; read with or without accents and capitals.
TITLE, TEASER, FACTS, LINK, NAME = (
    *("tiêu đề", "tóm tắt", "thời gian, địa điểm"),
    *("liên kết", "tên cổng"),
)
PLACES = (TITLE, TEASER, FACTS, LINK, NAME)
_PLACE = re.compile(r"\{([^{}]*)\}")
SHIPPED = f"{{{TITLE}}}\n\n{{{TEASER}}}\n\n{{{FACTS}}}\n\n{{{NAME}}}"
# Characters of a whole text. More than a service takes, or than people read there before it folds the rest, is no post.
MOST = {SocialService.FACEBOOK: 2000, SocialService.ZALO: 1000}
MOST_ELSEWHERE = 500
LONGEST_TEASER, SHORTEST_TEASER = 450, 40


class UnfitWording(Refusal):
    """A wording has a place that nobody fills, or says nothing of the story."""


@dataclass(frozen=True, slots=True)
class StoryToPost:
    """A story as it is public on a portal, with the address there and the name of that portal."""

    story: StoryPage
    address: str
    portal: Portal


def story_to_post(placement: Placement, story: StoryPage, portal: Portal) -> StoryToPost:
    return StoryToPost(story, main_origin(portal) + placement.path, portal)


def most_for(service: str) -> int:
    return MOST.get(SocialService(service), MOST_ELSEWHERE)


def settled_wording(text: str) -> str:
    """Return a wording as it is kept, or raise UnfitWording, which says what is wrong."""
    settled = nfc(text).replace("\r\n", "\n").replace("\0", "").strip()
    if len(settled) > LONGEST_TEMPLATE:
        raise UnfitWording(
            _("A wording has %(most)s characters at most.") % {"most": LONGEST_TEMPLATE}
        )
    named = _PLACE.findall(settled)
    for place in named:
        if _folded(place) not in _BY_NAME:
            raise UnfitWording(
                _("Nothing is known to fill {%(place)s} with. There are: %(known)s.")
                % {"place": place, "known": ", ".join(f"{{{one}}}" for one in PLACES)}
            )
    if "{" in _PLACE.sub("", settled) or "}" in _PLACE.sub("", settled):
        raise UnfitWording(_("A brace stands alone: each place begins with { and ends with }."))
    if not {_folded(TITLE), _folded(TEASER)} & {_folded(place) for place in named}:
        raise UnfitWording(
            _("A wording needs {%(title)s} or {%(teaser)s}: else all posts read alike.")
            % {"title": TITLE, "teaser": TEASER}
        )
    return settled


def wordings_of(portals: Collection[int]) -> dict[tuple[int, str], str]:
    """Return what boards of `portals` word their posts by, by portal and service. One query."""
    rows = PostTemplate.objects.filter(portal__in=portals)
    return {(row.portal_id, row.service): row.text for row in rows}


def composed(told: StoryToPost, wording: str, most: int) -> str:
    """Fill `wording`; the teaser takes what is left of `most`. Facts are left out, the last first, and the title is cut
    where even without a teaser it is too long.

    May still be longer where the wording itself is: then a person shortens it. Never empty.
    """
    facts = when_and_where(told.story)
    filled = {
        TITLE: " ".join(nfc(told.story.title).split()),
        TEASER: "",
        FACTS: "\n".join(facts),
        LINK: told.address,
        NAME: told.portal.title,
    }
    while facts and len(_filled(wording, filled)) > most:
        facts.pop()
        filled[FACTS] = "\n".join(facts)
    over = len(_filled(wording, filled)) - most
    if over > 0:
        filled[TITLE] = cut_at_words(filled[TITLE], max(len(filled[TITLE]) - over, SHORTEST_TEASER))
    left = min(most - len(_filled(wording, filled)) - 2, LONGEST_TEASER)
    if left >= SHORTEST_TEASER:
        filled[TEASER] = teaser_of(told.story, left)
    return _filled(wording, filled) or filled[TITLE]


def mark_of_story(story: StoryPage, *, with_picture: bool) -> str:
    """Return a mark of all that a post says or shows of `story`: another one where any of it changed or was corrected.

    One query: a post by hand may say what stands further down in the text, so each correction counts.
    """
    image = story.lead_image if with_picture else None
    told = {
        "title": story.title,
        "teaser": teaser_of(story, LONGEST_TEASER),
        "when": story.event_at.isoformat() if story.event_at else "",
        "facts": [fact.value for fact in kind_of(story).facts(story)],
        "picture": [image.pk, image.file_hash] if image else None,
        "corrected": _newest_correction(story),
    }
    return sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def _newest_correction(story: StoryPage) -> int | None:
    notes = Correction.objects.filter(story=story.pk, published_at__isnull=False)
    newest: int | None = notes.aggregate(newest=Max("pk"))["newest"]
    return newest


def _filled(wording: str, filled: Mapping[str, str]) -> str:
    text = _PLACE.sub(lambda found: filled[_BY_NAME[_folded(found[1])]], wording)
    lines = "\n".join(line.rstrip() for line in text.split("\n"))
    # Where a place holds nothing, its line is no gap.
    return re.sub(r"\n{3,}", "\n\n", lines).strip()


def _folded(place: str) -> str:
    return " ".join(without_marks(nfc(place)).casefold().split())


_BY_NAME = {_folded(place): place for place in PLACES}
