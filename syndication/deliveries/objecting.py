"""A board objects to a priority story, with its reason; the standing editors who sent it answer in a working day."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from portals.audit_log.entries import log_page_act
from portals.boards.enums import STANDING_EDITORS
from portals.boards.models import User
from portals.boards.queries import holds_post
from portals.calendar.working_days import load_calendar
from portals.models import Portal
from portals.refusals import NotYourOffice, Refusal
from syndication.enums import DeliveryState, DispatchState, How, ObjectionState
from syndication.models import Delivery, Dispatch, Objection
from syndication.placing.locks import share_dispatch

# A working day, in the hours of the office that is asked.
ANSWER_HOURS = 8
AGAIN_HOURS = 8


class UnableToObject(Refusal):
    """It waits no more, objects twice, or lacks its reason."""


class UnableToAnswer(Refusal):
    """The objection was answered, the story recalled, or the reason of a refusal is missing."""


def object_to_delivery(*, delivery: Delivery, reason: str, actor: User, now: datetime) -> Objection:
    """Say why a priority story is not placed here. Until that is answered, and if it is accepted, it is not."""
    _check_post(actor, delivery.portal, now)
    reason = reason.strip()
    if not reason:
        raise UnableToObject(
            _("Give the reason: the standing editors who sent the story answer it.")
        )
    with transaction.atomic():
        dispatch = share_dispatch(delivery.dispatch_id)
        locked = _lock(delivery)
        if locked.state != DeliveryState.WAITING or locked.how != How.DEADLINE:
            raise UnableToObject(
                _("It does not wait for your decision any more: %(state)s.")
                % {"state": locked.get_state_display()}
            )
        if Objection.objects.filter(delivery=locked).exists():
            raise UnableToObject(_("You objected already, and the standing editors have answered."))
        locked.state, locked.state_at = DeliveryState.OBJECTED, now
        locked.how, locked.by = How.HAND, actor
        locked.reason = reason
        locked.save(update_fields=["state", "state_at", "how", "by", "reason"])
        objection = Objection.objects.create(
            delivery=locked,
            reason=reason,
            made_by=actor,
            made_at=now,
            answer_due_at=load_calendar().add_working_hours(now, ANSWER_HOURS, dispatch.sender_id),
        )
        _log(dispatch, "syndication.object", locked, actor=actor, reason=reason)
    return objection


def accept_objection(*, objection: Objection, answer: str, actor: User, now: datetime) -> Objection:
    """Let the story off that portal; the delivery stays objected."""
    with transaction.atomic():
        locked, delivery, dispatch = _lock_waiting(objection, actor, now)
        _answer(locked, ObjectionState.ACCEPTED, answer.strip(), actor, now)
        locked.save()
        _log(dispatch, "syndication.accept_objection", delivery, actor=actor, reason=answer)
    return locked


def refuse_objection(*, objection: Objection, answer: str, actor: User, now: datetime) -> Objection:
    """Insist, with a reason. The board has until the deadline, and at least a working day, before it places itself."""
    answer = answer.strip()
    if not answer:
        raise UnableToAnswer(_("Give the reason: the board that objected reads it."))
    with transaction.atomic():
        locked, delivery, dispatch = _lock_waiting(objection, actor, now)
        again = load_calendar().add_working_hours(now, AGAIN_HOURS, delivery.portal_id)
        locked.due_again_at = max(again, dispatch.due_at or again)
        _answer(locked, ObjectionState.REFUSED, answer, actor, now)
        locked.save()
        delivery.state, delivery.state_at = DeliveryState.WAITING, now
        delivery.how, delivery.by, delivery.reason = How.DEADLINE, None, ""
        delivery.save(update_fields=["state", "state_at", "how", "by", "reason"])
        _log(dispatch, "syndication.refuse_objection", delivery, actor=actor, reason=answer)
    return locked


def _lock(delivery: Delivery) -> Delivery:
    return Delivery.objects.select_for_update(of=("self",)).get(pk=delivery.pk)


def _lock_waiting(
    objection: Objection, actor: User, now: datetime
) -> tuple[Objection, Delivery, Dispatch]:
    """Lock what an answer changes, in the order of `syndication.placing.locks`."""
    dispatch = share_dispatch(objection.delivery.dispatch_id)
    _check_post(actor, dispatch.sender, now)
    delivery = _lock(objection.delivery)
    locked = Objection.objects.select_for_update(of=("self",)).get(pk=objection.pk)
    if locked.state != ObjectionState.WAITING:
        raise UnableToAnswer(
            _("It was answered already: %(state)s.") % {"state": locked.get_state_display()}
        )
    if dispatch.state != DispatchState.OPEN or delivery.state != DeliveryState.OBJECTED:
        raise UnableToAnswer(_("The story was recalled; there is nothing left to answer."))
    return locked, delivery, dispatch


def _answer(
    objection: Objection, state: ObjectionState, answer: str, actor: User, now: datetime
) -> None:
    objection.state, objection.answer = state, answer
    objection.answered_by, objection.answered_at = actor, now


def _check_post(actor: User, portal: Portal, now: datetime) -> None:
    if not holds_post(actor, portal, now, STANDING_EDITORS):
        raise NotYourOffice(
            _("Only the standing editors of %(portal)s decide on this.") % {"portal": portal.title}
        )


def _log(dispatch: Dispatch, action: str, delivery: Delivery, *, actor: User, reason: str) -> None:
    log_page_act(
        page=dispatch.story.specific,
        action=action,
        actor=actor,
        data={"portal": delivery.portal_id, "dispatch": dispatch.pk, "reason": reason},
    )
