"""Answers that are public already and may be what a person is about to ask: the room that keeps them finds them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from portals.models import Portal

MOST_OFFERED = 5


@dataclass(frozen=True, slots=True)
class SimilarAnswer:
    """A released answer. `address` is whole where it stands on another portal, whose name is then `portal_name`."""

    title: str
    address: str
    answered_on: date
    portal_name: str = ""


# Asked with the portal and what was written, subject and text; the likeliest first.
type AnswersLike = Callable[[Portal, str], list[SimilarAnswer]]

_finders: list[AnswersLike] = []


def register(answers_like: AnswersLike) -> None:
    """Add a finder; called once, from an app's `ready()`. What it is given, it keeps nowhere."""
    _finders.append(answers_like)


def similar_answers(portal: Portal, text: str) -> list[SimilarAnswer]:
    """Return answers like `text`, at most five; none where no room keeps any. A few queries a finder."""
    found = [answer for answers_like in _finders for answer in answers_like(portal, text)]
    return found[:MOST_OFFERED]
