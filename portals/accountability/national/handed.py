"""Of one request: whether it goes to the national system, alone or joined, and whether it was given over yet."""

from __future__ import annotations

from datetime import datetime

from ..models import CitizenCase, NationalHandover
from .exporting import with_joined


def handover_of(case: CitizenCase) -> NationalHandover | None:
    """Return the handing over that gives `case` away, be it as what was joined into it. A query for each joining."""
    while case.joined_into_id is not None:
        case = CitizenCase.objects.get(pk=case.joined_into_id)
    return NationalHandover.objects.filter(case=case).first()


def close_if_erased(handover: NationalHandover, now: datetime) -> None:
    """Note that nothing of it is here any more, once all that it gave over was erased on demand."""
    if handover.erased_at is None and all(
        case.erased_at is not None for case in with_joined(handover.case)
    ):
        handover.erased_at = now
        handover.save(update_fields=["erased_at"])
