"""The heading: number, date, kind, abstract. Who issued it: `issuers`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from difflib import get_close_matches
from functools import cache

from editorial.document_numbers.catalogue import DocumentKind, issuers, kinds, kinds_by_symbol
from editorial.document_numbers.folding import folded_name, folded_symbol
from editorial.document_numbers.parsing import DocumentNumber, UnreadableNumber, read_number

from .lines import DIGIT, LONGEST_HEADING, Line, as_number
from .proposal import DocumentProposal, Proposed, Sureness

# "Số:", also as recognition reads it: "Sô", "S6", "Só", "Sế".
_NUMBER = re.compile(
    rf"^\W*s[o06e](?!\w)\s*[:;.,]?\s*(?P<serial>{DIGIT}{{1,6}})(?P<suffix>[a-z]?)\s*[/|]\s*"
    rf"(?:(?P<year>(?:[1l]9|2[0o])\d\d)\s*[/|]\s*)?"
    r"(?P<symbol>[^\W\d_][\w&]*(?:\s*[-.]\s*[^\W_][\w&]*)*)"
)
_DATE = re.compile(
    rf"ng[ar][yv]\s*(?P<day>{DIGIT}{{1,2}})\s*th[ar]ng\s*(?P<month>{DIGIT}{{1,2}})\s*n[ar]m\s*(?P<year>{DIGIT}{{4}})"
)
# A day of another act, or one by which something is due.
_OF_ANOTHER = re.compile(
    r"\b(?:can cu|xet|theo|thuc hien|cua|truoc|den|tu|sau)\W*(?:$|.*\bso\b)|\bso\b.*\d/"
)
_ABSTRACT_OF_LETTER = re.compile(r"^\W*(?:v\s*[/.|]\s*v|v/\s*\w\b)\W*\s")
_ABOUT = re.compile(r"^ve\s+viec\b|^v/v\b")
# Recitals and addresses, which begin in capitals: "theo", "trong" within an abstract do not.
_AFTER_ABSTRACT = re.compile(
    r"^\W*(?:can cu|thuc hien|xet|theo|ngay|nham|de|trong|tren co so|kinh gui|kinh moi|kinh trinh|dieu \d|phan"
    r"|chuong|tiep tuc|[ivx]+\s*[.)]|\d+\s*[./)]|so\s*:|noi nhan)(?!\w)"
)
_OF_A_BODY = re.compile(
    r"^(?:uy ban|hoi dong nhan dan|chu tich|so |giam doc|truong ban|ban |thuong truc|bo truong|chanh van phong"
    r"|truong phong)"
)
_MOTTO = re.compile(r"c[o0]ng\s+h[o0]a\s+xa\b|d[o0]c\s+lap\b")
# "Về việc ..." goes over so many lines at most, in columns of a letter and in acts.
LONGEST_ABSTRACT = 8
# What recognition takes for one another, and where it sees one letter twice: "QOĐĐ" is "QĐ".
_ALIKE = str.maketrans("0oi1", "qqll")
_TWICE = re.compile(r"(.)\1+")
_END_OF_HEADING = re.compile(r"^\W*(?:can cu|kinh gui|dieu 1)\b")


def read_heading(lines: Sequence[Line], found: DocumentProposal) -> None:
    """Find number, date, kind and abstract, in this order, since each narrows the next."""
    number = _number(lines, found)
    _date(lines, found)
    _kind(lines, found, number)
    _agree(found, number)
    _abstract(lines, found)


def _number(lines: Sequence[Line], found: DocumentProposal) -> DocumentNumber | None:
    for line in _until_recitals(lines):
        match = _NUMBER.match(line.folded)
        # Within a sentence it is the number of another.
        if match is None or not line.text.lstrip(" .,-_").startswith("S"):
            continue
        # The digits as they are written: folding makes small letters of capitals.
        printed = line.part(match, "serial")
        serial = as_number(printed)
        symbol, is_known = mended_symbol(line.part(match, "symbol"))
        year = f"{as_number(line.part(match, 'year'))}/" if match["year"] else ""
        suffix = line.part(match, "suffix")
        mended = "".join(str(as_number(one)) for one in printed)
        try:
            number = read_number(f"{mended}{suffix}/{year}{symbol}")
        except UnreadableNumber:
            continue
        is_read = is_known and serial and str(number) in line.text.replace(" ", "")
        found.number = Proposed(
            str(number), line.text, Sureness.READ if is_read else Sureness.MENDED
        )
        return number
    return None


def _until_recitals(lines: Sequence[Line]) -> Iterator[Line]:
    for line in lines[:LONGEST_HEADING]:
        if _END_OF_HEADING.match(line.folded):
            return
        yield line


def mended_symbol(printed: str) -> tuple[str, bool]:
    """Return the letters of a number as the tables write them, and whether they know every part."""
    parts = []
    is_known = True
    for place, part in enumerate(re.split(r"\s*[-.]\s*", printed)):
        key = folded_symbol(part)
        known = (_kind_by_letters(key) if place == 0 else None) or issuers().get(key)
        if known is None:
            is_known = False
            parts.append(part)
        else:
            # Two kinds may differ in a mark only, HD and HĐ: what is one as it is printed, is that one.
            is_printed = place == 0 and part in _symbols_of_kinds()
            parts.append(part if is_printed else known.symbol)
    return "-".join(parts), is_known


def _kind_by_letters(key: str) -> DocumentKind | None:
    if key in kinds_by_symbol() or key in issuers():
        return kinds_by_symbol().get(key)
    return _kinds_by_looks().get(_looks_of(key))


@cache
def _kinds_by_looks() -> dict[str, DocumentKind]:
    """Kinds by how their letters look; without those that look alike."""
    looks = Counter(_looks_of(key) for key in kinds_by_symbol())
    return {
        _looks_of(key): kind
        for key, kind in kinds_by_symbol().items()
        if looks[_looks_of(key)] == 1
    }


def _looks_of(letters: str) -> str:
    return _TWICE.sub(r"\1", letters.translate(_ALIKE))


@cache
def _symbols_of_kinds() -> frozenset[str]:
    return frozenset(kind.symbol for kind in kinds().values())


def _date(lines: Sequence[Line], found: DocumentProposal) -> None:
    for line in _until_recitals(lines):
        match = _DATE.search(line.folded)
        if match is None or _OF_ANOTHER.search(_before_day(line, match)):
            continue
        if day := named_day(line, match):
            is_read = all(line.part(match, part).isdecimal() for part in ("day", "month", "year"))
            found.issued_on = Proposed(
                day, line.text, Sureness.READ if is_read else Sureness.MENDED
            )
            return


def _before_day(line: Line, match: re.Match[str]) -> str:
    """What stands before a day, but for the document's own number."""
    number = _NUMBER.match(line.folded)
    return line.folded[number.end() if number else 0 : match.start()]


