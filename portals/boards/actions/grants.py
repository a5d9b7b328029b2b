"""Delegations, absences and waivers: granted for a period of days, ended earlier by a verb."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from portals.clock import local_date
from portals.refusals import NotYourOffice, Refusal

from ..enums import APPROVERS, EDITORS, Position
from ..models import Absence, BoardMember, Delegation, EditorialBoard, StandingWaiver, User
from ..models.offices import MOST_SILENT_HOURS
from ..permissions import may_manage, may_waive
from ..queries import holders, holds_post

# Longer needs another grant: what nobody looks at again is no dated grant.
LONGEST = timedelta(days=366)


class UnableToGrant(Refusal):
    """The days, the people or another grant stand against it."""


class UnableToEnd(Refusal):
    """It has ended already, or the reason is missing."""


def delegate(
    *,
    board: EditorialBoard,
    receiver: User,
    starts_on: date,
    ends_on: date,
    decision_number: str = "",
    reason: str = "",
    actor: User,
    now: datetime,
) -> Delegation:
    """Let `receiver` decide in the head's place until the day before `ends_on`. By the head alone."""
    if not holds_post(actor, board.portal, now, frozenset({Position.HEAD})):
        raise NotYourOffice(_("Only the head of the board delegates."))
    period = _period(starts_on, ends_on, now)
    with transaction.atomic():
        _lock(board)
        _refuse_outsider(board, actor, receiver, starts_on)
        if (
            Delegation.objects.standing()
            .filter(board=board, giver=actor, period__overlap=period)
            .exists()
        ):
            raise UnableToGrant(_("There is a delegation in that time; end it first."))
        delegation = Delegation.objects.create(
            board=board,
            giver=actor,
            receiver=receiver,
            period=period,
            decision_number=decision_number,
            reason=reason.strip(),
            made_at=now,
        )
        _log("delegate", board, actor, receiver=receiver.pk, period=_days(period))
    return delegation


def end_delegation(*, delegation: Delegation, actor: User, now: datetime) -> Delegation:
    """Take a delegation back at once. By who gave it, or who may change the board's posts."""
    with transaction.atomic():
        board = _lock(delegation.board)
        delegation = Delegation.objects.get(pk=delegation.pk)
        if actor.pk != delegation.giver_id and not may_manage(actor, board.portal, now):
            raise NotYourOffice(_("Only who delegated and the portal above take it back."))
        _end(delegation, now)
        _log("end_delegation", board, actor, receiver=delegation.receiver_id)
    return delegation


def declare_away(
    *,
    board: EditorialBoard,
    user: User,
    stand_in: User,
    starts_on: date,
    ends_on: date,
    reason: str = "",
    actor: User,
    now: datetime,
) -> Absence:
    """Note that `user` is away until the day before `ends_on`, and who stands in. By themselves or who appoints."""
    if not holds_post(actor, board.portal, now) and not may_manage(actor, board.portal, now):
        raise NotYourOffice(_("Only members of this board and the portal above note absences."))
    if actor != user and not may_manage(actor, board.portal, now):
        raise NotYourOffice(_("Only the head and the portal above note others' absences."))
    period = _period(starts_on, ends_on, now)
    with transaction.atomic():
        _lock(board)
        _refuse_outsider(board, user, stand_in, starts_on)
        if (
            Absence.objects.standing()
            .filter(board=board, user=user, period__overlap=period)
            .exists()
        ):
            raise UnableToGrant(_("An absence is noted in that time; end it first."))
        absence = Absence.objects.create(
            board=board,
            user=user,
            stand_in=stand_in,
            period=period,
            reason=reason.strip(),
            made_at=now,
        )
        _log(
            "declare_away",
            board,
            actor,
            user=user.pk,
            stand_in=stand_in.pk,
            period=_days(period),
        )
    return absence


def end_absence(*, absence: Absence, actor: User, now: datetime) -> Absence:
    """Note that the person is back. By themselves, or who may change the board's posts."""
    with transaction.atomic():
        board = _lock(absence.board)
        absence = Absence.objects.get(pk=absence.pk)
        if actor.pk != absence.user_id and not may_manage(actor, board.portal, now):
            raise NotYourOffice(_("Only the head and the portal above note others' absences."))
        _end(absence, now)
        _log("end_absence", board, actor, user=absence.user_id)
    return absence


