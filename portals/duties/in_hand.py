"""For which duty somebody opened a page of the desk: said above it, since many pages serve more than one duty."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.urls import reverse

from portals.admin_kit.scope import portals_of_request
from portals.numbers import id_in

from .models import Obligation
from .queries import UNMET
from .spans import Span
from .words import period_words

if TYPE_CHECKING:
    from django.http import HttpRequest

FOR_DUTY = "cho"


@dataclass(frozen=True, slots=True)
class DutyInHand:
    """What is owed, and where it may be said that nothing arose."""

    title: str
    period: str
    starts_on: date
    due_at: datetime
    url: str


def opened_for(url: str, obligation_id: int) -> str:
    """`url` with the obligation for which it is opened."""
    place, mark, part = url.partition("#")
    joint = "&" if "?" in place else "?"
    return f"{place}{joint}{urlencode({FOR_DUTY: obligation_id})}{mark}{part}"


def duty_in_hand(request: HttpRequest) -> DutyInHand | None:
    """Return the open obligation of one's own portals that the address names. No query where it names none."""
    wanted = id_in(request.GET.get(FOR_DUTY, ""))
    if not wanted:
        return None
    own = Obligation.objects.filter(UNMET, pk=wanted, portal__in=portals_of_request(request))
    owed = own.select_related("duty").first()
    if owed is None:
        return None
    span = Span(owed.starts_on, owed.ends_on)
    return DutyInHand(
        title=owed.duty.title,
        period=period_words(owed.duty.frequency, span, owed.event_title),
        starts_on=owed.starts_on,
        due_at=owed.due_at,
        url=f"{reverse('portal_duties', args=[owed.portal_id])}#viec-{owed.pk}",
    )
