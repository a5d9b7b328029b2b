"""All that a page says to its readers, for whoever looks for persons in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from editorial.models import Correction, StoryPage
from editorial.stored_text import text_of_page, words_of_text


def public_words(story: StoryPage, now: datetime) -> str:
    """Return the words of text and pictures, who it is from, and the correction published at `now`. One query."""
    text = text_of_page(story)
    beside = (story.lead_image_alt, story.lead_image_caption, story.source, story.byline)
    notes = Correction.objects.filter(story=story.pk, published_at=now)
    said = (
        *(words_of_text(text), *_descriptions(text.body)),
        *(*beside, *notes.values_list("text", flat=True)),
    )
    return "\n".join(filter(None, said))


def _descriptions(body: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """What is said of pictures to who does not see them."""
    for block in body:
        if block["type"] == "figure" and isinstance(image := block["value"].get("image"), Mapping):
            yield str(image.get("alt_text") or "")
