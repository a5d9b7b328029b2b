"""Where words name or reach who asked."""

from __future__ import annotations

import re
from collections.abc import Iterator

from portals.redaction.own_names import names_in
from portals.redaction.plain_view import PlainView, read_plainly

from .models import CitizenCase

# Fewer digits than that are a figure of anything.
FEWEST_DIGITS = 6
_GAP = r"[\s.,\-_()]{0,3}"


def says_who_asked(case: CitizenCase, words: str) -> bool:
    """Whether words name the person or their address, or say how to reach them, in whatever way they are written."""
    view = read_plainly(words)
    names = [case.person_name] if case.person_name else []
    return (
        says_how_to_reach(case, view)
        or any(names_in(view, names))
        or bool(address_said(view, case.address))
    )


def says_how_to_reach(case: CitizenCase, view: PlainView) -> bool:
    """Whether a text says mail address, telephone or identity number of who asked."""
    return any(pattern.search(view.lower) for pattern in _reaching(case))


def address_said(view: PlainView, address: str) -> list[str]:
    """Return where a text says an address, as it says it."""
    parts = read_plainly(address).lower.split()
    if not parts:
        return []
    spelt = r"\s+".join(map(re.escape, parts))
    found = re.finditer(rf"(?<!\w){spelt}(?!\w)", view.lower)
    return [view.text[one.start() : one.end()] for one in found]


def _reaching(case: CitizenCase) -> Iterator[re.Pattern[str]]:
    mail = read_plainly(case.email).lower.strip()
    if mail:
        yield re.compile(rf"(?<![\w.+\-]){re.escape(mail)}(?![\w\-])")
    for number in (*re.split(r"[,;/]", case.phone), case.identity):
        digits = re.sub(r"\D", "", read_plainly(number).text)
        if len(digits) < FEWEST_DIGITS:
            continue
        own = re.sub(r"^(?:0|84)", "", digits)
        yield re.compile(rf"(?<!\d)(?:(?:0084|84|0){_GAP}){{0,2}}{_GAP.join(own)}(?!\d)")
