"""Chapters of a portal's archive that tell of it and are not taken apart elsewhere. Each floor registers its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from portals.models import Portal

type NamedFiles = Iterable[tuple[str, bytes]]


@dataclass(frozen=True, slots=True)
class RecordChapter:
    """What stands in `record/<host>/<name>/`: `files` yields names below that and contents, of one portal alone.

    Nothing in it may be personal, or not public: whoever gets the archive reads it. `about` is its line in the
    README, Vietnamese first. Another install keeps these files byte for byte, and counts nothing of them.
    """

    name: str
    about: str
    files: Callable[[Portal, datetime], NamedFiles]


_chapters: dict[str, RecordChapter] = {}


def register(chapter: RecordChapter) -> None:
    """Add a chapter; called once, from an app's `ready()`."""
    if chapter.name in _chapters:
        raise ValueError(f"two chapters of archives are called {chapter.name}")
    _chapters[chapter.name] = chapter


def record_chapters() -> tuple[RecordChapter, ...]:
    return tuple(_chapters.values())
