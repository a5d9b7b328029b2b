"""The examination of one file."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import IO, Any

from django.core.files import File
from django.utils.translation import gettext as _

from .accepts import KINDS, MB, Accepts
from .archives import damaged
from .claims import claims_of
from .pictures import remade
from .refusal import UploadRefused

PICTURE_CLAIMS = {"jpeg", "png", "gif", "webp", "avif", "heif"}


def examined(file: File[bytes], *, accepts: Accepts) -> Any:
    """Return the file that may be kept: `file` itself, or a picture drawn anew. Raises UploadRefused.

    Nothing is stored here, and nothing of a refused file stays. A PDF takes up to half a second, a large picture one.
    """
    name = file.name or ""
    ending = PurePosixPath(name).suffix.lower().lstrip(".")
    # A picture gets a new name with its new content, and phones name theirs as they like.
    if not accepts.remade_as and ending not in accepts.endings:
        raise UploadRefused(
            _("This kind of file is not taken. Choose: %(kinds)s") % {"kinds": accepts.words}
        )
    if not file.size:
        raise UploadRefused(_("The file is empty."))
    if file.size > accepts.largest:
        raise UploadRefused(
            _("The file is larger than %(size)s MB. Make it smaller and try again.")
            % {"size": accepts.largest // MB}
        )
    if accepts.remade_as:
        refuse_no_picture(file, accepts)
        return remade(file, name=name, keeps_lines=accepts.remade_as == "picture")
    refuse_unfit(file, ending)
    file.seek(0)
    return file


def refuse_no_picture(file: IO[bytes], accepts: Accepts) -> None:
    """Refuse what does not claim to be a picture, and one only. People mix up endings of pictures; that is let pass."""
    taken = {KINDS[ending].claim for ending in accepts.endings}
    claims = claims_of(file)
    if len(claims) != 1 or not claims <= taken:
        raise UploadRefused(
            _("This file is not a photo, or it is damaged. Use JPEG, PNG, WebP or HEIC.")
        )


def refuse_unfit(file: IO[bytes], ending: str) -> None:
    """Raise UploadRefused unless the content of `file` is what `ending` says, nothing else besides, and harmless."""
    kind = KINDS[ending]
    claims = claims_of(file)
    if claims == {"ole"} and kind.claim == "zip":
        # So Office wraps what it encrypts, and so its files were before 2007.
        raise UploadRefused(
            _(
                "The file is locked with a password, or an old Office file under a new name. Save it anew without a"
                " password."
            )
        )
    if claims != {kind.claim}:
        raise UploadRefused(damaged())
    if kind.check is not None:
        kind.check(file)
    elif kind.claim in PICTURE_CLAIMS:
        remade(file, name=f"anh.{ending}", keeps_lines=False)
