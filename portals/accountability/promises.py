"""How promises of answers stand, in words: one whose day has passed is not told as if it were still to come."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from .enums import AnswerPromiseState
from .models import AnswerPromise


@dataclass(frozen=True, slots=True)
class ToldPromise:
    """A promise with how it stands on a day."""

    promise: AnswerPromise
    standing: str
    is_missed: bool


def is_missed(promise: AnswerPromise, today: date) -> bool:
    return promise.state == AnswerPromiseState.OPEN and promise.due_on < today


def promise_words(promise: AnswerPromise, today: date) -> str:
    if is_missed(promise, today):
        return _("Day passed, nothing said")
    return str(AnswerPromiseState(promise.state).label)


def told_promises(promises: Iterable[AnswerPromise], today: date) -> list[ToldPromise]:
    """Return promises with how they stand on `today`, in their order. Asks nothing but for the promises."""
    return [ToldPromise(one, promise_words(one, today), is_missed(one, today)) for one in promises]
