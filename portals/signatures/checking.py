"""Checking the signatures of a file, in a process apart: at once for whoever waits, or by a job."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import IO

from django.conf import settings

from portals.uploads.apart import BY_JOB, Unfinished, UploadDeadline, WorkResult, at_once, run_apart

from .findings import SignatureReport, report_of
from .roots import UnreadableRoots, read_roots

logger = logging.getLogger(__name__)

WORK = "portals.signatures.reading:read_signatures"

__all__ = ["Unfinished", "check_at_once", "check_by_job"]


def check_at_once(
    file: IO[bytes], *, now: datetime, until: UploadDeadline | None = None
) -> SignatureReport:
    """Check within what is left of a request's time. Raises Unfinished where that is not enough."""
    until = until or UploadDeadline()
    return _report(at_once(WORK, file, until=until, roots=_roots(), now=now.isoformat()))


def check_by_job(file: IO[bytes], *, now: datetime) -> SignatureReport:
    """Check with the time and memory that a job has. Raises Unfinished, of which Exhausting lies in the file."""
    return _report(run_apart(WORK, file, bounds=BY_JOB, roots=_roots(), now=now.isoformat()))


def _roots() -> str:
    """The folder of trusted authorities, as far as it can be read: else nobody is trusted, and `doctor` says why."""
    folder = str(settings.PORTALS_SIGNATURE_ROOTS)
    try:
        read_roots(folder)
    except UnreadableRoots as error:
        logger.error(
            "The trusted authorities cannot be read.",
            extra={"event": "signatures.roots.unreadable", "fault": str(error)},
        )
        return ""
    return folder


def _report(result: WorkResult) -> SignatureReport:
    return report_of(result.values)
