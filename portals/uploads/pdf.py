"""PDF: read to the last object in a process of its own, so that a file made to break its reader breaks nothing else."""

from __future__ import annotations

import logging
import subprocess
import sys
from pathlib import Path
from typing import IO

from django.utils.translation import gettext as _

from .archives import damaged
from .refusal import UploadRefused

logger = logging.getLogger(__name__)

INSPECTION = Path(__file__).with_name("pdf_inspection.py")
SECONDS = 40


def refuse_active(file: IO[bytes]) -> None:
    """Refuse a PDF that runs, opens, sends or carries anything beside its pages, or cannot be read."""
    file.seek(0)
    try:
        done = subprocess.run(
            # Nothing of our environment is at hand there.
            [sys.executable, "-I", str(INSPECTION)],
            input=file.read(),
            capture_output=True,
            timeout=SECONDS,
            check=False,
            env={},
        )
        found = done.stdout.decode("ascii", "replace").strip()
    except subprocess.TimeoutExpired:
        found = "endless"
    finally:
        file.seek(0)
    if found == "fine":
        return
    logger.info("A PDF was refused.", extra={"event": "uploads.pdf.refused", "found": found})
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
