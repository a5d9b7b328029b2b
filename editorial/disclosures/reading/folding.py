"""Words of headings and lines as they are compared: without accents, case, spaces, punctuation, period and unit."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from portals.text import without_marks

_BETWEEN = re.compile(r"[^\w%/+<>]+")
_FOOTNOTE = re.compile(r"\(\s*[\d*]{1,2}\s*\)|\*+|\[\d{1,2}\]")
_FORMULA = re.compile(r"\(?\b\d{1,2}\s*=\s*[\d+\-/*x:() ]+\)?")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_QUARTER = re.compile(r"\bquy\s*(iv|i{1,3}|[1-4])\b")
_MONTH = re.compile(r"\bthang\s*(1[0-2]|0?[1-9])\b")
LONGEST_HEADING = 300
# Below what `headings.py` and `lines.py` ask for, with what they want between the likest and the next.
WORTH_COMPARING = 0.8
_NUMERALS = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
# As offices shorten them.
_SHORT = {
    "dt": "du toan",
    "qt": "quyet toan",
    "th": "thuc hien",
    "uth": "uoc thuc hien",
    "kh": "ke hoach",
    "ck": "cung ky",
    "lk": "luy ke",
    "ss": "so sanh",
    "nsnn": "ngan sach nha nuoc",
    "nsx": "ngan sach xa",
    "tmdt": "tong muc dau tu",
    "lcnt": "lua chon nha thau",
    "dvt": "don vi tinh",
    "tt": "stt",
    "so tt": "stt",
    "so thu tu": "stt",
    "hd": "hop dong",
    "vt": "vi tri",
    "tl": "ty le",
    "xd": "xay dung",
    "gpmb": "giai phong mat bang",
}
_SHORT_WORD = re.compile(r"\b(?:" + "|".join(sorted(_SHORT, key=len, reverse=True)) + r")\b")
_VT = re.compile(r"\bvt(\d)\b")
_PLACEHOLDERS = {"{Y}": " 2000 ", "{Y-1}": " 1999 ", "{Y-2}": " 1998 ", "{Q}": " I ", "{M}": " 1 "}
_BULLETS = r"^\s*(?:[-–+•*●▪]\s*\.?\s*)*"
_HEAD_OF_LABEL = re.compile(
    _BULLETS
    + r"(?:(?P<ordinal>[IVXLC]{1,5}|[A-ZĐ]|\d{1,2}(?:\.\d{1,2}){0,3}|[a-zđ])\s*(?:[.):/]|-\s)\s*"
    r"|(?P<dotted>\d{1,2}(?:\.\d{1,2}){1,3})\s+)?"
)


@dataclass(frozen=True)
class Heading:
    """A heading without what changes from sheet to sheet: `years`, `quarters` and `months` that it names, in order."""

    key: str
    years: tuple[int, ...] = ()
    quarters: tuple[int, ...] = ()
    months: tuple[int, ...] = ()


def folded_label(text: str) -> str:
    """Words in lower case without accents, single spaces and no punctuation."""
    return _BETWEEN.sub(" ", without_marks(text)).strip()


@lru_cache(maxsize=20_000)
def heading_of(text: str) -> Heading:
    """Return what a heading says whatever its period. Units in brackets are to be taken out before."""
    plain = _FORMULA.sub(" ", _FOOTNOTE.sub(" ", without_marks(text[:LONGEST_HEADING])))
    words = _BETWEEN.sub(" ", plain.replace("/", " ")).replace("%", " ")
    words = _VT.sub(r"vi tri \1", words)
    years = tuple(int(each) for each in _YEAR.findall(words))
    words = _YEAR.sub(" ", words)
    quarters = tuple(_quarter(each) for each in _QUARTER.findall(words))
    words = _QUARTER.sub("quy", words)
    months = tuple(int(each) for each in _MONTH.findall(words))
    words = _MONTH.sub("thang", words)
    # "năm" in front of a year says no more than the year; "năm nay" does.
    words = re.sub(r"\bnam\b(?!\s+(?:nay|truoc))", " ", words)
    words = _SHORT_WORD.sub(lambda found: _SHORT[found[0]], words)
    return Heading(" ".join(words.split()), years, quarters, months)


def heading_of_form(text: str) -> Heading:
    """The same of a form's heading, whose year is 2000, its quarter and month the first."""
    for placeholder, instead in _PLACEHOLDERS.items():
        text = text.replace(placeholder, instead)
    return heading_of(text)


def _quarter(text: str) -> int:
    return _NUMERALS.get(text) or int(text)


@lru_cache(maxsize=20_000)
def label_keys(text: str) -> tuple[str, ...]:
    """The words of a line as they are compared: as they stand, and without an ordinal in front of them."""
    whole = folded_label(text)
    _, rest = ordinal_in(text)
    return tuple(dict.fromkeys(key for key in (whole, folded_label(rest)) if key))


def ordinal_in(text: str) -> tuple[str, str]:
    """Part "1.2. Thuế" into "1.2" and "Thuế"; "" where no ordinal stands in front."""
    found = _HEAD_OF_LABEL.match(text)
    if found is None or not text[found.end() :].strip():
        return "", text
    return found["ordinal"] or found["dotted"] or "", text[found.end() :]


@lru_cache(maxsize=50_000)
def likeness(one: str, other: str) -> float:
    """How alike two folded texts are, from 0 to 1; the order of words counts little."""
    if one == other:
        return 1.0
    if not one or not other or abs(len(one) - len(other)) > max(len(one), len(other)) * 0.5:
        return 0.0
    if sorted(one.split()) == sorted(other.split()):
        return 0.97
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    if matcher.real_quick_ratio() < WORTH_COMPARING or matcher.quick_ratio() < WORTH_COMPARING:
        return 0.0
    return matcher.ratio() * 0.96
