"""What floors above show beside an answer that is being written: how the like was answered, what can be cited."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from portals.models import Portal

from .models import CitizenCase


@dataclass(frozen=True, slots=True)
class AnsweredBefore:
    """A public answer to something like it. `address` is where it stands, `answer` its public words."""

    subject: str
    answer: str
    address: str
    portal_name: str = ""


@dataclass(frozen=True, slots=True)
class Citable:
    """Something that an answer may rest on, by the key that the draft keeps of it."""

    key: str
    title: str
    address: str = ""


type FindAnswered = Callable[[Portal, CitizenCase], Iterable[AnsweredBefore]]
type FindCitable = Callable[[Portal, CitizenCase], Iterable[Citable]]

_answered: list[FindAnswered] = []
_citable: list[FindCitable] = []


def register_answered_before(find: FindAnswered) -> None:
    """Have `find` asked whenever an answer is written; once, from an app's `ready()`."""
    _answered.append(find)


def register_citable(find: FindCitable) -> None:
    """Have `find` asked for what may be cited: of the case's own words it keeps and logs nothing."""
    _citable.append(find)


def answers_before(portal: Portal, case: CitizenCase) -> list[AnsweredBefore]:
    """Return public answers like what is asked, the likest first; none where no floor above knows any."""
    return [one for find in _answered for one in find(portal, case)]


def citable(portal: Portal, case: CitizenCase) -> list[Citable]:
    return [one for find in _citable for one in find(portal, case)]
