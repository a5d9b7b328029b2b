"""Provisions as people write them: "điểm a khoản 2 Điều 3", "Phụ lục II", and the paths that stand for them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from editorial.models.document_relation import PROVISION
from portals.refusals import Refusal
from portals.text import nfc

MOST = 400
"""More provisions than any document lists."""

_DAY = forms.DateField(input_formats=("%d/%m/%Y",))
_PATH = re.compile(PROVISION)
_PARTS = re.compile(
    r"(?P<article>điều\s+(\d{1,4}[a-zđ]?))|(?P<clause>khoản\s+(\d{1,3}[a-zđ]?))|(?P<point>điểm\s+([a-zđ]{1,2}))"
    r"|(?P<annex>phụ\s+lục(?:\s+(?:số\s+)?(\d{1,3}|[ivxl]{1,8}))?)"
)
_RANGE = re.compile(r"điều\s+(\d{1,4})\s*(?:-|–|đến)\s*(?:điều\s+)?(\d{1,4})")
_NOTHING_ELSE = re.compile(r"[\s,]*(?:của|thuộc)?[\s,]*")
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50}


class UnreadableProvision(Refusal):
    """The text names no provision."""


def read_provision(text: str) -> str:
    """Return the path of one provision: `d3.k2.a` for "điểm a khoản 2 Điều 3". Raises UnreadableProvision."""
    lowered = " ".join(nfc(text).lower().strip(" .;,").split())
    if _PATH.fullmatch(lowered):
        return lowered
    found: dict[str, str] = {}
    for match in _PARTS.finditer(lowered):
        if match.lastgroup in found:
            raise _unreadable(text)
        found[str(match.lastgroup)] = next(filter(None, reversed(match.groups())))
    rest = _PARTS.sub(" ", lowered)
    path = _path_of(found)
    if path is None or not _NOTHING_ELSE.fullmatch(rest):
        raise _unreadable(text)
    return path


def _path_of(found: dict[str, str]) -> str | None:
    if "article" in found and "annex" not in found:
        parts = [f"d{found['article'].split()[-1]}"]
    elif set(found) == {"annex"}:
        return f"pl{_number_of(found['annex'])}"
    else:
        return None
    if "clause" in found:
        parts.append(f"k{found['clause'].split()[-1]}")
    if "point" in found:
        parts.append(found["point"].split()[-1])
    return ".".join(parts)


def _number_of(annex: str) -> int:
    said = annex.split()[-1]
    if said.isdigit():
        return int(said)
    if said == "lục":
        return 0
    values = [_ROMAN[letter] for letter in said]
    following = [*values[1:], 0]
    return sum(-one if one < after else one for one, after in zip(values, following, strict=True))


def _unreadable(text: str) -> UnreadableProvision:
    return UnreadableProvision(
        _("“%(text)s” names no provision. Write it as: điểm a khoản 2 Điều 3; Điều 5; Phụ lục II.")
        % {"text": text.strip()}
    )


def read_provisions(text: str) -> tuple[str, ...]:
    """Return the paths of provisions that stand one in a line or between semicolons; Điều 1 đến Điều 5 is five."""
    return tuple(path for path, _day in read_list(text, with_days=False))


def read_list(text: str, *, with_days: bool = True) -> list[tuple[str, date | None]]:
    """Return provisions with the days that stand behind a colon: "Điều 5: 01/07/2026". Raises UnreadableProvision."""
    listed: dict[str, date | None] = {}
    for line in re.split(r"[\n;]", nfc(text)):
        if not line.strip():
            continue
        named, colon, said = line.partition(":")
        if colon and not with_days:
            raise _unreadable(line)
        day = _read_day(said, line) if colon else None
        for path in _paths_in(named):
            listed[path] = day
    if len(listed) > MOST:
        raise UnreadableProvision(_("These are more than 400 provisions. List those that matter."))
    return list(listed.items())


def _paths_in(named: str) -> Iterable[str]:
    span = _RANGE.fullmatch(" ".join(named.lower().split()))
    if span is None:
        return [read_provision(named)]
    first, last = int(span[1]), int(span[2])
    if not first < last <= first + MOST:
        raise _unreadable(named)
    return [f"d{number}" for number in range(first, last + 1)]


def _read_day(said: str, line: str) -> date:
    try:
        day: date = _DAY.clean(said.strip())
    except ValidationError:
        raise UnreadableProvision(
            _("In “%(line)s” the day is not written as 01/07/2026.") % {"line": line.strip()}
        ) from None
    return day


def with_enclosing(paths: Iterable[str]) -> list[str]:
    """Return the paths with all that enclose them, each before what stands below it."""
    complete: dict[str, None] = {}
    for path in paths:
        parts = path.split(".")
        for length in range(1, len(parts) + 1):
            complete[".".join(parts[:length])] = None
    return list(complete)


def provision_name(path: str) -> str:
    """Return how a provision is cited: "điểm a khoản 2 Điều 3". The language of the law, whatever that of the page."""
    first, *below = path.split(".")
    if first.startswith("pl"):
        head = " ".join(filter(None, ("Phụ lục", _roman(int(first.removeprefix("pl"))))))
    else:
        head = f"Điều {first.removeprefix('d')}"
    names = [
        f"khoản {part.removeprefix('k')}" if re.fullmatch(r"k\d+[a-zđ]?", part) else f"điểm {part}"
        for part in below
    ]
    return " ".join([*reversed(names), head])


def provision_names(paths: Iterable[str]) -> str:
    """Return several provisions as they are cited, in their order."""
    return "; ".join(map(provision_name, paths))


def _roman(number: int) -> str:
    said = ""
    for value, letters in (
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ):
        said += letters * (number // value)
        number %= value
    return said
