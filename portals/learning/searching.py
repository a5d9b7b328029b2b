"""Finding pages of the handbook by words, with or without their accents."""

from __future__ import annotations

from collections.abc import Iterable

from .pages import HandbookPage
from .words import unaccented

_WEIGHTS = (8, 4, 1)


def pages_found(wanted: str, pages: Iterable[HandbookPage]) -> list[HandbookPage]:
    """Return those of `pages` that hold every word of `wanted`, the nearest first.

    What the title says counts more than search words, and those more than the text. Accents that are typed are not
    asked for: whoever types on a phone leaves them out.
    """
    asked = unaccented(wanted).split()
    if not asked:
        return []
    scored = [(_score(page, asked), page) for page in pages]
    found = [(score, page) for score, page in scored if score]
    return [page for _score, page in sorted(found, key=lambda one: (-one[0], one[1].title))]


def _score(page: HandbookPage, asked: list[str]) -> int:
    fields = [
        unaccented(text)
        for text in (page.title, f"{page.words} {' '.join(page.mistakes)}", page.text)
    ]
    phrase = " ".join(asked)
    total = 8 * fields[0].count(phrase) + 8 * fields[0].startswith(phrase)
    for word in asked:
        hits = sum(weight for weight, text in zip(_WEIGHTS, fields, strict=True) if word in text)
        if not hits:
            return 0
        total += hits
    return total
