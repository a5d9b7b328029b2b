"""Plain text: readable as such, and no page or program under another name."""

from __future__ import annotations

from typing import IO

from django.utils.translation import gettext as _

from .budget import UploadBudget
from .refusal import UploadRefused

_ENCODINGS = ("utf-8-sig", "utf-16")


def refuse_unreadable(file: IO[bytes], _budget: UploadBudget) -> None:
    """Refuse what is no text in UTF-8, or in UTF-16 with its mark."""
    file.seek(0)
    content = file.read()
    file.seek(0)
    encoding = _ENCODINGS[content.startswith((b"\xff\xfe", b"\xfe\xff"))]
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise UploadRefused(
            _("The text cannot be read as UTF-8. Save it anew with the encoding UTF-8.")
        ) from error
    if "\0" in text:
        raise UploadRefused(_("This is no plain text file."))
