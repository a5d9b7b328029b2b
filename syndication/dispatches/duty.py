"""Keep the duty roster of a board, hand a shift over and take it over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from portals.boards.enums import ALL_POSITIONS, APPROVERS, STANDING_EDITORS
from portals.boards.models import User
from portals.boards.queries import holders, holds_post
from portals.models import Portal
from portals.refusals import NotYourOffice, Refusal
from syndication.models import DutyShift


class UnableToPlanDuty(Refusal):
    """The times are wrong, somebody else is on duty then, or the person is not of the board."""


class UnableToHandOver(Refusal):
    """The shift is not one's own, or was handed over already."""


@dataclass(frozen=True, slots=True)
class MayRecall:
    """Whom a secretary asks for a recall: head or deputy, and whether this person is on duty now."""

    name: str
    is_on_duty: bool


def who_may_recall(portal: Portal, now: datetime) -> list[MayRecall]:
    """Return the head and deputies of the board, whoever is on duty first. Two queries."""
    on_duty = set(
        DutyShift.objects.filter(portal=portal, period__contains=now).values_list("user", flat=True)
    )
    found = [
        MayRecall(str(post.user), post.user_id in on_duty)
        for post in holders(portal, now, APPROVERS)
    ]
    return sorted(found, key=lambda one: not one.is_on_duty)


def plan_shift(
    *,
    portal: Portal,
    user: User,
    starts_at: datetime,
    ends_at: datetime,
    actor: User,
    now: datetime,
) -> DutyShift:
    """Put a member of the board on duty. One person at a time: the database refuses what overlaps."""
    _check_post(actor, portal, now)
    if not starts_at < ends_at or ends_at <= now:
        raise UnableToPlanDuty(_("The shift ends after it begins, and not in the past."))
    if not holds_post(user, portal, now, ALL_POSITIONS):
        raise UnableToPlanDuty(_("Only members of the board are on duty."))
    try:
        with transaction.atomic():
            shift = DutyShift.objects.create(
                portal=portal,
                user=user,
                period=DateTimeTZRange(starts_at, ends_at),
                made_by=actor,
                made_at=now,
            )
            _log("plan_duty", shift, actor)
    except IntegrityError as error:
        raise UnableToPlanDuty(_("Somebody else is on duty in this time.")) from error
    return shift


def drop_shift(*, shift: DutyShift, actor: User, now: datetime) -> None:
    """Take out a shift that has not begun; what was, stays."""
    _check_post(actor, shift.portal, now)
    if shift.period.lower <= now:
        raise UnableToPlanDuty(_("This shift has begun already."))
    with transaction.atomic():
        _log("drop_duty", shift, actor)
        shift.delete()


def hand_over(*, shift: DutyShift, text: str, actor: User, now: datetime) -> DutyShift:
    """Leave a word for whoever is on duty next; for the person on duty."""
    with transaction.atomic():
        locked = DutyShift.objects.select_for_update(of=("self",)).get(pk=shift.pk)
        if locked.user_id != actor.pk:
            raise UnableToHandOver(_("Only the person on duty hands over."))
        if locked.taken_over_at is not None:
            raise UnableToHandOver(_("It was taken over already."))
        locked.handover, locked.handed_over_at = text.strip(), now
        locked.save(update_fields=["handover", "handed_over_at"])
        _log("hand_over", locked, actor)
    return locked


def take_over_duty(*, shift: DutyShift, actor: User, now: datetime) -> DutyShift:
    """Say that one has read the word and is on duty now; for any other of the standing editors."""
    _check_post(actor, shift.portal, now)
    with transaction.atomic():
        locked = DutyShift.objects.select_for_update(of=("self",)).get(pk=shift.pk)
        if locked.handed_over_at is None or locked.taken_over_at is not None:
            raise UnableToHandOver(_("There is nothing to take over."))
        if locked.user_id == actor.pk:
            raise UnableToHandOver(_("Somebody else takes over."))
        locked.taken_over_by, locked.taken_over_at = actor, now
        locked.save(update_fields=["taken_over_by", "taken_over_at"])
        _log("take_over", locked, actor)
    return locked


def _check_post(actor: User, portal: Portal, now: datetime) -> None:
    if not holds_post(actor, portal, now, STANDING_EDITORS):
        raise NotYourOffice(_("Only the standing editors of the portal keep its roster."))


def _log(action: str, shift: DutyShift, actor: User) -> None:
    log(
        instance=shift.portal,
        action=f"syndication.{action}",
        user=actor,
        data={
            "portal": shift.portal_id,
            "on_duty": shift.user_id,
            "from": shift.period.lower.isoformat(),
            "to": shift.period.upper.isoformat(),
        },
    )