def named_day(line: Line, match: re.Match[str]) -> date | None:
    """Return the day that a match with `day`, `month` and `year` names; None for one that no calendar has."""
    parts = [as_number(line.part(match, name)) for name in ("year", "month", "day")]
    if None in parts:
        return None
    try:
        return date(*(part or 0 for part in parts))
    except ValueError:
        return None


def _kind(lines: Sequence[Line], found: DocumentProposal, number: DocumentNumber | None) -> None:
    of_number = number.kind.code if number and number.kind else None
    for place, line in enumerate(lines[:LONGEST_HEADING]):
        code = _kind_on(line)
        if code is None:
            continue
        found.kind_line = place
        agree = number is None or number.parts[0] == folded_symbol(kinds()[code].symbol)
        found.document_kind = Proposed(code, line.text, Sureness.READ if agree else Sureness.MENDED)
        return
    if of_number and found.number:
        sureness = Sureness.READ if of_number == "cong-van" else Sureness.MENDED
        found.document_kind = Proposed(of_number, found.number.evidence, sureness)


def _agree(found: DocumentProposal, number: DocumentNumber | None) -> None:
    """Where the name of the kind stands above the text, letters that only lack its mark have it."""
    if found.kind_line is None or found.document_kind is None or number is None or not found.number:
        return
    symbol = kinds()[found.document_kind.value].symbol
    first, *others = number.symbol.split("-")
    if first != symbol and symbol and folded_symbol(first) == folded_symbol(symbol):
        mended = replace(number, symbol="-".join([symbol, *others]))
        found.number = Proposed(str(mended), found.number.evidence, Sureness.MENDED)


def _kind_on(line: Line) -> str | None:
    if not line.is_upper or len(line.text) > 24:
        return None
    name = folded_name(line.text)
    if name in _names_of_kinds():
        return _names_of_kinds()[name]
    near = get_close_matches(name, _names_of_kinds(), n=1, cutoff=0.85)
    return _names_of_kinds()[near[0]] if near else None


@cache
def _names_of_kinds() -> dict[str, str]:
    # An official letter has no name above it.
    return {
        folded_name(kind.name): kind.code for kind in kinds().values() if kind.code != "cong-van"
    }


def _abstract(lines: Sequence[Line], found: DocumentProposal) -> None:
    if found.kind_line is not None:
        _take_abstract(lines[found.kind_line + 1 : LONGEST_HEADING + LONGEST_ABSTRACT], found)
        return
    for place, line in enumerate(lines[:LONGEST_HEADING]):
        if _ABSTRACT_OF_LETTER.match(line.folded) or _ABOUT.match(line.folded):
            _take_abstract(lines[place:], found)
            return


def _take_abstract(lines: Sequence[Line], found: DocumentProposal) -> None:
    taken: list[Line] = []
    for line in lines[:LONGEST_ABSTRACT]:
        starts_anew = line.is_upper and _OF_A_BODY.match(line.folded)
        if _is_behind_abstract(line) or (taken and starts_anew):
            break
        taken.append(line)
        if line.text.endswith((".", ":")):
            break
    words = " ".join(line.text for line in taken)
    if not any(letter.isalpha() for letter in words):
        return
    if marker := _ABSTRACT_OF_LETTER.match(taken[0].folded):
        words = "Về việc " + words[marker.end() :]
    found.abstract = Proposed(
        words.rstrip(" .:;"),
        "\n".join(line.text for line in taken),
        Sureness.READ if len(taken) < LONGEST_ABSTRACT else Sureness.GUESSED,
    )


def _is_behind_abstract(line: Line) -> bool:
    begins = re.search(r"\w", line.text)
    if begins and not begins[0].islower() and _AFTER_ABSTRACT.match(line.folded):
        return True
    dateline = _DATE.search(line.folded)
    is_dateline = dateline is not None and line.folded[: dateline.start()].rstrip().endswith(",")
    return is_dateline or bool(_MOTTO.match(line.folded))
