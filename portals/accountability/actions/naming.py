"""Whether words for the public name or reach who asked, or anybody else."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from portals.redaction.plain_view import PlainView, read_plainly
from portals.redaction.proposing import propose

from ..models import CitizenCase
from .acting import NotPossible

# Fewer digits than that are a figure of anything.
FEWEST_DIGITS = 6
_GAP = r"[\s.,\-_()]{0,3}"


class NamesThePerson(NotPossible):
    """The words may name or reach a person; who has looked at them may say so and sign all the same."""


def must_name_nobody(case: CitizenCase, words: str, *, has_looked: bool) -> None:
    """Raise NotPossible for mail, telephone or identity number of who asked, in whatever way they are written.

    Raise NamesThePerson for what else may be of a person, unless `has_looked`: their name and address as well, since
    both may be words that an office cannot do without ("An", "Bắc Ninh").
    """
    view = read_plainly(words)
    if any(pattern.search(view.lower) for pattern in _reaching(case)):
        raise NotPossible(
            _("This says how to reach who asked: everybody would read it. Take it out.")
        )
    if has_looked:
        return
    found = [words[one.start : one.end] for one in propose(words, names_given=_names(case))]
    found += [
        one for one in _address_in(view, case.address) if not any(one in told for told in found)
    ]
    if found:
        raise NamesThePerson(
            _(
                "This may name or reach a person: %(found)s. Take it out, or tick that it may stand in public."
            )
            % {"found": "; ".join(" ".join(one.split()) for one in found)}
        )


def _names(case: CitizenCase) -> list[str]:
    return [case.person_name] if case.person_name else []


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


def _address_in(view: PlainView, address: str) -> list[str]:
    parts = read_plainly(address).lower.split()
    if not parts:
        return []
    spelt = r"\s+".join(map(re.escape, parts))
    found = re.finditer(rf"(?<!\w){spelt}(?!\w)", view.lower)
    return [view.text[one.start() : one.end()] for one in found]
