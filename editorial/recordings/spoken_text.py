"""The text of a bulletin as it is read out: paragraphs, and the sentences in them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from editorial.stored_text import plain, words_of_table
from portals.text import nfc

_MARK = re.compile(r"([.!?…;]+)[”\"’)]*\s+(?=\S)")
_LAST_WORD = re.compile(r"[^\W_]+$")
# After these a full stop belongs to the word.
_SHORT_FORMS = frozenset({"TP", "TX", "TT", "ThS", "TS", "GS", "PGS", "BS", "KS", "Th", "Tr", "tr"})
LONGEST_SENTENCE = 260
# So that one sentence is not said to be spoken in a quarter of a second.
SHORTEST_SENTENCE = 2


@dataclass(frozen=True, slots=True)
class SpokenParagraph:
    """A paragraph or a heading of the text."""

    text: str
    is_heading: bool


def spoken_paragraphs(body: Iterable[Mapping[str, Any]]) -> list[SpokenParagraph]:
    """Return what a speaker reads of the raw `body` of a story; pictures and files are not read out."""
    return [
        SpokenParagraph(words, block["type"] == "heading")
        for block in body
        for line in _lines(block)
        if (words := " ".join(nfc(line).split()))
    ]


def _lines(block: Mapping[str, Any]) -> Iterator[str]:
    kind, value = block["type"], block["value"]
    if kind == "text":
        yield from plain(value).splitlines()
    elif kind == "heading":
        yield str(value.get("text") or "")
    elif kind == "quote":
        yield from str(value.get("text") or "").splitlines()
    elif kind == "table":
        yield str(value.get("caption") or "")
        yield from words_of_table(value.get("table") or {})


def spoken_sentences(text: str) -> list[str]:
    """Return the sentences of a paragraph, as they are written. Together they are the paragraph."""
    found: list[str] = []
    start = 0
    for mark in _MARK.finditer(text):
        if _ends_sentence(text, mark):
            found.append(text[start : mark.end()].strip())
            start = mark.end()
    found.append(text[start:].strip())
    joined: list[str] = []
    for sentence in filter(None, found):
        if joined and len(joined[-1].split()) < SHORTEST_SENTENCE:
            joined[-1] = f"{joined[-1]} {sentence}"
        else:
            joined.append(sentence)
    return [part for sentence in joined for part in _halved(sentence)]


def _ends_sentence(text: str, mark: re.Match[str]) -> bool:
    """Not the stop of a number ("1. Tình hình"), of an initial or of a short form ("TP. Bắc Ninh")."""
    if mark[1] != ".":
        return True
    if text[mark.end()].islower():
        return False
    word = _LAST_WORD.search(text, 0, mark.start())
    if word is None:
        return True
    if word[0].isdigit():
        # That of a list stands at the beginning of its line.
        return bool(text[: word.start()].strip()) and not text[: word.start()].rstrip().endswith(
            "."
        )
    return word[0] not in _SHORT_FORMS and not (len(word[0]) == 1 and word[0].isupper())


def _halved(sentence: str) -> Iterator[str]:
    """A sentence that no player could show at once is parted at the comma nearest to its middle."""
    if len(sentence) <= LONGEST_SENTENCE:
        yield sentence
        return
    middle = len(sentence) // 2
    breaks = [found.end() for found in re.finditer(r"[,:–—]\s", sentence)] or [
        found.end() for found in re.finditer(r"\s", sentence)
    ]
    if not breaks:
        yield sentence
        return
    at = min(breaks, key=lambda place: abs(place - middle))
    yield from _halved(sentence[:at].strip())
    yield from _halved(sentence[at:].strip())
