"""What a board published just now, noted without waiting for the round: whoever did it sees that it is done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .keeping import LONGEST
from .models import Obligation
from .queries import UNMET

if TYPE_CHECKING:
    from .registry import PublishedForDuty


def note_at_once(published: PublishedForDuty, *, fulfilment: str) -> int:
    """Meet what `published` answers of its own portal's obligations for periods; return how many that were. One query.

    Only what was never taken down: what came back is told by the round, which knows when.
    """
    owed = Obligation.objects.filter(
        UNMET,
        portal=published.portal_id,
        duty__fulfilled_by=f"{fulfilment}:{published.what}",
        event="",
        taken_down_at=None,
        starts_on__lte=published.on,
        ends_on__gt=published.on,
    )
    return owed.update(
        met_at=published.at,
        met_by=published.title[:LONGEST],
        address=published.address[:LONGEST],
    )
