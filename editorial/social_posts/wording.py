"""What is said of a story where it is passed on: its first sentences, when and where, cut at words and never inside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from editorial.kinds.registry import kind_of
from editorial.recordings.spoken_text import spoken_paragraphs, spoken_sentences
from portals.clock import LOCAL_ZONE
from portals.text import nfc

if TYPE_CHECKING:
    from editorial.models import StoryPage

MOST_SENTENCES = 3
ELLIPSIS = "…"


def cut_at_words(text: str, most: int) -> str:
    """Return `text` on one line, whole words of it with "…" where it is longer than `most`; "" where none fits."""
    line = " ".join(nfc(text).split())
    if len(line) <= most:
        return line
    head = line[: max(most - len(ELLIPSIS), 0)]
    if not line[len(head)].isspace():
        head = head.rpartition(" ")[0]
    head = head.rstrip(" ,;:–—-.")
    return head + ELLIPSIS if head else ""


def first_sentences(text: str, most: int, *, count: int = MOST_SENTENCES) -> str:
    """Return as many of the first `count` sentences as fit into `most` characters, or the beginning of the first."""
    said = ""
    for sentence in spoken_sentences(" ".join(nfc(text).split()))[:count]:
        longer = f"{said} {sentence}".strip()
        if len(longer) > most:
            return said or cut_at_words(sentence, most)
        said = longer
    return said


def teaser_of(story: StoryPage, most: int, *, count: int = MOST_SENTENCES) -> str:
    """Return what the lead of `story` says first; that of its text where it has no lead."""
    if story.lead.strip():
        return first_sentences(story.lead, most, count=count)
    words = (one.text for one in spoken_paragraphs(story.body.raw_data) if not one.is_heading)
    return first_sentences(next(words, ""), most, count=count)


def when_and_where(story: StoryPage) -> list[str]:
    """Return the hour of what it tells of, and what its kind says beside the text: until when, where, for whom."""
    lines = []
    if story.event_at:
        at = f"{story.event_at.astimezone(LOCAL_ZONE):%H:%M %d/%m/%Y}"
        lines.append(_("When: %(moment)s") % {"moment": at})
    return lines + [str(fact) for fact in kind_of(story).facts(story)]
