"""What the demo shows, told in chapters that each floor registers for itself in `ready()`.

A floor registers the path of its module of chapters: nothing of it is imported until a demo is written.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from importlib import import_module
from typing import TYPE_CHECKING, Any

from portals.operations.chapters import Chapters

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

    from portals.models import Portal


@dataclass
class DemoScene:
    """The province as far as it is written. Chapters hand things on by their type: one puts, later ones take."""

    now: datetime
    # In which of its states the province begins, by the word that `--organisation` takes.
    organisation: str
    portals: Sequence[Portal] = ()
    _held: dict[type, Any] = field(default_factory=dict)

    @property
    def province(self) -> Portal:
        return self.portals[0]

    def put(self, thing: object) -> None:
        """Hand `thing` on. One of its type can be handed on once."""
        if type(thing) in self._held:
            raise ValueError(f"Put twice: {type(thing).__name__}")
        self._held[type(thing)] = thing

    def take[T](self, kind: type[T]) -> T:
        """Return what an earlier chapter put. Raises LookupError where none did: the ranks are wrong then."""
        if kind not in self._held:
            raise LookupError(f"No chapter before this one put {kind.__name__}")
        found: T = self._held[kind]
        return found


@dataclass(frozen=True, slots=True)
class DemoChapter:
    """A part of the demo. All are written in one transaction; `title` is what the screen says meanwhile.

    `media_folders` are those below MEDIA_ROOT that it fills, which `--reset` empties.
    """

    name: str
    rank: int
    title: StrPromise
    write: Callable[[DemoScene], None]
    media_folders: Sequence[str] = ()


_modules: list[str] = []


def register(module: str) -> None:
    """Add the chapters of a floor: the module has `CHAPTERS`."""
    if module in _modules:
        raise ValueError(f"Registered twice: {module}")
    _modules.append(module)


def chapters() -> tuple[DemoChapter, ...]:
    """Return the chapters of all floors in the order in which they are written."""
    found = Chapters[DemoChapter]()
    for module in _modules:
        for chapter in import_module(module).CHAPTERS:
            found.register(chapter)
    return found.in_order()
