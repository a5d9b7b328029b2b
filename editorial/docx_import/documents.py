"""A .docx as it comes in: read in a process of its own, and what was read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import IO

from django.utils.translation import gettext as _

from portals.uploads import UploadRefused
from portals.uploads.apart import Exhausting, UploadDeadline, WorkResult, at_once, run_apart
from portals.uploads.examining import takes_too_much

from .archive import LARGEST_FILE, UnableToImportDocument, refuse_by_name
from .markup import Block

READING = "editorial.docx_import.reading:document"


@dataclass(frozen=True)
class WordPicture:
    content: bytes
    ending: str


@dataclass(frozen=True)
class WordText:
    """A document as it was read. A figure's `image` is a key of `pictures`, its `alt` what the document says."""

    title: str
    lead: str
    blocks: list[Block]
    pictures: Mapping[str, WordPicture]
    pictures_left_out: int


def read_document(
    file: IO[bytes], *, name: str, size: int, until: UploadDeadline | None = None
) -> WordText:
    """Read a .docx; raises UnableToImportDocument for everything else, with words for who chose it.

    A request says `until` when it waits, and gets Unfinished where that was not enough; a job has a minute, and gets it
    where the reason does not lie in the document.
    """
    if size > LARGEST_FILE:
        raise UnableToImportDocument(
            _("The file is larger than %(size)s MB. Make its pictures smaller and try again.")
            % {"size": LARGEST_FILE // 1024 // 1024}
        )
    refuse_by_name(name.lower())
    try:
        if until is not None:
            return _text(at_once(READING, file, until=until, name=PurePath(name).name))
        return _text(run_apart(READING, file, name=PurePath(name).name))
    except UploadRefused as refusal:
        raise UnableToImportDocument(str(refusal)) from refusal
    except Exhausting as error:
        if until is not None:
            raise
        raise UnableToImportDocument(takes_too_much()) from error


def _text(answer: WorkResult) -> WordText:
    told = answer.values
    pictures = {
        key: WordPicture(content, ending)
        for (key, ending), content in zip(told["pictures"], answer.contents, strict=True)
    }
    return WordText(
        told["title"], told["lead"], told["blocks"], pictures, told["pictures_left_out"]
    )
