"""The pages of the handbook as they are shipped: a file each, in the folder that a floor registers.

A file is Markdown below a head of YAML. The head says for whom the page is, for which addresses of the desk, and after
which mistakes it is offered, so that a test can ask whether all of that is still there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import yaml

from portals.text import nfc

from .enums import HandbookReader
from .words import unaccented

_FENCE = "---\n"
# In a folder of pages, where codes of its floor lead: also to pages of floors below, which do not know them.
CODES = "codes.yaml"
_folders: list[Path] = []


@dataclass(frozen=True, slots=True)
class TourStep:
    """A place on the screen, by a selector, and what is said of it."""

    place: str
    say: str


@dataclass(frozen=True, slots=True)
class Tour:
    """A few steps over one page of the desk: that at the address named `at`, which takes no arguments."""

    at: str
    steps: tuple[TourStep, ...]


@dataclass(frozen=True, slots=True)
class HandbookPage:
    """A task, as it is explained.

    `tasks` are names of addresses, or beginnings of such names with a star; `codes` what leads here after a mistake
    (`finding:alt-missing`, `measure:news.delay`); `mistakes` and `words` what people say of it. Pages that are
    `is_open` are read without signing in.
    """

    slug: str
    title: str
    readers: tuple[HandbookReader, ...]
    text: str
    tasks: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    mistakes: tuple[str, ...] = ()
    words: str = ""
    selectors: tuple[str, ...] = ()
    picture: str = ""
    picture_text: str = ""
    is_open: bool = False
    tour: Tour | None = None

    @property
    def mark(self) -> str:
        """Tells this text from a later one."""
        return sha256(f"{self.title}\n{self.text}".encode()).hexdigest()


class UnreadablePage(ValueError):
    """The file is no page of a handbook; its text says why."""


def register_folder(folder: Path) -> None:
    """Add a floor's pages; called once, from its app's `ready()`."""
    if folder in _folders:
        raise ValueError(f"Registered twice: {folder}")
    _folders.append(folder)


@cache
def shipped_pages() -> Mapping[str, HandbookPage]:
    """All pages by their slug, in the order of their titles."""
    found: dict[str, HandbookPage] = {}
    for folder in _folders:
        for file in sorted(folder.glob("*.md")):
            if file.stem in found:
                raise UnreadablePage(f"Two pages are called {file.stem}")
            found[file.stem] = read_handbook_page(file.stem, file.read_text("utf-8"))
    return dict(sorted(found.items(), key=lambda one: unaccented(one[1].title)))


@cache
def page_of_code() -> Mapping[str, HandbookPage]:
    """The page that each code leads to, by the pages themselves and by the floors that the codes are of."""
    pages = shipped_pages()
    told = [(code, page.slug) for page in pages.values() for code in page.codes]
    for folder in _folders:
        if (file := folder / CODES).is_file():
            told += yaml.safe_load(file.read_text("utf-8")).items()
    found: dict[str, HandbookPage] = {}
    for code, slug in told:
        if code in found:
            raise UnreadablePage(f"{code} leads to {found[code].slug} and to {slug}")
        found[code] = pages[slug]
    return found


def read_handbook_page(slug: str, content: str) -> HandbookPage:
    """Return the page that a file holds; raises UnreadablePage."""
    if not content.startswith(_FENCE) or content.count(_FENCE) < 2:
        raise UnreadablePage(f"{slug}: it begins with no head")
    head, text = content.removeprefix(_FENCE).split(_FENCE, 1)
    told = yaml.safe_load(head)
    if not isinstance(told, dict):
        raise UnreadablePage(f"{slug}: its head has no names")
    known = {
        "title", "for", "tasks", "codes", "mistakes", "words", "selectors", "picture", "picture_text", "open", "tour",
    }  # fmt: skip
    if unknown := set(told) - known:
        raise UnreadablePage(f"{slug}: {', '.join(sorted(unknown))} means nothing")
    return HandbookPage(
        slug=slug,
        title=nfc(str(told["title"])),
        readers=tuple(HandbookReader(one) for one in told["for"]),
        text=nfc(text.strip()),
        tasks=_listed(told, "tasks"),
        codes=_listed(told, "codes"),
        mistakes=_listed(told, "mistakes"),
        words=nfc(str(told.get("words", ""))),
        selectors=_listed(told, "selectors"),
        picture=str(told.get("picture", "")),
        picture_text=nfc(str(told.get("picture_text", ""))),
        is_open=bool(told.get("open", False)),
        tour=_tour(told["tour"]) if "tour" in told else None,
    )


def _tour(told: Mapping[str, Any]) -> Tour:
    steps = tuple(TourStep(str(one["place"]), nfc(str(one["say"]))) for one in told["steps"])
    return Tour(str(told["at"]), steps)


def _listed(told: Mapping[str, Any], name: str) -> tuple[str, ...]:
    return tuple(nfc(str(one)) for one in told.get(name) or ())
