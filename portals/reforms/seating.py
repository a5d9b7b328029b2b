"""Deciding before the day who sits on the boards of portals that a change opens, and seating them on it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from portals.auditors.models import Auditor
from portals.boards.actions import appoint_together
from portals.boards.enums import Position
from portals.boards.models import BoardMember, EditorialBoard, User
from portals.mail.actions import post
from portals.mail.enums import MailKind

from .actions import ReformNotPossible, must_enter_reforms
from .boards import Candidate, new_boards
from .enums import ActDirection
from .models import Reform, ReformSeat, ReformUnit

if TYPE_CHECKING:
    from .switching import Switching


def decide_board(
    *, unit: ReformUnit, seats: Mapping[int, Position], actor: User, now: datetime
) -> None:
    """Decide who sits on the board of a unit that opens, by their keys; none is a board that opens empty.

    What was decided before is replaced. Raises NotYourOffice, and ReformNotPossible where the change was carried out,
    somebody sits on no board that ends, two would be head, or the actor would give themselves a post.
    """
    must_enter_reforms(actor, now)
    with transaction.atomic():
        reform = Reform.objects.select_for_update().get(pk=unit.reform_id)
        _must_be_to_decide(reform)
        board = next((one for one in new_boards(reform) if one.unit.pk == unit.pk), None)
        if board is None:
            raise ReformNotPossible(_("This unit goes on, and so does its board."))
        known = {one.user.pk: one for one in board.candidates}
        if not seats.keys() <= known.keys():
            raise ReformNotPossible(_("Only who sits on one of the boards that end can be chosen."))
        if sum(position == Position.HEAD for position in seats.values()) > 1:
            raise ReformNotPossible(
                _("A board has one head: choose one, and give the others another post or none.")
            )
        if actor.pk in seats:
            raise ReformNotPossible(
                _("Nobody gives themselves a post; somebody else of the province decides that.")
            )
        _write(board.unit, seats, known, actor, now)


def decide_clear_boards(*, reform: Reform, actor: User, now: datetime) -> int:
    """Take the proposals of each board that is not decided and leaves nothing to choose; return how many."""
    must_enter_reforms(actor, now)
    with transaction.atomic():
        reform = Reform.objects.select_for_update().get(pk=reform.pk)
        _must_be_to_decide(reform)
        clear = [
            one
            for one in new_boards(reform)
            if one.is_clear and not one.is_decided and actor.pk not in one.proposals
        ]
        for board in clear:
            known = {one.user.pk: one for one in board.candidates}
            _write(board.unit, board.proposals, known, actor, now)
    return len(clear)


def _must_be_to_decide(reform: Reform) -> None:
    last = reform.acts.done().first()
    if last is not None and last.direction == ActDirection.FORWARD:
        raise ReformNotPossible(_("The change was carried out: appoint on the boards themselves."))


def _write(
    unit: ReformUnit,
    seats: Mapping[int, Position],
    known: Mapping[int, Candidate],
    actor: User,
    now: datetime,
) -> None:
    unit.seats.all().delete()
    ReformSeat.objects.bulk_create(
        ReformSeat(unit=unit, user_id=user, position=position, main_post=known[user].main_post)
        for user, position in seats.items()
    )
    unit.board_decided_by, unit.board_decided_at = actor, now
    unit.save(update_fields=["board_decided_by", "board_decided_at"])
    data = {"unit": unit.code, "seats": {str(user): str(one) for user, one in seats.items()}}
    log(instance=unit.reform, action="reforms.decide_board", user=actor, data=data, timestamp=now)


def give_decided_posts(switching: Switching) -> list[str]:
    """Give the posts that were decided, from the day on; return the names of those who can hold none any more.

    Rights are the caller's to derive. A post that an earlier time gave on a portal that was kept is not given twice.
    """
    day, reform = switching.day, switching.act.reform
    since = DateRange(day, None)
    wanted = ReformSeat.objects.filter(unit__reform=reform, post=None).select_related(
        "user", "unit"
    )
    auditing = set(
        Auditor.objects.filter(decision__revoked_at=None, decision__period__overlap=since)
        .filter(user__in=wanted.values("user"))
        .values_list("user", flat=True)
    )
    held = set(
        BoardMember.objects.filter(
            board__portal__founded_as__reform=reform, period__overlap=since
        ).values_list("board__portal", "user")
    )
    able, unable = [], []
    for seat in wanted.order_by("unit__code", "pk"):
        if not seat.user.is_active or seat.user_id in auditing:
            unable.append(str(seat.user))
        elif (seat.unit.portal_id, seat.user_id) not in held:
            able.append(seat)
    boards = {
        board.portal_id: board
        for board in EditorialBoard.objects.filter(portal__founded_as__reform=reform)
    }
    given = appoint_together(
        members=[
            BoardMember(
                board=boards[seat.unit.portal_id or 0],
                user=seat.user,
                position=seat.position,
                main_post=seat.main_post,
                period=since,
                decision_number=reform.mandate,
            )
            for seat in able
        ],
        actor=switching.actor,
    )
    for seat, member in zip(able, given, strict=True):
        seat.post = member
    ReformSeat.objects.bulk_update(able, ["post"])
    return unable


def tell_who_has_no_post(reform: Reform, left: list[Candidate], now: datetime) -> None:
    """Write a mail to each whose post ended and to whom no new board gave one."""
    for one in left:
        if one.user.email:
            boards = ", ".join(held.board.portal.name for held in one.posts)
            told = {
                "boards": boards,
                "day": f"{reform.takes_effect_on:%d/%m/%Y}",
                "mandate": reform.mandate,
            }
            post(
                kind=MailKind.ACCOUNT,
                person=one.user,
                address=one.user.email,
                subject=_("Your post has ended with its board"),
                text=_(
                    "Your post on the board of %(boards)s has ended on %(day)s, since the unit has ended by"
                    " %(mandate)s. You can read its pages, and write there no more. If you are to work on a new board,"
                    " ask whoever leads it to appoint you."
                )
                % told,
                now=now,
            )
