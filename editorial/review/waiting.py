"""What each person may act on: set-based, a fixed number of queries whatever the number of texts and portals."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import F, QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Revision, TaskState, WorkflowState

from editorial.enums import CheckKind, ReviewStep
from editorial.models import LaterCheck
from editorial.permissions import (
    ON_DUTY,
    decides,
    positions_filled,
    positions_held,
    reviews_on,
    step_now,
)
from editorial.revision_token import mark_of
from portals.boards.approval import Powers, approval_powers
from portals.boards.enums import Position
from portals.boards.models import StandingWaiver
from portals.boards.queries import portals_of
from portals.tree import portal_path

from .deadlines import step_due
from .later_checks import checks_open_to, title_checked

if TYPE_CHECKING:
    from portals.boards.models import User
    from portals.models import Portal


class WaitingStep(TextChoices):
    """What is asked of the person."""

    EDIT = ReviewStep.EDIT.value, _("to edit")
    COMPLETE = ReviewStep.COMPLETE.value, _("to complete")
    APPROVE = ReviewStep.APPROVE.value, _("to approve")
    RETURNED = "returned", _("returned to you")
    FAST_LANE_CHECK = "fast_lane_check", _("to check, published at once")
    SAMPLE_CHECK = "sample_check", _("to check, self-approved")


@dataclass(frozen=True, slots=True)
class TextInReview:
    """A text under review, with what concerns one reader of the list.

    `step` is where it really waits (a step nobody holds is passed over); `since` when it came there. `own`: the
    reader wrote part of it. `mine`: it is the reader's to take that step now.
    """

    page: Page
    portal: Portal
    step: ReviewStep
    since: datetime
    submitted_by: User | None
    submitted_at: datetime
    go_live_at: datetime | None
    subject: str
    own: bool
    waived: bool
    mine: bool
    # The reader may decide on texts of this board.
    decides: bool
    # Names the exact text (`actions.decisions.revision_mark`), for a button that decides on it.
    mark: str
    state_id: int

    @property
    def own_for_another(self) -> bool:
        """It waits for approval by somebody else, because the reader, who could decide, wrote part of it."""
        return self.own and not self.mine and self.decides

    @property
    def due_at(self) -> datetime:
        return step_due(self.since)


@dataclass(frozen=True, slots=True)
class ReturnedText:
    page: Page
    portal: Portal
    returned_by: User | None
    returned_at: datetime
    reason: str
    # The review that returned it: a text may be returned more than once.
    review_id: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits for a person. `story_id` is the page, `key` what names the thing for good."""

    story_id: int
    title: str
    portal: Portal
    step: WaitingStep
    since: datetime
    due_at: datetime | None
    key: str
    note: str = ""
    mark: str = ""
    check_id: int | None = None


def waiting_for(user: User, now: datetime) -> list[Waiting]:
    """All that `user` may act on, the next due first, what has no due time last."""
    portals = portals_of(user, now)
    found = [
        Waiting(
            story_id=text.page.pk,
            title=text.page.draft_title or text.page.title,
            portal=text.portal,
            step=WaitingStep(text.step.value),
            since=text.since,
            due_at=text.due_at,
            key=f"review-{text.state_id}",
            mark=text.mark,
        )
        for text in texts_in_review(user, portals, now)
        if text.mine
    ]
    found += [
        Waiting(
            story_id=text.page.pk,
            title=text.page.draft_title or text.page.title,
            portal=text.portal,
            step=WaitingStep.RETURNED,
            since=text.returned_at,
            due_at=None,
            key=f"{text.page.pk}-{text.review_id}",
            note=text.reason,
        )
        for text in returned_texts(user, portals)
    ]
    found += [waiting_check(check) for check in checks_open_to(user, now)]
    return sorted(found, key=lambda one: (one.due_at is None, one.due_at or one.since, one.key))


def waiting_check(check: LaterCheck) -> Waiting:
    fast = check.kind == CheckKind.FAST_LANE
    return Waiting(
        story_id=check.approval.page_id,
        title=title_checked(check),
        portal=check.approval.portal,
        step=WaitingStep.FAST_LANE_CHECK if fast else WaitingStep.SAMPLE_CHECK,
        since=check.opened_at,
        due_at=check.due_at,
        key=f"check-{check.pk}",
        note=check.approval.reason,
        check_id=check.pk,
    )


def board_reviews(portals: list[Portal]) -> QuerySet[TaskState]:
    """The steps that texts of these portals wait at."""
    return reviews_on(portals).filter(task__boardreviewtask__isnull=False)


def returned_to(user: User) -> QuerySet[WorkflowState]:
    """The reviews in which a text came back to `user` and was not submitted again."""
    return WorkflowState.objects.filter(
        status=WorkflowState.STATUS_NEEDS_CHANGES,
        base_content_type=ContentType.objects.get_for_model(Page),
        requested_by=user,
        current_task_state__finished_at__isnull=False,
    )


