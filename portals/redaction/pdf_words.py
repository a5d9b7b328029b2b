"""Words of a page: which of them may be read on, and boxes around what is proposed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from PIL import Image, ImageStat

from .boxes import Box, ProposedBox, Rectangle
from .findings import PersonalFinding
from .pdf_pages import PageSigns
from .proposing import propose

# Ten-thousandths of a page around what is proposed, beside a part of its height: edges are drawn softly.
MARGIN = 6.0
MARGIN_OF_HEIGHT = 0.08
# How far apart signs of one line and of one word stand, in sizes of a sign.
WITHIN_LINE = 4.0
WITHIN_WORD = 0.5
# Between the lightest and the darkest point of what is written there.
FAINTEST = 32
# A hidden word with a digit in it, and not a short one, is nowhere let stand.
SHORTEST_REPEATED = 4


class PageWord(NamedTuple):
    """A word, where it stands, and at which offset of the page's text it begins."""

    text: str
    place: Rectangle
    start: int


def words_of_page(signs: PageSigns) -> Iterator[PageWord]:
    """Yield the words of a page in the order of its text, parted by blanks and by where they stand."""
    text = ""
    place: Rectangle | None = None
    last: Rectangle | None = None
    start = 0
    for at, (sign, where) in enumerate(zip(signs.text, signs.places, strict=True)):
        is_blank = sign.isspace() or where is None
        if place and last and (is_blank or not _follows(last, where, signs.aspect, WITHIN_WORD)):
            yield PageWord(text, place, start)
            text, place = "", None
        if is_blank or where is None:
            continue
        start = at if place is None else start
        text, place = text + sign, place.joined(where) if place else where
        last = where
    if place is not None:
        yield PageWord(text, place, start)


def readable_words(
    words: Iterable[PageWord], picture: Image.Image, boxes: Collection[Box]
) -> list[PageWord]:
    """Return the words that no box touches and that are seen in `picture`, where the boxes are painted already.

    What a file says beside what it shows is read by nobody who decides: white on white, below a picture, or already
    painted over by somebody who thought that it was gone.
    """
    ink = picture.convert("L")
    shown: list[PageWord] = []
    repeated: set[str] = set()
    for word in words:
        if any(word.place.touches(box) for box in boxes):
            if _is_telling(bare := _bare(word.text)):
                repeated.add(bare)
        elif _is_seen(word, ink):
            shown.append(word)
    return [word for word in shown if not any(one in _bare(word.text) for one in repeated)]


def _bare(word: str) -> str:
    return "".join(filter(str.isalnum, word))


def _is_telling(bare: str) -> bool:
    return len(bare) >= SHORTEST_REPEATED and any(sign.isdigit() for sign in bare)


def _is_seen(word: PageWord, ink: Image.Image) -> bool:
    box = Box.around(0, word.place, margin=0)
    if box is None:
        return False
    left, top, right, bottom = box.pixels(*ink.size)
    darkest, lightest = ImageStat.Stat(ink.crop((left, top, right + 1, bottom + 1))).extrema[0]
    return lightest - darkest >= FAINTEST


def in_lines(words: Iterable[PageWord]) -> list[PageWord]:
    """Return words line by line from the top as they are shown: of turned pages PDFium gives them in another order."""
    lines: list[list[PageWord]] = []
    bottom = 0.0
    for word in sorted(words, key=lambda each: each.place.top + each.place.bottom):
        middle = (word.place.top + word.place.bottom) / 2
        if not lines or middle > bottom:
            lines.append([])
            bottom = word.place.bottom
        lines[-1].append(word)
    return [word for line in lines for word in sorted(line, key=lambda each: each.place.left)]


def proposed_on(
    page: int, signs: PageSigns, *, names_given: Iterable[str], known_public: Iterable[str]
) -> list[ProposedBox]:
    """Return boxes around what is found in the text of a page."""
    found = propose(signs.text, names_given=names_given, known_public=known_public)
    return [
        ProposedBox(box, one.kind, one.why) for one in found for box in _boxes_of(page, signs, one)
    ]


def _boxes_of(page: int, signs: PageSigns, found: PersonalFinding) -> Iterator[Box]:
    for line in _lines(signs.places[found.start : found.end], signs.aspect):
        height = min(line.bottom - line.top, line.right - line.left)
        box = Box.around(page, line, margin=MARGIN + MARGIN_OF_HEIGHT * height)
        if box is not None:
            yield box


def _lines(places: Iterable[Rectangle | None], aspect: float) -> Iterator[Rectangle]:
    """Signs that follow one another, whichever way the page is turned, are one line."""
    line: Rectangle | None = None
    last: Rectangle | None = None
    for place in places:
        if place is None:
            continue
        if line is not None and _follows(last, place, aspect, WITHIN_LINE):
            line = line.joined(place)
        else:
            if line is not None:
                yield line
            line = place
        last = place
    if line is not None:
        yield line


def _follows(last: Rectangle | None, place: Rectangle | None, aspect: float, within: float) -> bool:
    """Whether `place` stands beside `last`, or over or below it, no further off than so many sizes of a sign."""
    if last is None or place is None:
        return False
    across = (max(last.left, place.left) - min(last.right, place.right)) * aspect
    down = max(last.top, place.top) - min(last.bottom, place.bottom)
    size = max(_size(last, aspect), _size(place, aspect))
    return min(across, down) < 0 and max(across, down) < within * size


def _size(place: Rectangle, aspect: float) -> float:
    return max(place.bottom - place.top, (place.right - place.left) * aspect)
