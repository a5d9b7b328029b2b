"""Why a story stands on a portal that did not write it: what placed it left a row or a line in the log.

The floor above registers what places stories, by what it writes into `via`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Max
from django.utils.translation import gettext as _

from editorial.models import Placement

from .actions import LookedAt, record_looks
from .kinds import Alteration, AlterationKind
from .models import FoundAlteration, WatchState

PLACE = "placement:"
_grounds: dict[str, str] = {}
_NEW = """
    SELECT p.id, p.portal_id, p.via, story.title
    FROM editorial_placement p JOIN wagtailcore_page story ON story.id = p.story_id
    WHERE p.removed_at IS NULL AND p.role <> 'origin'
      AND (p.id > %(seen)s OR p.id = ANY(%(open)s::bigint[])) AND NOT ({grounded})
"""


def register(via: str, exists: str) -> None:
    """Say what must be there for a placement `p` that came by `via`: SQL of the rows, by their conditions on `p`."""
    _grounds[via] = exists


def compare_placements(*, state: WatchState, now: datetime) -> int:
    """Find placements since the last time that nothing on record made; return how many. Three queries."""
    open_ones = dict(
        FoundAlteration.objects.open()
        .filter(kind=AlterationKind.PLACEMENT)
        .values_list("place", "portal")
    )
    newest = Placement.objects.aggregate(last=Max("pk"))["last"] or 0
    grounded = " OR ".join(
        f"(split_part(p.via, ':', 1) = '{via}' AND EXISTS ({exists}))"
        for via, exists in _grounds.items()
    )
    given: dict[str, Any] = {
        "seen": state.placements_seen,
        "open": [int(place.removeprefix(PLACE)) for place in open_ones],
    }
    found: dict[LookedAt, list[Alteration]] = {
        LookedAt(portal_id, place): [] for place, portal_id in open_ones.items()
    }
    wrong = 0
    with connection.cursor() as cursor:
        cursor.execute(_NEW.format(grounded=grounded or "false"), given)
        for pk, portal_id, via, title in cursor.fetchall():
            wrong += 1
            found[LookedAt(portal_id, f"{PLACE}{pk}")] = [
                Alteration(
                    AlterationKind.PLACEMENT,
                    _("an act that placed it"),
                    f"{title[:200]} ({via or '—'})",
                )
            ]
    record_looks(found=found, now=now)
    WatchState.objects.filter(pk=state.pk).update(placements_seen=newest)
    return wrong
