"""Who may take which step with a page. The portal comes from the tree, the right from the post."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast
from wagtail.models import Page, Revision, TaskState

from portals.boards.approval import Powers, approval_powers
from portals.boards.enums import ALL_POSITIONS, APPROVERS, EDITORS, STANDING_EDITORS, Position
from portals.boards.models import BoardMember
from portals.boards.queries import holds_post
from portals.clock import local_date
from portals.models import Portal
from portals.tree import portal_of

from .enums import ReviewStep

if TYPE_CHECKING:
    from portals.boards.models import User

# Who may take a step of the review, and whose duty it is: without such a person the step is skipped.
TAKERS = {
    ReviewStep.EDIT: EDITORS,
    ReviewStep.COMPLETE: STANDING_EDITORS,
    ReviewStep.APPROVE: APPROVERS,
}
ON_DUTY = {ReviewStep.EDIT: Position.EDITOR, ReviewStep.COMPLETE: Position.SECRETARY}


def holds_post_for(
    user: User, page: Page, now: datetime, positions: frozenset[Position] = ALL_POSITIONS
) -> bool:
    portal = portal_of(page)
    return portal is not None and holds_post(user, portal, now, positions)


def powers_for(user: User, page: Page, now: datetime) -> Powers | None:
    """What `user` may decide on the board of the page's portal; None for whoever holds no post there."""
    portal = portal_of(page)
    return approval_powers(user, [portal], now).get(portal.pk) if portal else None


def may_review(user: User, page: Page, now: datetime) -> bool:
    """Whether `user` may decide on texts of the page's portal, with or without a post of their own for it.

    Four eyes and sensitive subjects are asked for separately.
    """
    powers = powers_for(user, page, now)
    return powers is not None and decides(powers)


def decides(powers: Powers) -> bool:
    """Whether these powers reach to the approval of an ordinary text that was submitted this moment."""
    return powers.basis(sensitive=False, waiting_since=powers.now) is not None


def may_take(step: ReviewStep, user: User, page: Page, now: datetime) -> bool:
    """Whether `user` may take this step of the page's review, in person or standing in."""
    powers = powers_for(user, page, now)
    return powers is not None and takes(step, powers)


def takes(step: ReviewStep, powers: Powers) -> bool:
    return bool(positions_filled(powers) & TAKERS[step]) or decides(powers)


def positions_filled(powers: Powers) -> frozenset[Position]:
    """The posts a person fills now: their own, and those of absent members they stand in for."""
    return frozenset({powers.position, *(position for _id, _user, position in powers.absences)})


def positions_held(portals: Iterable[Portal], now: datetime) -> dict[int, set[Position]]:
    """By the id of each portal, the posts that somebody on its board holds at `now`. One query."""
    held: dict[int, set[Position]] = {portal.pk: set() for portal in portals}
    rows = BoardMember.objects.holding(ALL_POSITIONS, local_date(now)).filter(
        board__portal__in=list(held)
    )
    for portal_id, position in rows.values_list("board__portal", "position").distinct():
        held[portal_id].add(Position(position))
    return held


def step_now(step: ReviewStep, held: Collection[Position]) -> ReviewStep:
    """The step at which a text really waits, where the board has lost the person for the one it was at."""
    order = list(ReviewStep)
    for later in order[order.index(step) :]:
        if later not in ON_DUTY or ON_DUTY[later] in held:
            return later
    raise AssertionError("the last step is never skipped")


def is_skipped(step: ReviewStep, page: Page, user: User | None, now: datetime) -> bool:
    """Whether a review passes over `step`: nobody's duty, or done by whoever hands the text on."""
    if step not in ON_DUTY:
        return False
    portal = portal_of(page)
    if portal is None:
        return True
    if ON_DUTY[step] not in positions_held([portal], now)[portal.pk]:
        return True
    powers = approval_powers(user, [portal], now).get(portal.pk) if user else None
    return powers is not None and takes(step, powers)


def authors_of_change(page: Page) -> set[int]:
    """The users who wrote what is not public yet: all revisions since the published one (four eyes)."""
    revisions = Revision.objects.for_instance(page).exclude(user=None)
    if page.live_revision_id:
        # An editor left open overwrites its last revision in place, also when that one was published meanwhile.
        revisions = revisions.filter(
            Q(pk__gt=page.live_revision_id) | Q(created_at__gt=page.last_published_at)
        )
    authors = set(revisions.values_list("user_id", flat=True))
    if not page.live_revision_id and page.owner_id:
        authors.add(page.owner_id)
    return authors


def reviews_on(portals: list[Portal]) -> QuerySet[TaskState]:
    """The reviews in progress on `portals`."""
    paths = [portal.root.path for portal in portals if portal.root]
    if not paths:
        return TaskState.objects.none()
    under_roots = reduce(or_, (Q(path__startswith=path) for path in paths))
    pages = Page.objects.filter(under_roots).annotate(key=Cast("pk", CharField())).values("key")
    return TaskState.objects.filter(
        status=TaskState.STATUS_IN_PROGRESS,
        workflow_state__base_content_type=ContentType.objects.get_for_model(Page),
        workflow_state__object_id__in=pages,
    )


def may_publish_at_once(user: User, page: Page, now: datetime) -> bool:
    """Whether `user` may use the fast lane, or record an approval on paper, on the page's portal."""
    powers = powers_for(user, page, now)
    return powers is not None and (
        bool(positions_filled(powers) & STANDING_EDITORS) or decides(powers)
    )
