"""A workshop: entered, given its initiatives, told who came and what followed; by the province's board."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from portals.clock import local_date
from portals.initiatives.enums import InitiativeState
from portals.initiatives.models import Initiative, Workshop, WorkshopGuests
from portals.refusals import NotYourOffice, Refusal
from portals.text import nfc

from .initiatives import may_answer_initiatives

if TYPE_CHECKING:
    from portals.boards.models import User


@dataclass(frozen=True, slots=True)
class WantedWorkshop:
    title: str
    held_on: date
    begins_at: time
    place: str = ""
    online_link: str = ""
    about: str = ""


@transaction.atomic
def enter_workshop(*, wanted: WantedWorkshop, actor: User, now: datetime) -> Workshop:
    """Announce a workshop: where, or by which link, or both."""
    _refuse_others(actor, now)
    if not wanted.place.strip() and not wanted.online_link:
        raise Refusal(_("Say where it is held, or give the link by which people come."))
    workshop = Workshop.objects.create(
        title=nfc(wanted.title), held_on=wanted.held_on, begins_at=wanted.begins_at,
        place=nfc(wanted.place).strip(), online_link=wanted.online_link, about=nfc(wanted.about),
        entered_by=actor, entered_at=now,
    )  # fmt: skip
    _tell(workshop, "initiatives.enter_workshop", actor)
    return workshop


@transaction.atomic
def choose_initiatives(
    *, workshop: Workshop, chosen: Sequence[int], actor: User, now: datetime
) -> None:
    """Have exactly these initiatives, by id, talked over there. Each of them is of one workshop at most."""
    _refuse_others(actor, now)
    held = _locked(workshop)
    private = (InitiativeState.DRAFT, InitiativeState.TAKEN_BACK)
    submitted = Initiative.objects.exclude(state__in=private).filter(pk__in=chosen)
    # Two workshops may be held in hand at once.
    known = list(submitted.select_for_update(of=("self",)).order_by("pk"))
    if any(one.workshop_id not in (None, held.pk) for one in known):
        raise Refusal(_("One of these initiatives is of another workshop."))
    if len(known) != len(set(chosen)):
        raise Refusal(_("Choose initiatives that were submitted."))
    held.initiatives.exclude(pk__in=chosen).update(workshop=None)
    submitted.update(workshop=held)
    _tell(held, "initiatives.choose", actor, initiatives=sorted(set(chosen)))


@transaction.atomic
def note_guests(
    *, workshop: Workshop, people: Mapping[int, int], actor: User, now: datetime
) -> None:
    """Say how many came from which portal, by its id; of a portal that is not named nobody came."""
    _refuse_others(actor, now)
    held = _locked(workshop)
    if held.held_on > local_date(now):
        raise Refusal(_("That day is still to come: nobody can have come yet."))
    if any(count < 0 for count in people.values()):
        raise Refusal(_("Write how many people came, from 0 on."))
    held.guests.all().delete()
    WorkshopGuests.objects.bulk_create(
        WorkshopGuests(workshop=held, portal_id=portal, people=count)
        for portal, count in people.items()
        if count
    )
    _tell(held, "initiatives.note_guests", actor, people=sum(people.values()))


@transaction.atomic
def follow_up_workshop(*, workshop: Workshop, follow_up: str, actor: User, now: datetime) -> None:
    """Say what followed from it, for all boards to read."""
    _refuse_others(actor, now)
    held = _locked(workshop)
    follow_up = nfc(follow_up).strip()
    if not follow_up:
        raise Refusal(_("Say what followed."))
    if held.held_on > local_date(now):
        raise Refusal(_("That day is still to come: nothing can have followed yet."))
    held.follow_up, held.followed_up_at = follow_up, now
    held.save(update_fields=["follow_up", "followed_up_at"])
    _tell(held, "initiatives.follow_up", actor)


def _refuse_others(actor: User, now: datetime) -> None:
    if not may_answer_initiatives(actor, now):
        raise NotYourOffice(_("Only the province's board keeps workshops."))


def _locked(workshop: Workshop) -> Workshop:
    return Workshop.objects.select_for_update(of=("self",)).get(pk=workshop.pk)


def _tell(workshop: Workshop, action: str, actor: User, **data: object) -> None:
    log(instance=workshop, action=action, user=actor, data=data)
