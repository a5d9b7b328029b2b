"""States that were derived on a day before, derived anew."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from editorial.documents.relations.settling import settle_published
from editorial.documents.relations.states import renew_states
from editorial.models import OfficialDocumentPage
from portals.clock import local_date


def renew_stale(*, now: datetime, limit: int) -> int:
    """Renew states that were derived on a day before, or never; return how many documents there were.

    A document that came in without a state came by a way that tells nobody: its stubs are filled in as well.
    """
    stale = list(
        OfficialDocumentPage.objects.filter(first_published_at__isnull=False)
        .filter(Q(force=None) | Q(force__derived_on__lt=local_date(now)))
        .order_by("pk")
        .values_list("pk", "force")[:limit]
    )
    new = [page for page, force in stale if force is None]
    for page in OfficialDocumentPage.objects.filter(pk__in=new, live=True):
        settle_published(story=page, now=now)
    renew_states([page for page, _force in stale], now=now)
    return len(stale)
