"""What a request is about, where the person came from a page of the portal."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from editorial.models import StoryPage
from editorial.public.queries.stories import live_story, placement_on
from portals.models import Portal
from portals.numbers import id_in

LONGEST_TITLE = 300
# The name of it in a query and in the form: the id of the story, the document or the sheet, and no more.
ABOUT = "ve"


@dataclass(frozen=True, slots=True)
class About:
    """A page that stands on the portal. `key` is what `CitizenCase.about` holds: "story:12", documents among them."""

    story_id: int
    title: str
    path: str

    @property
    def key(self) -> str:
        return f"story:{self.story_id}"


def about_on(portal: Portal, given: str) -> About | None:
    """Return the page that an id names, if it stands on this portal now; all else of it is read here. Two queries."""
    story_id = id_in(given)
    placement = placement_on(portal, story_id) if story_id else None
    if placement is None or placement.removed_at is not None or live_story(placement) is None:
        return None
    return About(placement.story_id, placement.story.title[:LONGEST_TITLE], placement.path)


def ask_about_path(story: StoryPage, _portal: Portal) -> str:
    """Return where a reader of a page asks about it. Without a query."""
    return f"{reverse('ask', urlconf='portals.urls.public')}?{ABOUT}={story.pk}"
