"""A published text gives the recording its captions, and its voice what to say."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef
from django.utils import timezone

from editorial.models import Placement
from editorial.recordings.captioning import captions_wanted
from editorial.recordings.jobs import no_hurry
from editorial.recordings.models import Captions
from editorial.recordings.voices.actions import let_voice_follow

from .models import BroadcastPage

if TYPE_CHECKING:
    from editorial.models import StoryPage

ASKED_A_ROUND = 200


def follow_the_text(*, story: StoryPage, now: datetime) -> None:
    """Have captions and voice made of what was published. For `placements.publications`."""
    if not isinstance(story, BroadcastPage):
        return
    let_voice_follow(story=story, now=now)
    if story.recording is not None:
        captions_wanted(story, document=story.recording, now=now)


def follow_other_texts() -> int:
    """Have captions made for bulletins of which no publication told: those that were moved here, and those whose sound
    was captioned with a text that is no longer public. Return for how many. For the clock.
    """
    now = timezone.now()
    standing = Placement.objects.standing().filter(story=OuterRef("story"), story__live=True)
    captioned = Captions.objects.filter(Exists(standing), recording=OuterRef("recording"))
    found = BroadcastPage.objects.filter(
        ~Exists(captioned), live=True, recording__isnull=False, lacks_text=False
    ).select_related("recording")
    with no_hurry():
        return sum(
            captions_wanted(page, document=page.recording, now=now) is not None
            for page in found.order_by("-pk")[:ASKED_A_ROUND]
            if page.recording is not None
        )
