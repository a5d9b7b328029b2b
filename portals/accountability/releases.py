"""Who hears that an answer became public, or is not so any more. Floors above keep the snapshot that citizens read.

They alone know which copies of files stand beside it: `shown_copies` asks them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from .models import AnswerDraft, CaseFile, CitizenCase


@dataclass(frozen=True, slots=True)
class Release:
    """An approved answer at the moment of its release. The words to show are the draft's public ones, no others.

    `files` are redacted copies, in their order, each the `copy_of` a `FileRedaction`: no other file is ever shown.
    """

    case: CitizenCase
    draft: AnswerDraft
    at: datetime
    files: tuple[CaseFile, ...] = ()


type ReleaseListener = Callable[[Release], None]
type RetractionListener = Callable[[CitizenCase, datetime, str], None]
# Given ids of copies, those of them that anybody may read now. One query.
type CopiesShown = Callable[[Collection[int]], set[int]]

_released: list[ReleaseListener] = []
_retracted: list[RetractionListener] = []
_showing: list[CopiesShown] = []


def on_release(listener: ReleaseListener) -> None:
    """Have `listener` called in the transaction of each release; once, from an app's `ready()`."""
    _released.append(listener)


def on_retraction(listener: RetractionListener) -> None:
    """Have `listener` called, with case, moment and reason, in the transaction in which a release ends."""
    _retracted.append(listener)


def register_shown_copies(showing: CopiesShown) -> None:
    """Have `showing` asked which redacted copies are public, before any is deleted; once, from an app's `ready()`."""
    _showing.append(showing)


def shown_copies(copy_ids: Collection[int]) -> set[int]:
    """Return which of these redacted copies, by id, stand beside a public answer now, whatever was changed since."""
    return {pk for showing in _showing for pk in showing(copy_ids)}


def tell_released(release: Release) -> None:
    for listener in _released:
        listener(release)


def tell_retracted(case: CitizenCase, now: datetime, reason: str) -> None:
    for listener in _retracted:
        listener(case, now, reason)
