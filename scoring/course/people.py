"""Who may take which step of a month: asked of the posts, of delegations, and of what became of closed portals."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from portals.boards.approval import ApprovalBasis, approval_powers
from portals.boards.enums import APPROVERS, Position
from portals.boards.models import BoardMember, User
from portals.boards.queries import holds_post, holds_post_in_tier
from portals.clock import local_date
from portals.models import Oversight, Portal
from portals.refusals import NotYourOffice
from portals.tiers import INSTALL_TIER
from scoring.models import Proceeding, Scorecard


def is_closed(portal: Portal, day: date) -> bool:
    return portal.closed_on is not None and portal.closed_on <= day


def boards_for(portal: Portal, day: date) -> list[Portal]:
    """The portals whose boards answer for `portal` on `day`: itself, or what is open of its successors."""
    if not is_closed(portal, day):
        return [portal]
    found: dict[int, Portal] = {}
    seen, asked = {portal.pk}, [portal.pk]
    while asked:
        successors = Portal.objects.filter(
            predecessions__portal__in=asked, predecessions__happened_on__lte=day
        )
        asked = []
        for one in successors.exclude(pk__in=seen).distinct().order_by("pk"):
            seen.add(one.pk)
            if is_closed(one, day):
                asked.append(one.pk)
            else:
                found[one.pk] = one
    return list(found.values())


def heir_of(proceeding: Proceeding, day: date) -> Portal | None:
    """Who takes over from an acting scorer that is closed: its successor, else its overseer, else the province.

    Never a portal whose own card goes through this proceeding.
    """
    scored = set(cards_of(proceeding).values_list("portal", flat=True))
    return next((one for one in _heirs(proceeding.acting, day) if one.pk not in scored), None)


def _heirs(closed: Portal, day: date) -> Iterator[Portal]:
    yield from boards_for(closed, day)
    over = (
        Oversight.objects.filter(portal=closed, period__startswith__lte=day)
        .select_related("overseer")
        .order_by("-period")
        .first()
    )
    if over is not None:
        yield from boards_for(over.overseer, day)
    yield from Portal.objects.filter(tier=INSTALL_TIER, closed_on=None).order_by("pk")


def cards_of(proceeding: Proceeding) -> QuerySet[Scorecard]:
    """The cards that go through one proceeding."""
    return Scorecard.objects.filter(round=proceeding.round_id, proceeding=proceeding)


def placeless_cards() -> QuerySet[Scorecard]:
    """The cards that somebody scores and that go through no proceeding yet. The install's own never does."""
    return Scorecard.objects.filter(proceeding=None).exclude(tier=INSTALL_TIER)


def shown_on(proceeding: Proceeding) -> list[int]:
    """The portals whose pages tell of a published month: the scorer's own, and the province's. One query."""
    province = Portal.objects.filter(tier=INSTALL_TIER).values_list("pk", flat=True)
    return [proceeding.scorer_id, *province]


def signing_basis(user: User, portal: Portal, now: datetime) -> ApprovalBasis | None:
    """On what `user` may sign for the board of `portal`: as its head, or by delegation or standing in for the head."""
    boards = boards_for(portal, local_date(now))
    for powers in approval_powers(user, boards, now).values():
        # The head's silence gives nobody a signature: it is as if it had begun now.
        if found := powers.basis(sensitive=True, waiting_since=now):
            return found
    return None


def may_appeal(user: User, portal: Portal, now: datetime) -> bool:
    """Whether `user` is head or deputy of the board that answers for `portal`."""
    boards = boards_for(portal, local_date(now))
    return any(holds_post(user, board, now, APPROVERS) for board in boards)


def sits_on(user: User, portals: Collection[Portal], now: datetime) -> bool:
    """Whether `user` holds any post on a board that answers for one of `portals`."""
    day = local_date(now)
    boards = {board.pk for portal in portals for board in boards_for(portal, day)}
    return BoardMember.objects.in_force(day).filter(user=user, board__portal__in=boards).exists()


def must_act_for(
    proceeding: Proceeding,
    actor: User,
    now: datetime,
    positions: frozenset[Position],
    portals: Collection[Portal] | None = None,
    *,
    or_province: bool = False,
) -> None:
    """Raise unless `actor` holds one of `positions` at the acting scorer, and sits on no board that is judged here.

    `portals`: those that the act is about; None for all of the proceeding. `or_province`: head or deputy of the
    province may take the step too.
    """
    holds = holds_post(actor, proceeding.acting, now, positions)
    if not holds and or_province:
        holds = holds_post_in_tier(actor, INSTALL_TIER, now, APPROVERS)
    if not holds:
        raise NotYourOffice(_("This step belongs to the board that scores these portals."))
    if portals is None:
        portals = list(Portal.objects.filter(scorecards__in=cards_of(proceeding)))
    if sits_on(actor, portals, now):
        raise NotYourOffice(_("Nobody decides on a portal on whose board they sit."))


def must_be_of_province(actor: User, now: datetime) -> None:
    if not holds_post_in_tier(actor, INSTALL_TIER, now, APPROVERS):
        raise NotYourOffice(_("A head or deputy of the province's board does that."))
