"""A story against its entry of the ledger, which holds a hash: which line is odd."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from editorial.models import Placement, StoryPage
from editorial.public_record.rendering import text_shown
from portals.addresses import main_origin
from portals.ledger.shown_text import NoShownText, shown_text_hash

# Renderings are asked for where a text differs, which is rare, and then on many portals at once.
KEPT = 64


@dataclass(frozen=True, slots=True)
class ContentExpected:
    """What the ledger says of one content. Without `text_hash` it says nothing."""

    story_id: int
    text_hash: str
    title: str
    is_withdrawn: bool
    is_pending: bool
    must_be_recorded: bool

    def expected_line(self, shown: str) -> str:
        return _first_difference(self._recorded() or "", shown) or f"SHA-256 {self.text_hash[:16]}"

    def odd_line(self, shown: str) -> str:
        return (
            _first_difference(shown, self._recorded() or "")
            or f"SHA-256 {shown_text_hash(shown)[:16]}"
        )

    def _recorded(self) -> str | None:
        """The text of the stored version, where that is the one of the ledger."""
        text = _rendered(self.story_id)
        return text if text is not None and shown_text_hash(text) == self.text_hash else None


def _first_difference(one: str, other: str) -> str:
    """The first line of `one` that `other` does not have."""
    there = set(other.splitlines())
    return next((line for line in one.splitlines() if line not in there), "")


@lru_cache(maxsize=KEPT)
def _rendered(story_id: int) -> str | None:
    """The stored version as it would be shown; None where it cannot be."""
    placements = Placement.objects.filter(story=story_id, role="origin")
    placement = placements.select_related("portal__site", "section", "story").order_by("pk").last()
    story = StoryPage.objects.filter(pk=story_id).first()
    if placement is None or story is None or story.live_revision is None:
        return None
    portal = placement.portal
    try:
        return text_shown(
            story.live_revision.as_object(),
            portal=portal,
            address=main_origin(portal) + placement.path,
        )
    except NoShownText:
        return None


def forget_renderings() -> None:
    """Called at the end of a slice: what is stored may be another by the next."""
    _rendered.cache_clear()
