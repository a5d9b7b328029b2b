"""What `manage.py doctor` proves, registered by each floor for itself in `ready()`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from portals.operations.chapters import Chapters
from portals.operations.checking import Check


@dataclass(frozen=True)
class DoctorChapter:
    """The checks of one subject. They are called for when every app is ready, since some ask what apps registered."""

    name: str
    rank: int
    checks: Callable[[], Sequence[Check]]


CHAPTERS = Chapters[DoctorChapter]()


def register(name: str, checks: Callable[[], Sequence[Check]], *, rank: int) -> None:
    """Add a chapter; `rank` says where it is told."""
    CHAPTERS.register(DoctorChapter(name, rank, checks))


def doctor_checks() -> tuple[Check, ...]:
    """Return the checks of all floors in the order in which they are asked and told."""
    return tuple(check for chapter in CHAPTERS.in_order() for check in chapter.checks())


_notes: list[Callable[[], Sequence[str]]] = []


def register_notes(notes: Callable[[], Sequence[str]]) -> None:
    """Add what is no fault and yet to be known, in words; called once, from an app's `ready()`."""
    _notes.append(notes)


def doctor_notes() -> tuple[str, ...]:
    return tuple(note for notes in _notes for note in notes())
