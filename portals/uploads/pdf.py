"""PDF: read to the last object."""

from __future__ import annotations

from typing import IO

from django.utils.translation import gettext as _

from .archives import damaged
from .budget import UploadBudget
from .refusal import UploadRefused


def refuse_active(file: IO[bytes], _budget: UploadBudget) -> None:
    """Refuse a PDF that runs, opens, sends or carries anything beside its pages, or cannot be read."""
    # Its reader is native code, which web processes need not load.
    from .pdf_inspection import inspect

    file.seek(0)
    found = inspect(file.read())
    file.seek(0)
    if found != "fine":
        raise UploadRefused(_words(found))


def _words(found: str) -> str:
    if found == "script":
        return _(
            "The PDF holds scripts or starts something when it is opened. Print it to a new PDF, and upload that."
        )
    if found == "packed":
        return _(
            "Another file is packed into this PDF. Take it out, or print the PDF to a new one, and upload that."
        )
    if found == "locked":
        return _(
            "The file is locked with a password, so it cannot be examined. Save it without one."
        )
    return damaged()