def texts_in_review(
    user: User, portals: list[Portal], now: datetime, *, powers: dict[int, Powers] | None = None
) -> list[TextInReview]:
    """All texts under review on `portals`, the longest waiting first. Ten queries at most.

    `powers` are the user's on these boards at least, where the caller knows them already.
    """
    states = list(
        board_reviews(portals)
        .order_by("started_at", "pk")
        .select_related("workflow_state__requested_by", "task__boardreviewtask", "boardreviewstate")
    )
    if not states:
        return []
    pages = Page.objects.annotate(
        latest_at=F("latest_revision__created_at"), subject=F("storypage__sensitive_subject")
    ).in_bulk([int(state.workflow_state.object_id) for state in states])
    by_root = {portal.root.path: portal for portal in portals if portal.root}
    reader = _Reader(
        powers=approval_powers(user, portals, now) if powers is None else powers,
        written=written_by(user, pages.values()),
        waived=set(
            StandingWaiver.objects.in_force(now)
            .filter(board__portal__in=portals)
            .values_list("board__portal", flat=True)
        ),
        now=now,
    )
    filled = _filled(portals, reader.powers, now)
    texts = []
    for state in states:
        page = pages.get(int(state.workflow_state.object_id))
        portal = by_root.get(portal_path(page.path)) if page else None
        if page is not None and portal is not None:
            step = step_now(ReviewStep(state.task.boardreviewtask.step), filled[portal.pk])
            texts.append(reader.text(state, page, portal, step, page.subject or ""))
    return texts


def _filled(
    portals: list[Portal], powers: dict[int, Powers], now: datetime
) -> dict[int, Collection[Position]]:
    """The posts that are filled on each board; asked only for boards on which the person holds none."""
    filled: dict[int, Collection[Position]] = {
        portal_id: held.filled for portal_id, held in powers.items()
    }
    others = [portal for portal in portals if portal.pk not in filled]
    return {**filled, **positions_held(others, now)} if others else filled


@dataclass(frozen=True, slots=True)
class _Reader:
    powers: dict[int, Powers]
    written: set[int]
    waived: set[int]
    now: datetime

    def text(
        self, state: TaskState, page: Page, portal: Portal, step: ReviewStep, subject: str
    ) -> TextInReview:
        own, waived = page.pk in self.written, portal.pk in self.waived
        with_its_version: Any = page
        return TextInReview(
            page=page,
            portal=portal,
            step=step,
            since=state.started_at,
            submitted_by=state.workflow_state.requested_by,
            submitted_at=state.workflow_state.created_at,
            go_live_at=state.boardreviewstate.go_live_at,
            subject=subject,
            own=own,
            waived=waived,
            mine=self._is_mine(state, portal, step, bool(subject), own and not waived),
            decides=portal.pk in self.powers and decides(self.powers[portal.pk]),
            mark=mark_of(with_its_version.latest_revision_id, with_its_version.latest_at),
            state_id=state.pk,
        )

    def _is_mine(
        self, state: TaskState, portal: Portal, step: ReviewStep, sensitive: bool, barred: bool
    ) -> bool:
        powers = self.powers.get(portal.pk)
        if powers is None:
            return False
        if step in ON_DUTY:
            return ON_DUTY[step] in positions_filled(powers)
        basis = powers.basis(sensitive=sensitive, waiting_since=state.started_at)
        return basis is not None and not barred


def returned_texts(user: User, portals: list[Portal]) -> list[ReturnedText]:
    """Texts that came back to `user` with a reason and were not submitted again, the latest first. Two queries."""
    states = list(
        returned_to(user)
        .select_related("current_task_state__finished_by")
        .order_by("-current_task_state__finished_at", "-pk")
    )
    by_root = {portal.root.path: portal for portal in portals if portal.root}
    pages = Page.objects.in_bulk([int(state.object_id) for state in states])
    return [
        ReturnedText(
            page=page,
            portal=by_root[portal_path(page.path)],
            returned_by=state.current_task_state.finished_by,
            returned_at=state.current_task_state.finished_at,
            reason=state.current_task_state.comment,
            review_id=state.current_task_state.pk,
        )
        for state in states
        if (page := pages.get(int(state.object_id))) and portal_path(page.path) in by_root
    ]


def written_by(user: User, pages: Iterable[Page]) -> set[int]:
    """Of `pages`, those whose unpublished change `user` had a hand in (as `permissions.authors_of_change`)."""
    by_id = {page.pk: page for page in pages}
    written = {
        page.pk
        for page in by_id.values()
        if page.live_revision_id is None and page.owner_id == user.pk
    }
    revisions = Revision.objects.filter(
        base_content_type=ContentType.objects.get_for_model(Page),
        object_id__in=[str(pk) for pk in by_id],
        user=user,
    ).values_list("pk", "object_id", "created_at")
    for revision_id, object_id, created_at in revisions:
        page = by_id[int(object_id)]
        if (
            page.live_revision_id is None
            or revision_id > page.live_revision_id
            or (page.last_published_at and created_at > page.last_published_at)
        ):
            written.add(page.pk)
    return written
