"""Marks of state secrets (Law 29/2018 on their protection), and words that keep a document within offices."""

from __future__ import annotations

import re

from .lines import LONGEST_HEADING, Line, folded_lines
from .proposal import Proposed, Sureness

# Alone in its line, in a frame; or beside the date or the number, where columns were read as one line.
_ALONE = re.compile(r"^\W*(?:do mat\W+)?(?P<mark>(?:tuyet |toi )?mat)(?:\s*\(?[a-z]?\d*\)?)?\W*$")
_BESIDE = re.compile(
    r"^\W*(?P<mark>(?:tuyet |toi )?mat)\W+(?=(?:[^,]{3,40}, )?ng[ar]y\b|s[o06]\s*:|c[o0]ng h[o0]a|d[o0]c lap)"
)
_INTERNAL = re.compile(r"\bluu hanh noi bo\b|\btai lieu noi bo\b")
_NAMES = {"mat": "MẬT", "toi mat": "TỐI MẬT", "tuyet mat": "TUYỆT MẬT"}
# Marks of secrecy stand above the text of every page.
TOP_OF_PAGE = 4


def secrecy_of(text: str) -> Proposed[str] | None:
    """Return the mark that a document bears in its heading or above one of its pages, written out; None for none.

    Words about secrecy ("bảo vệ bí mật nhà nước") are no mark. A mark is seen too often rather than too seldom.
    """
    pages = [folded_lines(page) for page in text.split("\f")]
    tops = [line for page in pages for line in page[:TOP_OF_PAGE]]
    heading = pages[0][:LONGEST_HEADING] if pages else []
    for line in (*heading, *tops):
        found = _mark_on(line)
        if found is not None:
            mark = " ".join(found["mark"].split())
            return Proposed(_NAMES[mark], line.text, Sureness.READ)
    return None


def is_internal(lines: list[Line]) -> bool:
    return any(_INTERNAL.search(line.folded) for line in lines)


def _mark_on(line: Line) -> re.Match[str] | None:
    found = _ALONE.match(line.folded) or _BESIDE.match(line.folded)
    if found is None:
        return None
    is_mark = line.part(found, "mark").isupper() or "do mat" in line.folded
    return found if is_mark else None
