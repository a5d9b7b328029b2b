"""The review of a text: submitted by who wrote it, decided by a head or deputy of its own board."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Page, Revision, TaskState, WorkflowState

from editorial.models import BoardReviewState
from editorial.permissions import authors_of_change, holds_post_for, may_review
from portals.refusals import NotYourOffice, Refusal

from .checking import check_before_review

if TYPE_CHECKING:
    from portals.boards.models import User


class UnableToSubmit(Refusal):
    """There is nothing to review, or a review is under way."""


class UnableToApprove(Refusal):
    """The text cannot be published as it stands, or not by this person."""


class UnableToUnschedule(Refusal):
    """Nothing waits for its hour."""


class UnableToReturn(Refusal):
    """Nothing waits for a decision, or the reason is missing."""


def revision_mark(revision: Revision) -> str:
    """Name the exact text: an open editor overwrites its revision in place, so an id is not enough."""
    return f"{revision.pk}-{revision.created_at.timestamp():.6f}"


def waiting_review(page: Page) -> TaskState | None:
    """The review of `page` that waits for a decision, if there is one. One query."""
    return (
        TaskState.objects.for_instance(page)
        .filter(status=TaskState.STATUS_IN_PROGRESS)
        .select_related("workflow_state", "revision")
        .first()
    )


def submit_story(*, story: Page, actor: User, now: datetime) -> WorkflowState:
    """Hand a text to the board for review, again after it was returned.

    For whoever holds a post on the board of the page's portal and may edit the page. Raises TextBlocked where the
    checks find what must be settled first.
    """
    with transaction.atomic():
        page = _locked(story)
        if not holds_post_for(actor, page, now) or not page.permissions_for_user(actor).can_edit():
            raise NotYourOffice(_("Only members of this portal's board may submit its texts."))
        if waiting_review(page):
            raise UnableToSubmit(_("This text already waits for review."))
        if scheduled_revision(page) is not None:
            raise UnableToSubmit(
                _("This text is approved and waits for its hour. Take it back first to change it.")
            )
        if page.live and not page.has_unpublished_changes:
            raise UnableToSubmit(_("Nothing has changed since this text was published."))
        if page.get_latest_revision() is None:
            page.save_revision(user=actor)
        check_before_review(page=page, actor=actor, now=now)
        returned = page.current_workflow_state
        if returned is not None:
            returned.resume(user=actor)
            return returned
        workflow = page.get_workflow()
        if workflow is None:
            raise UnableToSubmit(_("There is no review for this kind of page."))
        state: WorkflowState = workflow.start(page, actor)
        return state


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
    Two approvers at once: the second is told that it was decided.
    """
    with transaction.atomic():
        page = _locked(story)
        task_state = _decidable(page, actor, now)
        if task_state is None:
            raise UnableToApprove(_("This text no longer waits for review."))
        if actor.pk in authors_of_change(page):
            raise NotYourOffice(_("You wrote part of this text: somebody else must approve it."))
        if go_live_at is not None and go_live_at <= now:
            raise UnableToApprove(_("The go-live time must be in the future."))
        revision = page.get_latest_revision()
        if mark is not None and mark != revision_mark(revision):
            raise UnableToApprove(_("The text was edited in between. Please read it again."))
        _refuse_unfinished(revision)
        revision.content["go_live_at"] = go_live_at.isoformat() if go_live_at else None
        revision.save(update_fields=["content"])
        BoardReviewState.objects.filter(pk=task_state.pk).update(go_live_at=go_live_at)
        task_state.specific.approve(user=actor)
    return Page.objects.get(pk=page.pk).specific


def return_story(*, story: Page, reason: str, actor: User, now: datetime) -> TaskState:
    """Send a text back to who wrote it, with the reason.

    Also one's own: taking back needs no second person.
    """
    reason = reason.strip()
    if not reason:
        raise UnableToReturn(_("Say why the text is returned."))
    with transaction.atomic():
        page = _locked(story)
        task_state = _decidable(page, actor, now)
        if task_state is None:
            raise UnableToReturn(_("This text no longer waits for review."))
        decided: TaskState = task_state.specific.reject(user=actor, comment=reason)
    return decided


def unschedule_story(*, story: Page, actor: User, now: datetime) -> Page:
    """Take back the approval of a text that waits for its hour; it is a draft again. For heads and deputies.

    A version that is public already stays so.
    """
    with transaction.atomic():
        page = _locked(story)
        if not may_review(actor, page, now):
            raise NotYourOffice(
                _("Only the head or a deputy head of this portal's board decides on its texts.")
            )
        scheduled = scheduled_revision(page)
        if scheduled is None:
            raise UnableToUnschedule(_("This text does not wait for its hour."))
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


def scheduled_revision(page: Page) -> Revision | None:
    """The approved revision of `page` that waits for its hour. One query."""
    return (
        Revision.objects.for_instance(page)
        .filter(approved_go_live_at__isnull=False)
        .order_by("approved_go_live_at")
        .first()
    )


def _locked(story: Page) -> Page:
    """The page as it stands, locked: of two decisions the second sees what the first did."""
    page = Page.objects.select_for_update().get(pk=story.pk)
    return page.specific


def _decidable(page: Page, actor: User, now: datetime) -> TaskState | None:
    if not may_review(actor, page, now):
        raise NotYourOffice(
            _("Only the head or a deputy head of this portal's board decides on its texts.")
        )
    return waiting_review(page)


def _refuse_unfinished(revision: Revision) -> None:
    """Drafts may be saved unfinished; what is published may not be."""
    try:
        revision.as_object().full_clean()
    except ValidationError as error:
        raise UnableToApprove(
            _("The text is not finished: %(problems)s") % {"problems": " ".join(error.messages)}
        ) from error
