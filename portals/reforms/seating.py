"""Deciding before the day who sits on the boards of portals that a change opens, and seating them on it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
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
from .boards import Candidate, new_boards, posts_that_end
from .endings import period_until
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

    Rights are the caller's to derive. On a portal that was kept the board stands as it stood; where it was decided anew
    since, what was decided takes the place of all of it.
    """
    reform = switching.act.reform
    found = ReformSeat.objects.filter(unit__reform=reform).select_related("user", "unit")
    seats = list(found.order_by("unit__code", "pk"))
    able = _able(switching, seats)
    anew = _decided_anew(reform)
    holding = _hold_on(switching, seats, able, anew)
    boards_held = {portal for portal, _user in holding}
    to_give = [
        seat
        for seat in seats
        if seat.pk in able
        and seat.post_id is None
        and (seat.unit.portal_id in anew or seat.unit.portal_id not in boards_held)
    ]
    _give(switching, to_give)
    holding |= {(seat.unit.portal_id or 0, seat.user_id) for seat in to_give}
    return [
        str(seat.user)
        for seat in seats
        if seat.pk not in able
        or (seat.post_id is None and (seat.unit.portal_id, seat.user_id) not in holding)
    ]


def _able(switching: Switching, seats: Iterable[ReformSeat]) -> set[int]:
    """The keys of the seats whose persons can hold a post, and sat the day before on a board that the unit follows."""
    reform = switching.act.reform
    rows = list(reform.rows.all())
    sat = {
        (row.result_id, held.user_id)
        for held in posts_that_end(reform, rows, day=switching.day)
        for row in rows
        if row.original_id == held.board.portal_id
    }
    decisions = Auditor.objects.filter(
        decision__revoked_at=None, decision__period__overlap=DateRange(switching.day, None)
    )
    people = {seat.user_id for seat in seats}
    auditing = set(decisions.filter(user__in=people).values_list("user", flat=True))
    return {
        seat.pk
        for seat in seats
        if (seat.unit_id, seat.user_id) in sat and seat.user_id not in auditing
    }


def _decided_anew(reform: Reform) -> set[int]:
    """The keys of the portals whose boards were decided since the change was last taken back."""
    last = reform.acts.done().first()
    decided = reform.units.filter(board_decided_at__isnull=False, portal__isnull=False)
    if last is not None:
        decided = decided.filter(board_decided_at__gte=last.done_at)
    return {portal for portal in decided.values_list("portal", flat=True) if portal}


def _hold_on(
    switching: Switching, seats: Iterable[ReformSeat], able: Collection[int], anew: Collection[int]
) -> set[tuple[int, int]]:
    """End the posts on portals that were kept which hold no more; return portal and user of those that hold on."""
    by_person = {(seat.unit.portal_id, seat.user_id): seat for seat in seats}
    posts = BoardMember.objects.filter(
        board__portal__founded_as__reform=switching.act.reform,
        period__overlap=DateRange(switching.day, None),
    ).select_related("board")
    holding: set[tuple[int, int]] = set()
    ended: list[int] = []
    linked: list[ReformSeat] = []
    for member in posts.order_by("pk"):
        portal = member.board.portal_id
        seat = by_person.get((portal, member.user_id))
        unable = seat is not None and seat.pk not in able
        if unable or (portal in anew and (seat is None or seat.position != member.position)):
            ended.append(member.pk)
            continue
        holding.add((portal, member.user_id))
        # Linked, so that it goes with a portal that is taken away.
        if portal in anew and seat is not None and seat.post_id is None:
            seat.post = member
            linked.append(seat)
    ReformSeat.objects.bulk_update(linked, ["post"])
    switching.recorder.update(
        BoardMember.objects.filter(pk__in=ended), period=period_until(switching.day)
    )
    return holding


def _give(switching: Switching, seats: Sequence[ReformSeat]) -> None:
    reform = switching.act.reform
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
                period=DateRange(switching.day, None),
                decision_number=reform.mandate,
            )
            for seat in seats
        ],
        actor=switching.actor,
    )
    for seat, member in zip(seats, given, strict=True):
        seat.post = member
    ReformSeat.objects.bulk_update(seats, ["post"])


def seated_on(reform: Reform, day: date) -> set[int]:
    """The keys of those who sit on `day` on the boards of the portals that a change opened."""
    posts = BoardMember.objects.filter(
        board__portal__founded_as__reform=reform, period__contains=day
    )
    return set(posts.values_list("user", flat=True))


def tell_who_has_no_post(reform: Reform, left: list[Candidate], day: date, now: datetime) -> None:
    """Write a mail to each whose post ended on `day` and to whom no new board gave one."""
    for one in left:
        if one.user.email:
            boards = ", ".join(held.board.portal.name for held in one.posts)
            told = {
                "boards": boards,
                "day": f"{day:%d/%m/%Y}",
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
