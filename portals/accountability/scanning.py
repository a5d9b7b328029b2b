"""The virus scan of files that citizens added to their requests."""

from __future__ import annotations

import structlog

from portals.uploads.scanner import ScannerUnavailable, has_scanner, virus_in
from portals.uploads.states import Examination

from .models import CaseFile

logger = structlog.get_logger(__name__)
FILES_A_ROUND = 100


def scan_case_files() -> int:
    """Show waiting files of requests to the scanner; return how many got a verdict. Safe to repeat.

    What is infected is deleted, and its row says so. Without a scanner what waited for one is given free.
    """
    judged = 0
    waiting = CaseFile.objects.filter(examination=Examination.EXAMINING, redacted_from=None)
    for kept in waiting.order_by("pk")[:FILES_A_ROUND]:
        try:
            with kept.file.open("rb") as content:
                virus = virus_in(content) if has_scanner() else ""
        except (ScannerUnavailable, FileNotFoundError) as error:
            logger.warning("case_file.no_verdict", file=kept.pk, error=type(error).__name__)
            continue
        if virus:
            logger.warning("case_file.infected", file=kept.pk)
            kept.file.delete(save=False)
        judged += _judged(kept, is_infected=bool(virus))
    return judged


def _judged(kept: CaseFile, *, is_infected: bool) -> int:
    """Write a verdict on what still waits for one: a file that was erased meanwhile does not. Return how many."""
    waiting = CaseFile.objects.filter(pk=kept.pk, examination=Examination.EXAMINING)
    if is_infected:
        return waiting.update(examination=Examination.REFUSED, file="")
    return waiting.update(examination=Examination.FINE)
