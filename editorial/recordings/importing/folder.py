"""What a folder of old recordings holds, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, time
from hashlib import sha1
from pathlib import Path

from django.core.files import File
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from editorial.models import PortalDocument
from portals.models import Portal
from portals.refusals import Refusal
from portals.text import nfc
from portals.uploads import DOCUMENTS, UploadRefused
from portals.uploads.apart import Unfinished
from portals.uploads.examining import finished, refuse_at_a_glance
from portals.uploads.kinds import SOUND_TYPES

from .names import UndatedName, airing_named

# Beside a recording, of the same name.
TEXT = ".txt"
SOUNDS = frozenset(f".{ending}" for ending in SOUND_TYPES)
LONGEST_TEXT = 40_000


@dataclass(frozen=True)
class FoundRecording:
    """A recording of the folder, ready to be brought in."""

    path: Path
    title: str
    aired_at: datetime
    text: str
    digest: str


@dataclass(frozen=True)
class FolderProblem:
    """What is wrong with one file."""

    name: str
    reason: str

    def __str__(self) -> str:
        return f"{self.name}: {self.reason}"


@dataclass(frozen=True)
class FolderPlan:
    """What would be brought in, and all that stands in the way."""

    found: tuple[FoundRecording, ...]
    problems: tuple[FolderProblem, ...]


def read_folder(
    folder: Path, *, portal: Portal, year: int | None, hour: time, now: datetime
) -> FolderPlan:
    """Look at every file of `folder` and below; change nothing. Each is examined as any upload is."""
    found: list[FoundRecording] = []
    problems: list[FolderProblem] = []
    taken: dict[datetime | str, str] = _there(portal)
    for path in sorted(_files(folder)):
        name = str(path.relative_to(folder))
        try:
            one = _read(path, year=year, hour=hour, now=now)
            for key in (one.digest, one.aired_at):
                if key in taken:
                    raise Refusal(
                        _("The same as %(other)s, or aired at the same hour.")
                        % {"other": taken[key]}
                    )
                taken[key] = name
            found.append(one)
        except Refusal as refusal:
            problems.append(FolderProblem(name, str(refusal)))
    return FolderPlan(tuple(found), tuple(problems))


def _files(folder: Path) -> Iterator[Path]:
    for path in folder.rglob("*"):
        is_text_beside = path.suffix.lower() == TEXT and _beside(path, SOUNDS) is not None
        if path.is_file() and not path.name.startswith(".") and not is_text_beside:
            yield path


def _beside(path: Path, endings: Collection[str]) -> Path | None:
    """The file of the same name but for its ending, which may be written in capitals."""
    found = (
        one
        for one in path.parent.iterdir()
        if one.stem == path.stem and one != path and one.suffix.lower() in endings
    )
    return min(found, default=None)


def _there(portal: Portal) -> dict[datetime | str, str]:
    kept = PortalDocument.objects.filter(collection=portal.collection, recording__isnull=False)
    return dict(kept.values_list("file_hash", "title"))


def _read(path: Path, *, year: int | None, hour: time, now: datetime) -> FoundRecording:
    if path.suffix.lower() not in SOUNDS:
        raise Refusal(
            _("Not a sound; taken are %(kinds)s.") % {"kinds": ", ".join(sorted(SOUND_TYPES))}
        )
    if path.is_symlink():
        raise Refusal(_("A link to another file is not followed."))
    airing = airing_named(nfc(path.stem), year=year, hour=hour)
    if airing.at > now:
        raise UndatedName(_("It would be aired in the future."))
    with path.open("rb") as opened:
        file = File(opened, name=path.name)
        refuse_at_a_glance(file, DOCUMENTS)
        try:
            finished(file, accepts=DOCUMENTS)
        except Unfinished as error:
            raise UploadRefused(_("It could not be examined now. Try again.")) from error
        opened.seek(0)
        digest = sha1(opened.read(), usedforsecurity=False).hexdigest()
    day = f"{localtime(airing.at):%d/%m/%Y}"
    title = (
        _("Bulletin of the loudspeakers, %(part)s %(day)s")
        if airing.part
        else _("Bulletin of the loudspeakers, %(day)s")
    )
    return FoundRecording(
        path, title % {"part": airing.part, "day": day}, airing.at, _text_beside(path), digest
    )


def _text_beside(path: Path) -> str:
    beside = _beside(path, (TEXT,))
    if beside is None or not beside.is_file():
        return ""
    try:
        text = nfc(beside.read_text(encoding="utf-8-sig"))
    except (UnicodeDecodeError, OSError) as error:
        raise Refusal(_("The text beside it is not written in UTF-8.")) from error
    if len(text) > LONGEST_TEXT:
        raise Refusal(_("The text beside it is too long."))
    return text
