"""Where what was made of a recording is found: below its file, by the ending of each part."""

from __future__ import annotations

from enum import StrEnum
from pathlib import PurePosixPath

from django.urls import reverse

from editorial.models import PortalDocument
from portals.text import slug_of


class SoundPart(StrEnum):
    """The parts, each with what its name ends in."""

    MP3 = ".mp3"
    OPUS = ".ogg"
    CAPTIONS = ".vtt"
    CHAPTERS = "-muc.vtt"
    PODCAST_CHAPTERS = "-muc.json"
    PICTURE = ".svg"


def part_name(document: PortalDocument, part: SoundPart) -> str:
    """Such as "ban-tin-sang.mp3", for a file of whatever name."""
    stem = PurePosixPath(document.filename).stem.replace("_", " ")
    return f"{slug_of(stem, fallback='ban-tin')}{part}"


def part_named(name: str) -> SoundPart | None:
    """Return the part of which this is a name; the longer ending counts."""
    found = [part for part in SoundPart if name.endswith(part)]
    return max(found, key=len, default=None)


def part_path(document: PortalDocument, part: SoundPart) -> str:
    """The path of a part, the same on every host that may serve it."""
    return reverse("recording_part", args=[document.pk, part_name(document, part)])
