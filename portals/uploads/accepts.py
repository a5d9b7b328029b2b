"""Which kinds of files a form takes, and how large."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _

from .kinds import MB


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
            ending.upper() for ending in self.endings if ending not in {"jpeg", "yml", "heif"}
        )
        return _("%(kinds)s; at most %(size)s MB.") % {"kinds": names, "size": self.largest // MB}

    def __str__(self) -> str:
        return self.words

    @property
    def attribute(self) -> str:
        """What a browser is told, which then offers such files first."""
        return ",".join(f".{ending}" for ending in self.endings)


PICTURES = Accepts(
    endings=("jpg", "jpeg", "png", "webp", "gif", "avif"), largest=20 * MB, remade_as="picture"
)
PHOTOS = Accepts(
    endings=("jpg", "jpeg", "png", "webp", "heic", "heif", "avif"),
    largest=25 * MB,
    remade_as="photo",
)
SHEETS = Accepts(
    endings=("jpg", "jpeg", "png", "webp", "heic", "heif"), largest=15 * MB, remade_as="photo"
)
DOCUMENTS = Accepts(
    endings=(
        "pdf", "doc", "docx", "odt", "rtf", "txt", "xls", "xlsx", "ods", "csv", "ppt", "pptx", "odp",
        "zip", "mp3", "mp4",
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
