"""Which kinds of files a form takes, and how large."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django.conf import settings
from django.utils.translation import gettext as _

from .kinds import MB, SOUND_TYPES


@dataclass(frozen=True, kw_only=True)
class Accepts:
    """What one form takes. With `remade_as` a picture is drawn anew, so that nothing but its pixels is kept."""

    endings: tuple[str, ...]
    largest: int
    remade_as: Literal["", "photo", "picture"] = ""

    @property
    def words(self) -> str:
        """What people are told before they choose a file."""
        names = ", ".join(
            ending.upper()
            for ending in self.endings
            if ending not in {"jpeg", "yml", "heif", "oga"}
        )
        told = {"kinds": names, "size": self.largest // MB, "sound": self.largest_of("wav") // MB}
        if {*self.endings} & {*SOUND_TYPES}:
            return _("%(kinds)s; at most %(size)s MB, sound at most %(sound)s MB.") % told
        return _("%(kinds)s; at most %(size)s MB.") % told

    def largest_of(self, ending: str) -> int:
        """How large a file of this ending may be, in bytes. Recordings have a size of the install's own."""
        if ending in SOUND_TYPES:
            return int(settings.PORTALS_LARGEST_RECORDING) * MB
        return self.largest

    def __str__(self) -> str:
        return self.words

    @property
    def attribute(self) -> str:
        """What a browser is told, which then offers such files first."""
        return ",".join(f".{ending}" for ending in self.endings)


# One for all pictures of a board: what the chooser takes, quick writing takes.
PICTURE_SIZE = 25 * MB
PICTURES = Accepts(
    endings=("jpg", "jpeg", "png", "webp", "gif", "avif"), largest=PICTURE_SIZE, remade_as="picture"
)
PHOTOS = Accepts(
    endings=("jpg", "jpeg", "png", "webp", "heic", "heif", "avif"),
    largest=PICTURE_SIZE,
    remade_as="photo",
)
SHEETS = Accepts(
    endings=("jpg", "jpeg", "png", "webp", "heic", "heif"), largest=15 * MB, remade_as="photo"
)
DOCUMENTS = Accepts(
    endings=(
        "pdf", "doc", "docx", "odt", "rtf", "txt", "xls", "xlsx", "ods", "csv", "ppt", "pptx", "odp",
        "zip", "mp4", *SOUND_TYPES,
    ),
    largest=50 * MB,
)  # fmt: skip
# What citizens send: photos, drawn anew, and PDFs. The first is what the form says of both.
LETTERS = Accepts(endings=("jpg", "jpeg", "png", "webp", "heic", "heif", "pdf"), largest=10 * MB)
LETTER_PHOTOS = Accepts(
    endings=("jpg", "jpeg", "png", "webp", "heic", "heif"), largest=10 * MB, remade_as="photo"
)
WORD = Accepts(endings=("docx",), largest=20 * MB)
# Files that come together, each to be examined by itself.
ARCHIVES = Accepts(endings=("zip",), largest=50 * MB)
TABLES = Accepts(endings=("csv", "xlsx"), largest=5 * MB)
CATALOGUES = Accepts(endings=("jsonl",), largest=20 * MB)
RUBRICS = Accepts(endings=("yaml", "yml", "xlsx"), largest=MB)
