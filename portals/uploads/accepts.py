"""Which kinds of files a form takes, and how large."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import IO, Literal

from django.utils.translation import gettext as _

from . import archives, office, pdf, recordings, texts
from .budget import Budget

MB = 1024 * 1024

type Check = Callable[[IO[bytes], Budget], None]


@dataclass(frozen=True)
class Kind:
    """A kind of file: what its content must claim to be, and what is looked at inside."""

    claim: str
    check: Check | None = None


# By ending. What is not named here is not taken by any form.
KINDS: dict[str, Kind] = {
    "pdf": Kind("pdf", pdf.refuse_active),
    "docx": Kind("zip", office.refuse_unsafe_ooxml),
    "xlsx": Kind("zip", office.refuse_unsafe_ooxml),
    "pptx": Kind("zip", office.refuse_unsafe_ooxml),
    "odt": Kind("zip", office.refuse_unsafe_odf),
    "ods": Kind("zip", office.refuse_unsafe_odf),
    "odp": Kind("zip", office.refuse_unsafe_odf),
    "doc": Kind("ole", office.refuse_unsafe_ole),
    "xls": Kind("ole", office.refuse_unsafe_ole),
    "ppt": Kind("ole", office.refuse_unsafe_ole),
    "rtf": Kind("rtf", office.refuse_unsafe_rtf),
    "txt": Kind("text", texts.refuse_unreadable),
    "csv": Kind("text", texts.refuse_unreadable),
    "yaml": Kind("text", texts.refuse_unreadable),
    "yml": Kind("text", texts.refuse_unreadable),
    "mp3": Kind("mp3", recordings.refuse_no_mp3),
    "mp4": Kind("mp4", recordings.refuse_no_mp4),
    "jpg": Kind("jpeg"),
    "jpeg": Kind("jpeg"),
    "png": Kind("png"),
    "gif": Kind("gif"),
    "webp": Kind("webp"),
    "avif": Kind("avif"),
    "heic": Kind("heif"),
    "heif": Kind("heif"),
    "zip": Kind("zip", archives.refuse_unsafe),
}


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
WORD = Accepts(endings=("docx",), largest=20 * MB)
TABLES = Accepts(endings=("csv", "xlsx"), largest=5 * MB)
RUBRICS = Accepts(endings=("yaml", "yml", "xlsx"), largest=MB)
