"""A published text gives the recording its captions."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from editorial.recordings.captioning import captions_wanted

from .models import BroadcastPage

if TYPE_CHECKING:
    from editorial.models import StoryPage


def follow_the_text(*, story: StoryPage, now: datetime) -> None:
    """Have captions made of what was published. For `placements.publications`."""
    if isinstance(story, BroadcastPage) and story.recording is not None:
        captions_wanted(story, document=story.recording, now=now)