def grant_waiver(
    *,
    board: EditorialBoard,
    starts_on: date,
    ends_on: date,
    reason: str,
    actor: User,
    now: datetime,
) -> StandingWaiver:
    """Let a board with one approver approve its own texts until the day before `ends_on`. By the portal above."""
    if not may_waive(actor, board.portal, now):
        raise NotYourOffice(_("Only heads and deputies of a portal above grant a waiver."))
    if holds_post(actor, board.portal, now):
        raise NotYourOffice(_("Nobody grants a waiver to a board they sit on."))
    reason = reason.strip()
    if not reason:
        raise UnableToGrant(_("Say why the waiver is granted."))
    period = _period(starts_on, ends_on, now)
    with transaction.atomic():
        _lock(board)
        if holders(board.portal, now, APPROVERS).count() > 1:
            raise UnableToGrant(
                _("This board has two people who approve: one can approve the other's texts.")
            )
        if StandingWaiver.objects.standing().filter(board=board, period__overlap=period).exists():
            raise UnableToGrant(_("There is a waiver in that time; revoke it first."))
        waiver = StandingWaiver.objects.create(
            board=board, period=period, reason=reason, granted_by=actor, made_at=now
        )
        _log("grant_waiver", board, actor, period=_days(period), reason=reason)
    return waiver


def revoke_waiver(
    *, waiver: StandingWaiver, reason: str, actor: User, now: datetime
) -> StandingWaiver:
    """End a waiver at once, with the reason. By the portal above."""
    reason = reason.strip()
    if not reason:
        raise UnableToEnd(_("Say why the waiver is revoked."))
    with transaction.atomic():
        board = _lock(waiver.board)
        waiver = StandingWaiver.objects.get(pk=waiver.pk)
        if not may_waive(actor, board.portal, now):
            raise NotYourOffice(_("Only heads and deputies of a portal above revoke a waiver."))
        waiver.revoked_because = reason
        _end(waiver, now, "revoked_because")
        _log("revoke_waiver", board, actor, reason=reason)
    return waiver


def set_silent_hours(
    *, board: EditorialBoard, hours: int | None, actor: User, now: datetime
) -> EditorialBoard:
    """Say after how many hours a deputy may decide for the head; None is the usual number."""
    if not may_manage(actor, board.portal, now):
        raise NotYourOffice(_("Only the head of this board and the portal above set its hours."))
    if hours is not None and not 1 <= hours <= MOST_SILENT_HOURS:
        raise UnableToGrant(
            _("The hours must be between 1 and %(most)s.") % {"most": MOST_SILENT_HOURS}
        )
    with transaction.atomic():
        board = _lock(board)
        former = board.silent_hours
        board.silent_hours = hours
        board.save(update_fields=["silent_hours"])
        _log("set_silent_hours", board, actor, former=former, hours=hours)
    return board


def _lock(board: EditorialBoard) -> EditorialBoard:
    """The board as it stands, locked: of two grants at once the second sees the first."""
    return EditorialBoard.objects.select_for_update(of=("self",)).select_related("portal").get(
        pk=board.pk
    )  # fmt: skip


def _period(starts_on: date, ends_on: date, now: datetime) -> DateRange:
    if ends_on <= starts_on:
        raise UnableToGrant(_("The last day must not lie before the first."))
    if ends_on <= local_date(now):
        raise UnableToGrant(_("These days are over."))
    if ends_on - starts_on > LONGEST:
        raise UnableToGrant(_("At most one year at a time."))
    return DateRange(starts_on, ends_on)


def _refuse_outsider(board: EditorialBoard, giver: User, receiver: User, day: date) -> None:
    if giver == receiver:
        raise UnableToGrant(_("Choose somebody else of the board."))
    posts = BoardMember.objects.holding(EDITORS, day).filter(board=board)
    if not posts.filter(user=receiver).exists():
        raise UnableToGrant(
            _("%(person)s holds no post on this board that day, or only as a contributor.")
            % {"person": receiver}
        )


def _end(grant: Delegation | Absence | StandingWaiver, now: datetime, *also: str) -> None:
    if grant.ended_at is not None or grant.period.upper <= local_date(now):
        raise UnableToEnd(_("This has ended already."))
    grant.ended_at = now
    grant.save(update_fields=["ended_at", *also])


def _days(period: DateRange) -> list[str]:
    return [period.lower.isoformat(), period.upper.isoformat()]


def _log(action: str, board: EditorialBoard, actor: User, **data: Any) -> None:
    log(
        instance=board,
        action=f"boards.{action}",
        user=actor,
        data={"portal": board.portal_id, **data},
    )
