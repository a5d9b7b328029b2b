"""Requests that may be the same as one: of the same sender, or in nearly the same words."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..models import CitizenCase

# Of so many running requests of the portal, the newest, the words are looked at.
LOOKED_AT = 200
MOST_PROPOSED = 5
ALIKE = 0.4
WORDS = re.compile(r"\w+")
DIGITS = re.compile(r"\D")


@dataclass(frozen=True, slots=True)
class Duplicate:
    case: CitizenCase
    same_sender: bool
    # Share of the words that both have, 0 to 1.
    alike: float


def likely_duplicates(case: CitizenCase) -> list[Duplicate]:
    """Return running requests of the same portal that may be the same, the likest first. One query."""
    running = CitizenCase.objects.running().filter(portal=case.portal_id).exclude(pk=case.pk)
    own, senders = _words(case), _senders(case)
    found = []
    for other in running.defer("person_name", "address", "identity").order_by("-arrived_at")[
        :LOOKED_AT
    ]:
        same = bool(senders & _senders(other))
        alike = _alike(own, _words(other))
        if same or alike >= ALIKE:
            found.append(Duplicate(other, same, alike))
    found.sort(key=lambda one: (-one.alike - one.same_sender / 2, one.case.pk))
    return found[:MOST_PROPOSED]


def _words(case: CitizenCase) -> set[str]:
    return set(WORDS.findall(f"{case.subject} {case.text}".lower()))


def _senders(case: CitizenCase) -> set[str]:
    return {case.email.strip().lower(), DIGITS.sub("", case.phone)} - {""}


def _alike(some: set[str], others: set[str]) -> float:
    both = some | others
    return len(some & others) / len(both) if both else 0.0
