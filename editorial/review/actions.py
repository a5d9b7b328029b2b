"""The review of a text: submitted by who wrote it, passed on, and decided by its own board."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Page, TaskState, WorkflowState

from editorial.enums import ApprovalGround, ReviewStep
from editorial.models import BoardReviewState
from editorial.permissions import authors_of_change, holds_post_for, may_review, may_take
from editorial.placements.approvals import take_back_waiting
from editorial.revision_token import revision_mark
from portals.boards.approval import approval_basis, standing_waiver
from portals.refusals import NotYourOffice, Refusal
from portals.tree import portal_of

from .decisions import (
    UnableToApprove,
    UnableToSubmit,
    finish_review,
    locked_page,
    open_review,
    refuse_own,
    review_step_of,
    scheduled_revision,
    waiting_review,
    waits_for_approval_since,
)
from .sampling import draw_sample
from .subjects import propose_subject

if TYPE_CHECKING:
    from portals.boards.models import User

__all__ = [
    "UnableToApprove",
    "UnableToPassOn",
    "UnableToReturn",
    "UnableToSubmit",
    "UnableToTakeBack",
    "UnableToUnschedule",
    "approve_story",
    "pass_on",
    "return_story",
    "revision_mark",
    "scheduled_revision",
    "submit_story",
    "take_back",
    "unschedule_story",
    "waiting_review",
]


class UnableToPassOn(Refusal):
    """The text does not wait for editing or completion."""


class UnableToUnschedule(Refusal):
    """Nothing waits for its hour."""


class UnableToReturn(Refusal):
    """Nothing waits for a decision, or the reason is missing."""


class UnableToTakeBack(Refusal):
    """The text does not wait for review, or is not this person's to take back."""


def submit_story(*, story: Page, actor: User, now: datetime) -> WorkflowState:
    """Hand a text to the board for review; after it was returned, to the step that returned it.

    For whoever holds a post on the board of the page's portal and may edit the page. Raises TextBlocked where the
    checks find what must be settled first.
    """
    with transaction.atomic():
        page = locked_page(story)
        if not holds_post_for(actor, page, now) or not page.permissions_for_user(actor).can_edit():
            raise NotYourOffice(_("Only members of this portal's board may submit its texts."))
        if waiting_review(page):
            raise UnableToSubmit(_("This text already waits for review."))
        return open_review(page, actor, now).workflow_state


def take_back(*, story: Page, actor: User, now: datetime) -> None:
    """Take a text out of its review; it is a draft again. For who submitted or wrote it."""
    with transaction.atomic():
        page = locked_page(story)
        task_state = waiting_review(page)
        if task_state is None:
            raise UnableToTakeBack(_("This text no longer waits for review."))
        hands = authors_of_change(page) | {task_state.workflow_state.requested_by_id}
        if actor.pk not in hands or not holds_post_for(actor, page, now):
            raise NotYourOffice(_("Only who wrote or submitted the text takes it back."))
        task_state.workflow_state.cancel(user=actor)


def pass_on(
    *,
    story: Page,
    actor: User,
    now: datetime,
    go_live_at: datetime | None = None,
    mark: str | None = None,
) -> TaskState:
    """Pass a text to the next step: edited by an editor, completed by the secretary; return the step it waits at.

    `go_live_at` proposes the hour of publication to whoever approves. `mark` says which text was read.
    """
    with transaction.atomic():
        page = locked_page(story)
        task_state = waiting_review(page)
        if task_state is None:
            raise UnableToPassOn(_("This text no longer waits for review."))
        step = review_step_of(task_state)
        if step == ReviewStep.APPROVE:
            raise UnableToPassOn(_("This text waits for approval already."))
        if not may_take(step, actor, page, now):
            raise NotYourOffice(_("This step is taken by another post of the board."))
        if mark is not None and mark != revision_mark(page.get_latest_revision()):
            raise UnableToPassOn(_("The text was edited in between. Please read it again."))
        if go_live_at is not None and go_live_at <= now:
            raise UnableToPassOn(_("The go-live time must be in the future."))
        task_state.specific.approve(user=actor)
        following = waiting_review(page)
        if following is None:
            raise UnableToPassOn(_("This text no longer waits for review."))
        BoardReviewState.objects.filter(pk=following.pk).update(
            go_live_at=go_live_at or task_state.specific.go_live_at
        )
        return following


