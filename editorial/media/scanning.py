"""The virus scan of files: what waits is shown to the scanner, and what it says is written down."""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import transaction
from wagtail.log_actions import log

from editorial.content_scan.actions import ScannedPlace, record
from editorial.content_scan.kinds import Threat, ThreatKind
from editorial.models import PortalDocument
from editorial.models.media import UNJUDGED
from portals.models import Portal
from portals.uploads.scanner import ScannerUnavailable, ScanState, has_scanner, virus_in
from portals.uploads.states import Examination

logger = logging.getLogger(__name__)


def scan_waiting(*, limit: int, now: datetime, only: int | None = None) -> int:
    """Scan files without a verdict, the newest first, and return how many got one. Without a scanner none.

    A file that the scanner gives no verdict on keeps waiting; if the scanner itself cannot be reached the round ends.
    """
    if not has_scanner():
        return 0
    waiting = PortalDocument.objects.filter(scan_state__in=UNJUDGED).exclude(
        # Nothing of it is kept.
        examination=Examination.REFUSED
    )
    if only is not None:
        waiting = waiting.filter(pk=only)
    judged = 0
    for document in waiting.order_by("-pk")[:limit]:
        try:
            judged += _scan(document, now)
        except ScannerUnavailable as error:
            logger.warning(
                "The virus scanner gave no verdict: %s",
                error,
                extra={"event": "editorial.files.no_verdict", "document": document.pk},
            )
            if isinstance(error.__cause__, OSError):
                break
    return judged


def _scan(document: PortalDocument, now: datetime) -> int:
    try:
        with document.file.storage.open(document.file.name, "rb") as file:
            virus = virus_in(file)
    except FileNotFoundError:
        logger.error(
            "A file is missing from the storage.",
            extra={"event": "editorial.files.missing", "document": document.pk},
        )
        return 0
    state = ScanState.INFECTED if virus else ScanState.CLEAN
    with transaction.atomic():
        # Another worker may have been quicker; one verdict is enough.
        changed = PortalDocument.objects.filter(pk=document.pk, scan_state__in=UNJUDGED).update(
            scan_state=state, scanned_at=now, virus=virus[:200]
        )
        if changed and virus:
            portal = Portal.objects.filter(collection=document.collection_id).first()
            log(
                instance=document,
                action="editorial.virus_found",
                data={"portal": portal.pk if portal else None, "virus": virus[:200]},
            )
            if portal is not None:
                place = ScannedPlace(portal.pk, document_id=document.pk)
                record(found={place: [Threat(ThreatKind.VIRUS, virus[:200], "file")]}, now=now)
    return changed
