"""A story or a standing page against its entry of the ledger, which holds a hash: which line is odd."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from wagtail.models import Page

from editorial.models import InformationPage, Placement
from editorial.public_record.rendering import text_shown
from portals.addresses import main_origin
from portals.ledger.shown_text import NoShownText, shown_text_hash
from portals.models import Portal

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
    # SHA-256 of the PDF that readers get at this portal; empty where the ledger has none.
    paper: str = ""

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
def _rendered(content_id: int) -> str | None:
    """The stored version as it would be shown; None where it cannot be."""
    page = Page.objects.filter(pk=content_id).select_related("live_revision").first()
    if page is None or page.live_revision is None:
        return None
    version = page.live_revision.as_object()
    found = _place_of(version)
    if found is None:
        return None
    portal, path = found
    try:
        return text_shown(version, portal=portal, address=main_origin(portal) + path)
    except NoShownText:
        return None


def _place_of(version: Page) -> tuple[Portal, str] | None:
    if isinstance(version, InformationPage):
        return version.portal_of_page(), version.public_path()
    placements = Placement.objects.filter(story=version.pk, role="origin")
    placement = placements.select_related("portal__site", "section", "story").order_by("pk").last()
    return (placement.portal, placement.path) if placement else None


def forget_renderings() -> None:
    """Called at the end of a slice: what is stored may be another by the next."""
    _rendered.cache_clear()
