"""A text that is held for a copy and the one that it resembles, to be read side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wagtail.models import Revision

from editorial.models import StoryPage
from editorial.stored_text import StoredText, text_of_page, text_of_revision, words_of_body
from scoring.measures.own_items import OwnItem

MOST_PARAGRAPHS = 60


@dataclass(frozen=True)
class ReadableText:
    """What a reader is shown of a text; `paragraphs` is empty where it is not public any more."""

    title: str
    paragraphs: Sequence[str]


def own_texts(items: Sequence[OwnItem], pages: Mapping[int, StoryPage]) -> dict[int, ReadableText]:
    """Return the texts of these items as they were measured; one that was not, as it is public now. One query."""
    versions = Revision.objects.in_bulk([one.version for one in items if one.version])
    return {
        one.story_id: _readable(text_of_revision(version.content))
        if one.version and (version := versions.get(one.version))
        else public_text(pages[one.story_id])
        for one in items
        if one.story_id in pages
    }


def public_text(page: StoryPage) -> ReadableText:
    """What the public reads of a story. No query."""
    if not page.live:
        return ReadableText(page.title, ())
    return _readable(text_of_page(page))


def _readable(text: StoredText) -> ReadableText:
    paragraphs = [text.lead, *words_of_body(text.body)]
    return ReadableText(text.title, [one for one in paragraphs if one.strip()][:MOST_PARAGRAPHS])
