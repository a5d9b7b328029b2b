"""Chapters: what every floor adds to something that is told, asked or done as a whole, in an order of its own."""

from __future__ import annotations

from typing import Protocol


class Chapter(Protocol):
    @property
    def name(self) -> str: ...

    @property
    def rank(self) -> int:
        """The chapters follow one another by rank. Upper floors stand between lower ones where they have to."""


class Chapters[C: Chapter]:
    """The chapters of one whole, registered by each floor for itself in `ready()`."""

    def __init__(self) -> None:
        self._chapters: list[C] = []

    def register(self, chapter: C) -> None:
        """Add a chapter. Its name and its rank can be taken once."""
        for other in self._chapters:
            if other.name == chapter.name or other.rank == chapter.rank:
                raise ValueError(
                    f"Registered twice: {other.name} ({other.rank}), {chapter.name} ({chapter.rank})"
                )
        self._chapters.append(chapter)

    def in_order(self) -> tuple[C, ...]:
        return tuple(sorted(self._chapters, key=lambda chapter: chapter.rank))
