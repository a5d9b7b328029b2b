"""Whether the nightly scan found foreign content on a portal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q

from editorial.content_scan.kinds import NEVER, ThreatKind
from editorial.content_scan.models import ScanRound, Suspicion
from portals.models import Portal
from scoring.periods import Period

from .registry import Evidence, Measured, Measurement, NoParameters

# What nobody publishes knowingly. Words and links that a member may have confirmed are no hit.
HITS = NEVER | {ThreatKind.PAGE, ThreatKind.FILE, ThreatKind.VIRUS}


@dataclass(frozen=True)
class _Hit:
    kind: str
    words: str
    page_id: int | None
    document_id: int | None


def none_foreign(portals: Sequence[Portal], period: Period, _wanted: NoParameters) -> Measured:
    """E5.2: whether the scans of the period found nothing that strangers plant. Two queries.

    What was there before and was seen still counts; what a person ended with a reason does not. A month in which no
    scan was finished says nothing.
    """
    scanned = ScanRound.objects.filter(
        day__gte=period.first, day__lt=period.end, finished_at__isnull=False
    ).count()
    by_portal: dict[int, list[_Hit]] = defaultdict(list)
    found_then = (
        Suspicion.objects.filter(portal__in=[portal.pk for portal in portals], kind__in=HITS)
        .filter(found_at__lt=period.ends_at, seen_at__gte=period.starts_at)
        .filter(Q(ended_by__isnull=True))
        .order_by("found_at", "pk")
    )
    for portal_id, kind, words, page_id, document_id in found_then.values_list(
        "portal", "kind", "words", "page", "document"
    ):
        by_portal[portal_id].append(_Hit(kind, words, page_id, document_id))
    return {
        portal.pk: Measurement(
            value=Decimal(not by_portal[portal.pk]),
            cases=scanned,
            numbers={"hits": len(by_portal[portal.pk]), "scans": scanned},
            evidence=tuple(_evidence(hit) for hit in by_portal[portal.pk]),
        )
        for portal in portals
    }


def _evidence(hit: _Hit) -> Evidence:
    why = f"threat_{hit.kind}"
    if hit.document_id:
        return Evidence("document", hit.document_id, hit.words, why)
    return Evidence("page", hit.page_id or 0, hit.words, why)