def approve_story(
    *,
    story: Page,
    actor: User,
    now: datetime,
    go_live_at: datetime | None = None,
    mark: str | None = None,
) -> Page:
    """Approve the text as it stands and publish it, at once or at `go_live_at`; return the page.

    `mark` (from `revision_mark`) says which text the approver read; one edited in between is refused.
    Two approvers at once: the second is told that it was decided. A text of one's own takes a standing waiver, is
    marked so, and may be drawn for a check by the overseer.
    """
    with transaction.atomic():
        page: Any = locked_page(story)
        portal = portal_of(page)
        if portal is None or not may_review(actor, page, now):
            raise NotYourOffice(
                _("Only the head or a deputy head of this portal's board decides on its texts.")
            )
        task_state = waiting_review(page)
        if task_state is None:
            raise UnableToApprove(_("This text no longer waits for review."))
        sensitive = bool(propose_subject(page))
        since = waits_for_approval_since(task_state, portal, now)
        basis = approval_basis(actor, portal, now, sensitive=sensitive, waiting_since=since or now)
        if basis is None:
            raise NotYourOffice(
                _("The subject of this text is sensitive (%(subject)s): the head decides on it.")
                % {"subject": page.get_sensitive_subject_display()}
            )
        if go_live_at is not None and go_live_at <= now:
            raise UnableToApprove(_("The go-live time must be in the future."))
        ground = ApprovalGround(str(basis.kind))
        if actor.pk in authors_of_change(page):
            if standing_waiver(portal, now) is None:
                refuse_own(page, actor)
            ground = ApprovalGround.WAIVER
        approval = finish_review(
            page=page,
            portal=portal,
            task_state=task_state,
            ground=ground,
            words=str(basis),
            approver=actor,
            actor=actor,
            now=now,
            go_live_at=go_live_at,
            mark=mark,
            logged=basis.logged(),
        )
        if ground == ApprovalGround.WAIVER:
            draw_sample(approval=approval, now=now)
    return Page.objects.get(pk=page.pk).specific


def return_story(*, story: Page, reason: str, actor: User, now: datetime) -> TaskState:
    """Send a text back to who submitted it, with the reason. For whoever may take the step it waits at.

    Also one's own: taking back needs no second person.
    """
    reason = reason.strip()
    if not reason:
        raise UnableToReturn(_("Say why the text is returned."))
    with transaction.atomic():
        page = locked_page(story)
        task_state = waiting_review(page)
        step = review_step_of(task_state) if task_state else ReviewStep.APPROVE
        if not may_take(step, actor, page, now):
            raise NotYourOffice(_("This step is taken by another post of the board."))
        if task_state is None:
            raise UnableToReturn(_("This text no longer waits for review."))
        decided: TaskState = task_state.specific.reject(user=actor, comment=reason)
    return decided


def unschedule_story(*, story: Page, actor: User, now: datetime) -> Page:
    """Take back the approval of a text that waits for its hour; it is a draft again. For heads and deputies.

    A version that is public already stays so.
    """
    with transaction.atomic():
        page = locked_page(story)
        if not may_review(actor, page, now):
            raise NotYourOffice(
                _("Only the head or a deputy head of this portal's board decides on its texts.")
            )
        scheduled = scheduled_revision(page)
        if scheduled is None:
            raise UnableToUnschedule(_("This text does not wait for its hour."))
        take_back_waiting(page=page, now=now)
        scheduled.approved_go_live_at = None
        scheduled.content["go_live_at"] = None
        scheduled.save(update_fields=["approved_go_live_at", "content"])
        Page.objects.filter(pk=page.pk).update(go_live_at=None)
        log(
            instance=page,
            action="wagtail.schedule.cancel",
            user=actor,
            revision=scheduled,
            data={"revision": {"id": scheduled.pk, "has_live_version": page.live}},
        )
    return Page.objects.get(pk=page.pk).specific
