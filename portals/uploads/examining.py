"""The examination of one file: a glance in the request, and the work itself in a process of its own."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO, Any

from django.core.files import File
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import gettext as _

from .accepts import Accepts
from .apart import A_GLANCE, Exhausting, Unfinished, UploadDeadline, WorkResult, at_once, run_apart
from .archives import damaged
from .claims import claims_of
from .kinds import CLAIMS, MB, SOUND_TYPES
from .pictures import note_size
from .refusal import UploadRefused


@dataclass(frozen=True)
class Examined:
    """What may be kept of a file; where it `waits`, only until `finished` has said more, and shown to nobody."""

    file: Any
    waits: bool


def examined(file: File[bytes], *, accepts: Accepts, until: UploadDeadline | None = None) -> Any:
    """Return the file that may be kept: `file` itself, or a picture drawn anew.

    Nothing is stored here, and nothing of a refused file stays. Takes a second at most; raises UploadRefused where
    that is not enough, too. `until` bounds several files of one request together.
    """
    found = begun(file, accepts=accepts, until=until)
    if found.waits:
        raise UploadRefused(takes_too_long())
    return found.file


def begun(file: File[bytes], *, accepts: Accepts, until: UploadDeadline | None = None) -> Examined:
    """The same where a row can keep the file until a job has finished: what is not done in time `waits`."""
    refuse_at_a_glance(file, accepts)
    until = until or UploadDeadline()
    try:
        return Examined(_told(file, accepts, until), waits=False)
    except Unfinished:
        if accepts.remade_as:
            # What has no readable header has no place in a row either.
            note_size(file, _declared_size(file, until.of_glances))
        file.seek(0)
        return Examined(file, waits=True)


def finished(file: File[bytes], *, accepts: Accepts) -> Any:
    """Examine what `begun` let wait, with the time and memory that a job has; for workers, since it may take a minute.

    Returns what may be kept; raises UploadRefused, also for what no worker can finish, and Unfinished where this one
    could not for a reason that does not lie in the file: it is tried again then.
    """
    try:
        return _told(file, accepts, None)
    except Exhausting as error:
        raise UploadRefused(takes_too_much()) from error


def _declared_size(file: File[bytes], until: UploadDeadline) -> tuple[int, int]:
    # A header may be as long as the file.
    try:
        values = at_once(
            "portals.uploads.inspecting:declared", file, until=until, bounds=A_GLANCE
        ).values
    except Unfinished as error:
        raise UploadRefused(takes_too_long()) from error
    return values["width"], values["height"]


def _told(file: File[bytes], accepts: Accepts, until: UploadDeadline | None) -> Any:
    name = file.name or ""
    if not accepts.remade_as:
        _apart("unfit", file, until, ending=_ending(name))
        return file
    answer = _apart(
        "drawn", file, until, name=PurePosixPath(name).name, lines=accepts.remade_as == "picture"
    )
    return SimpleUploadedFile(answer.values["name"], answer.contents[0], answer.values["kind"])


def _apart(
    task: str, file: IO[bytes], until: UploadDeadline | None, **arguments: Any
) -> WorkResult:
    function = f"portals.uploads.inspecting:{task}"
    if until is None:
        return run_apart(function, file, **arguments)
    return at_once(function, file, until=until, **arguments)


def refuse_at_a_glance(file: File[bytes], accepts: Accepts) -> None:
    """Refuse by name, size, beginning and end: all that a request looks at itself."""
    ending = _ending(file.name or "")
    # A picture gets a new name with its new content, and phones name theirs as they like.
    if not accepts.remade_as and ending not in accepts.endings:
        raise UploadRefused(
            _("This kind of file is not taken. Choose: %(kinds)s") % {"kinds": accepts.words}
        )
    if not file.size:
        raise UploadRefused(_("The file is empty."))
    largest = accepts.largest_of(ending)
    if file.size > largest:
        told = {"size": largest // MB}
        raise UploadRefused(
            _(
                "The recording is larger than %(size)s MB. Save it as MP3 or M4A, which are a tenth of a WAV."
            )
            % told
            if ending in SOUND_TYPES
            else _("The file is larger than %(size)s MB. Make it smaller and try again.") % told
        )
    if accepts.remade_as:
        refuse_no_picture(file, accepts)
    else:
        refuse_wrong_claim(file, ending)


def _ending(name: str) -> str:
    return PurePosixPath(name).suffix.lower().lstrip(".")


def refuse_no_picture(file: IO[bytes], accepts: Accepts) -> None:
    """Refuse what does not claim to be a picture, and one only. People mix up endings of pictures; that is let pass."""
    taken = {CLAIMS[ending] for ending in accepts.endings}
    claims = claims_of(file)
    if len(claims) != 1 or not claims <= taken:
        raise UploadRefused(
            _("This file is not a photo, or it is damaged. Use JPEG, PNG, WebP or HEIC.")
        )


def refuse_wrong_claim(file: IO[bytes], ending: str) -> None:
    """Raise UploadRefused unless `file` claims to be what `ending` says, and nothing else besides."""
    claim = CLAIMS[ending]
    claims = claims_of(file)
    if claims == {"ole"} and claim == "zip":
        # So Office wraps what it encrypts, and so its files were before 2007.
        raise UploadRefused(
            _(
                "The file is locked with a password, or an old Office file under a new name. Save it anew without a"
                " password."
            )
        )
    if claims != {claim}:
        raise UploadRefused(damaged())


def takes_too_long() -> str:
    return _(
        "The file could not be examined in time. Try again in a minute, or make it smaller first."
    )


def takes_too_much() -> str:
    return _("Examining this file takes more than any file may. Make it smaller, or split it.")
