"""How large and how deep a text from Word may be: more is no text that a portal publishes, or is made to tire us."""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree.ElementTree import Element

from bs4 import BeautifulSoup, Tag
from django.utils.translation import gettext as _

from portals.refusals import Refusal

# A page has some hundred.
MOST_TAGS = 60_000
# Word itself, and what browsers wrap around, nest some twenty.
DEEPEST = 100
# A table of more rows is a file for download: no editor shows it.
MOST_ROWS = 2_000
MOST_CELLS = 20_000
MOST_PARAGRAPHS = 20_000


class TooMuchText(Refusal):
    """The text is larger or deeper than any that is published."""


def refuse_without_end(soup: BeautifulSoup) -> None:
    """Raise TooMuchText for markup with too many tags, rows or cells, or nested too deep. Looks at each tag once."""
    tags = rows = cells = 0
    depths = {id(soup): 0}
    for tag in soup.descendants:
        if not isinstance(tag, Tag):
            continue
        tags += 1
        rows += tag.name == "tr"
        cells += tag.name in ("td", "th")
        depths[id(tag)] = depth = depths[id(tag.parent)] + 1
        if depth > DEEPEST:
            raise TooMuchText(too_deep())
        if tags > MOST_TAGS:
            raise TooMuchText(too_long())
    _refuse_tables(rows, cells)


def refuse_long_document(elements: Iterable[Element]) -> None:
    """Raise TooMuchText for a part of a document with too many paragraphs, rows or cells."""
    counts = {"p": 0, "tr": 0, "tc": 0}
    for element in elements:
        # Its name is written as {address of the vocabulary}name.
        name = str(element.tag).rpartition("}")[2]
        if name in counts:
            counts[name] += 1
    if counts["p"] > MOST_PARAGRAPHS:
        raise TooMuchText(too_long())
    _refuse_tables(counts["tr"], counts["tc"])


def _refuse_tables(rows: int, cells: int) -> None:
    if rows > MOST_ROWS or cells > MOST_CELLS:
        raise TooMuchText(
            _(
                "Tables of more than %(rows)s rows are not taken. Attach the table as a file instead."
            )
            % {"rows": MOST_ROWS}
        )


def too_long() -> str:
    return _("The text is too long for one piece. Split it into parts.")


def too_deep() -> str:
    return _("The text is nested too deep. Paste it without formatting, or save it anew in Word.")
