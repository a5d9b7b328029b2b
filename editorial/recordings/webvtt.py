"""Captions and chapters as players and podcast apps read them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from .models import Captions

# Start and end in milliseconds, the sentence, the number of its paragraph.
type StoredCue = Sequence[Any]


def captions_vtt(captions: Captions) -> str:
    return _vtt((start, end, text) for start, end, text, _paragraph in captions.cues)


def chapters_vtt(captions: Captions) -> str:
    return _vtt(chapters_of(captions))


def podcast_chapters(captions: Captions) -> str:
    """Chapters as Podcasting 2.0 has them, with times in seconds."""
    chapters = [
        {"startTime": start / 1000, "endTime": end / 1000, "title": title}
        for start, end, title in chapters_of(captions)
    ]
    return json.dumps({"version": "1.2.0", "chapters": chapters}, ensure_ascii=False)


def chapters_of(captions: Captions) -> list[tuple[int, int, str]]:
    """Return start, end and name of each item: from a heading to the next, or a paragraph where there are none."""
    paragraphs = captions.text
    has_headings = any(paragraph["is_heading"] for paragraph in paragraphs)
    chapters: list[tuple[int, int, str]] = []
    last_paragraph = None
    for start, end, text, number in captions.cues:
        is_new = number != last_paragraph
        begins = is_new and (not has_headings or paragraphs[number]["is_heading"])
        last_paragraph = number
        if begins or not chapters:
            chapters.append((start, end, _title(text)))
        else:
            first, _end, title = chapters[-1]
            chapters[-1] = (first, end, title)
    return chapters


def _title(text: str) -> str:
    words = text.strip().rstrip(".;:")
    return words if len(words) <= 80 else words[:79].rsplit(" ", 1)[0] + "…"


def _vtt(cues: Iterable[tuple[int, int, str]]) -> str:
    blocks = [
        f"{number}\n{_hour(start)} --> {_hour(end)}\n{_escaped(text)}\n"
        for number, (start, end, text) in enumerate(cues, start=1)
    ]
    return "\n".join(["WEBVTT\n", *blocks])


def _hour(milliseconds: int) -> str:
    seconds, rest = divmod(milliseconds, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}.{rest:03}"


def _escaped(text: str) -> str:
    """What would begin markup or end a cue is written out; a line break would end it too."""
    words = " ".join(text.split())
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
