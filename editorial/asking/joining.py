"""What became of a request that was joined into another one, as far as its person may know of that other.

The two may be of different persons: of the other nothing is told but how it stands, and what is public of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from editorial.answers.models import ReleasedAnswer
from portals.accountability.enums import CaseOutcome, CaseState
from portals.accountability.models import CitizenCase
from portals.addresses import main_origin


@dataclass(frozen=True, slots=True)
class GoesOn:
    """How the other request stands; `address` is that of its public answer, empty where there is none."""

    agency: str
    words: str
    address: str = ""


def goes_on_with(case: CitizenCase, now: datetime) -> GoesOn | None:
    """Return how it goes on with a joined request; None for what was not joined. A query for each joining, and one."""
    other = case
    while other.joined_into_id is not None:
        # What was joined into had not ended, so this leads round in no circle.
        other = CitizenCase.objects.select_related("portal__site").get(pk=other.joined_into_id)
    if other is case:
        return None
    answer = None
    if other.outcome == CaseOutcome.ANSWERED:
        answer = (
            ReleasedAnswer.objects.standing()
            .select_related("portal__site")
            .filter(case=other)
            .first()
        )
    address = main_origin(answer.portal) + answer.path if answer else ""
    return GoesOn(other.portal.agency, _words(other, now, is_public=answer is not None), address)


def _words(other: CitizenCase, now: datetime, *, is_public: bool) -> str:
    if other.state == CaseState.WAITING:
        return _("The agency asked who sent the other request something; its time stands still.")
    if other.state != CaseState.ENDED and other.due_at is not None:
        due = {"due": date_format(localtime(other.due_at), "H:i, d/m/Y")}
        if now > other.due_at:
            return _("The other request is late: its answer was owed by %(due)s.") % due
        return _("It goes on with the other request, whose answer is owed by %(due)s.") % due
    if other.outcome == CaseOutcome.ELSEWHERE:
        # Its number there is of the other person's request.
        return _(
            "The other request goes on in the national system, and yours with it. Telephone %(agency)s and say your"
            " code: it tells you how it stands."
        ) % {"agency": other.portal.agency}
    if other.outcome != CaseOutcome.ANSWERED:
        return _(
            "The other request ended without an answer. If you still want one, send your own again."
        )
    if is_public:
        return _("The other request was answered, and the answer is public.")
    return _(
        "The other request was answered. Telephone the agency and say your code: it tells you the answer."
    )
