"""Checks after publication: which are open, and who may give their verdict."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from editorial.enums import CheckKind
from editorial.models import LaterCheck
from editorial.permissions import decides
from portals.boards.approval import Powers, approval_powers
from portals.boards.enums import APPROVERS, STANDING_EDITORS
from portals.boards.models import BoardMember
from portals.boards.queries import portals_of
from portals.clock import local_date
from portals.models import Oversight

if TYPE_CHECKING:
    from portals.boards.models import User


def was_published(check: LaterCheck) -> bool:
    """Whether what was approved then stands before the public, or stood there; an hour set for it may not have come."""
    published_at = check.approval.page.last_published_at
    if check.approval.taken_back_at is not None:
        return False
    return published_at is not None and published_at >= check.approval.approved_at


def title_checked(check: LaterCheck) -> str:
    """The title that is checked: that of the public text, else of the version that was approved.

    What the board has written since is in neither: the overseer, who reads this, sees no drafts. May ask for the
    version; "" where that is gone.
    """
    page, approved = check.approval.page, check.approval.revision
    if page.live and was_published(check):
        return str(page.title)
    return str(approved.object_str) if approved else ""


def may_check(check: LaterCheck, user: User, now: datetime) -> bool:
    """Whether `user` may give this verdict: never on a text of theirs, nor on a decision of theirs."""
    return check.pk in {one.pk for one in checks_open_to(user, now, only=check)}


def checks_open_to(
    user: User,
    now: datetime,
    *,
    only: LaterCheck | None = None,
    powers: dict[int, Powers] | None = None,
    below: Mapping[int, int] | None = None,
) -> list[LaterCheck]:
    """The open checks `user` may settle, the next due first. A fixed number of queries.

    `powers` are those of all the user's boards, and `below` the portals directly below these with their overseers,
    where the caller knows them already.

    1. What went out by the fast lane: the others who decide on the board; where there is nobody but its hands, and
       once the check is overdue, the heads and deputies of the overseer too.
    2. A drawn self-approved text: the overseer's head, deputies and secretary, once it is published.
    """
    if powers is None:
        powers = approval_powers(user, portals_of(user, now), now)
    if not powers:
        return []
    deciding = {portal_id for portal_id, held in powers.items() if decides(held)}
    desk = {portal_id for portal_id, held in powers.items() if held.position in STANDING_EDITORS}
    overseers = _below(powers, now) if below is None else below
    checks = list(_open(only).filter(approval__portal__in=deciding | set(overseers)))
    alone = _without_others([check for check in checks if check.kind == CheckKind.FAST_LANE], now)
    return [
        check
        for check in checks
        if user.pk not in _hands(check)
        and (
            overseers.get(check.approval.portal_id) in desk and was_published(check)
            if check.kind == CheckKind.SAMPLE
            else check.approval.portal_id in deciding
            or (
                (check.pk in alone or check.due_at <= now)
                and overseers.get(check.approval.portal_id) in deciding
            )
        )
    ]


def _below(overseers: Iterable[int], now: datetime) -> dict[int, int]:
    return dict(
        Oversight.objects.in_force(local_date(now))
        .filter(overseer__in=list(overseers))
        .values_list("portal_id", "overseer_id")
    )


def checks_on(portal_ids: Iterable[int]) -> QuerySet[LaterCheck]:
    """All open checks of texts of these portals, the next due first."""
    return _open(None).filter(approval__portal__in=list(portal_ids))


def _open(only: LaterCheck | None) -> QuerySet[LaterCheck]:
    checks = (
        # An approval that was taken back leaves nothing to check: its text was never public.
        LaterCheck.objects.filter(verdict="", approval__taken_back_at=None)
        .select_related("approval__portal", "approval__page", "approval__revision", "answerable")
        .defer("approval__revision__content")
        .prefetch_related("approval__authors")
        .order_by("due_at", "pk")
    )
    return checks if only is None else checks.filter(pk=only.pk)


def _hands(check: LaterCheck) -> set[int]:
    authors = {author.pk for author in check.approval.authors.all()}
    return authors | {check.answerable_id, check.approval.approver_id}


def _without_others(checks: list[LaterCheck], now: datetime) -> set[int]:
    """Of `checks`, those on whose board nobody decides but whoever had a hand in the text. One query."""
    rows = BoardMember.objects.filter(
        Q(board__portal__in={check.approval.portal_id for check in checks})
    ).holding(APPROVERS, local_date(now))
    deciders: dict[int, set[int]] = {}
    for portal_id, user_id in rows.values_list("board__portal", "user"):
        deciders.setdefault(portal_id, set()).add(user_id)
    return {
        check.pk
        for check in checks
        if not deciders.get(check.approval.portal_id, set()) - _hands(check)
    }
