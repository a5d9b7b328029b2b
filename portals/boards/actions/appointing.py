"""Giving, changing and ending posts. Rows stay as history; each act is in the log with what it replaced."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from portals.auditors.models import Auditor
from portals.refusals import Refusal

from ..enums import Position
from ..models import BoardMember, EditorialBoard, User
from ..permissions import refuse_strangers
from .rights import derive_rights


class UnableToAppoint(Refusal):
    """The appointment contradicts itself or another one."""


class UnableToChangePost(Refusal):
    """The post is not held at that time, or the change contradicts another post."""


@dataclass(frozen=True, slots=True)
class Decision:
    """The numbered decision by which a post is given, changed or ended."""

    number: str = ""
    decided_on: date | None = None


NO_DECISION = Decision()


def appoint(
    *,
    board: EditorialBoard,
    user: User,
    position: Position,
    starts_on: date,
    ends_on: date | None = None,
    main_post: str = "",
    decision_number: str = "",
    decided_on: date | None = None,
    actor: User | None,
    now: datetime,
) -> BoardMember:
    """Give `user` a post from `starts_on` until the day before `ends_on`, and the rights that follow.

    Raises UnableToAppoint when the term is empty or the person already holds a post on this board in that time.
    """
    refuse_strangers(actor, board, now, concerning=user, positions=frozenset({position}))
    if ends_on is not None and ends_on <= starts_on:
        raise UnableToAppoint(_("The term must end after it begins."))
    period = DateRange(starts_on, ends_on)
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        if board.members.filter(user=user, period__overlap=period).exists():
            raise UnableToAppoint(
                _("%(person)s already holds a post on this board in that time.") % {"person": user}
            )
        if _audits(user, period):
            raise UnableToAppoint(
                _("%(person)s audits in that time, so holds no post.") % {"person": user}
            )
        member = BoardMember.objects.create(
            board=board,
            user=user,
            position=position,
            period=period,
            main_post=main_post,
            decision_number=decision_number,
            decided_on=decided_on,
        )
        derive_rights(user=user, now=now)
        _log("appoint", member, actor)
    return member


def appoint_together(*, members: Sequence[BoardMember], actor: User | None) -> list[BoardMember]:
    """Give posts that a change of units decided, each with its log entry; two statements and one for each.

    Who may is the caller's to check, and so are posts that overlap; the rights are the caller's to derive.
    """
    given = BoardMember.objects.bulk_create(members)
    for member in given:
        _log("appoint", member, actor)
    return given


def end_post(
    *,
    member: BoardMember,
    ends_on: date,
    reason: str,
    actor: User | None,
    now: datetime,
) -> BoardMember:
    """End a post: `ends_on` is the first day on which it is no longer held. Rights end with it.

    A post that ends before it began was called off: its period is empty and it counts on no day.
    """
    reason = reason.strip()
    if not reason:
        raise UnableToChangePost(_("Say why the post ends."))
    with transaction.atomic():
        member = _locked(member, actor, now)
        former = member.period
        if former.upper is not None and ends_on > former.upper:
            raise UnableToChangePost(
                _("The post ends on %(day)s already; correct its term to lengthen it.")
                % {"day": f"{former.upper:%d/%m/%Y}"}
            )
        member.period = (
            DateRange(former.lower, ends_on) if ends_on > former.lower else DateRange(empty=True)
        )
        member.save(update_fields=["period"])
        derive_rights(user=member.user, now=now)
        _log("end_post", member, actor, former=_days(former), reason=reason)
    return member


def change_position(
    *,
    member: BoardMember,
    position: Position,
    from_on: date,
    decision: Decision = NO_DECISION,
    actor: User | None,
    now: datetime,
) -> BoardMember:
    """Give the holder of a post another one on the same board from `from_on` to the end of the term; return it.

    The former post ends that day and stays as history.
    """
    with transaction.atomic():
        member = _locked(member, actor, now, also=position)
        former = member.period
        if position == member.position:
            raise UnableToChangePost(_("That is the position the person holds."))
        if from_on <= former.lower or (former.upper is not None and from_on >= former.upper):
            raise UnableToChangePost(
                _("The change must fall within the term, after its first day.")
            )
        member.period = DateRange(former.lower, from_on)
        member.save(update_fields=["period"])
        changed = BoardMember.objects.create(
            board=member.board,
            user=member.user,
            position=position,
            main_post=member.main_post,
            period=DateRange(from_on, former.upper),
            decision_number=decision.number,
            decided_on=decision.decided_on,
        )
        derive_rights(user=member.user, now=now)
        _log("change_position", changed, actor, former=str(member.position))
    return changed


def correct_term(
    *,
    member: BoardMember,
    starts_on: date,
    ends_on: date | None,
    decision: Decision | None = None,
    reason: str,
    actor: User | None,
    now: datetime,
) -> BoardMember:
    """Put right a term (and, if given, the decision) that was entered wrongly, or lengthen one. The log keeps both."""
    reason = reason.strip()
    if not reason:
        raise UnableToChangePost(_("Say why the term is corrected."))
    if ends_on is not None and ends_on <= starts_on:
        raise UnableToChangePost(_("The term must end after it begins."))
    period = DateRange(starts_on, ends_on)
    with transaction.atomic():
        member = _locked(member, actor, now)
        others = member.board.members.exclude(pk=member.pk).filter(user=member.user)
        if others.filter(period__overlap=period).exists():
            raise UnableToChangePost(
                _("%(person)s already holds a post on this board in that time.")
                % {"person": member.user}
            )
        former = {"former": _days(member.period), "former_decision": member.decision_number}
        member.period = period
        if decision is not None:
            member.decision_number = decision.number
            member.decided_on = decision.decided_on
        member.save(update_fields=["period", "decision_number", "decided_on"])
        derive_rights(user=member.user, now=now)
        _log("correct_term", member, actor, reason=reason, **former)
    return member


def _locked(
    member: BoardMember, actor: User | None, now: datetime, also: Position | None = None
) -> BoardMember:
    """The post as it stands, its holder locked as `appoint` locks them, if `actor` may change it."""
    User.objects.select_for_update().get(pk=member.user_id)
    current = BoardMember.objects.select_related("board__portal", "user").get(pk=member.pk)
    touched = {Position(current.position)} | ({also} if also else set())
    refuse_strangers(
        actor, current.board, now, concerning=current.user, positions=frozenset(touched)
    )
    if current.period.isempty:
        raise UnableToChangePost(_("This post was called off."))
    return current


def _days(period: DateRange) -> list[str | None]:
    return [day.isoformat() if day else None for day in (period.lower, period.upper)]


def _log(action: str, member: BoardMember, actor: User | None, **data: Any) -> None:
    log(
        instance=member.board,
        action=f"boards.{action}",
        user=actor,
        data={
            "portal": member.board.portal_id,
            "user": member.user_id,
            "position": str(member.position),
            "period": _days(member.period),
            "decision": member.decision_number,
            **data,
        },
    )


def _audits(user: User, period: DateRange) -> bool:
    """Whether a decision that nobody revoked has `user` audit on a day of `period`."""
    teams = Auditor.objects.filter(decision__revoked_at=None, decision__period__overlap=period)
    return bool(teams.filter(user=user).exists())
