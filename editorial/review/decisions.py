"""What every decision on a text has in common: the locked page, its review, and the record of the approval."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Page, Revision, TaskState

from editorial.checking.actions import check_before_review, refuse_blocked
from editorial.checking.reading import findings_of, open_files_of
from editorial.checking.uploads import said_of
from editorial.content_scan.judging import never_public
from editorial.enums import ApprovalGround, ReviewStep
from editorial.models import Approval, BoardReviewState, BoardReviewTask
from editorial.permissions import authors_of_change, positions_held, step_now
from editorial.revision_token import revision_mark
from portals.refusals import NotYourOffice, Refusal

if TYPE_CHECKING:
    from django.core.files import File

    from portals.boards.models import User
    from portals.models import Portal


class UnableToSubmit(Refusal):
    """There is nothing to review, or a review is under way."""


class UnableToApprove(Refusal):
    """The text cannot be published as it stands, or not by this person."""


def locked_page[PageT: Page](story: PageT) -> PageT:
    """The page as it stands, locked: of two decisions the second sees what the first did."""
    page = Page.objects.select_for_update().get(pk=story.pk)
    return cast("PageT", page.specific)


def waiting_review(page: Page) -> TaskState | None:
    """The review of `page` that waits for a decision, if there is one. One query."""
    return (
        TaskState.objects.for_instance(page)
        .filter(status=TaskState.STATUS_IN_PROGRESS)
        .select_related("workflow_state", "revision")
        .first()
    )


def review_step_of(task_state: TaskState) -> ReviewStep:
    """The step of the review that `task_state` is. One query."""
    step = BoardReviewTask.objects.values_list("step", flat=True).get(pk=task_state.task_id)
    return ReviewStep(step)


def waits_for_approval_since(
    task_state: TaskState, portal: Portal, now: datetime
) -> datetime | None:
    """Since when the text has waited for its approval; None while an earlier step is somebody's duty."""
    step = step_now(review_step_of(task_state), positions_held([portal], now)[portal.pk])
    return task_state.started_at if step == ReviewStep.APPROVE else None


def scheduled_revision(page: Page) -> Revision | None:
    """The approved revision of `page` that waits for its hour. One query."""
    return (
        Revision.objects.for_instance(page)
        .filter(approved_go_live_at__isnull=False)
        .order_by("approved_go_live_at")
        .first()
    )


def open_review(page: Page, actor: User, now: datetime) -> TaskState:
    """Begin the review of `page`, or resume the one that returned it; the text is checked first."""
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
    else:
        workflow = page.get_workflow()
        if workflow is None:
            raise UnableToSubmit(_("There is no review for this kind of page."))
        workflow.start(page, actor)
    opened = waiting_review(page)
    if opened is None:
        raise UnableToSubmit(_("There is no review for this kind of page."))
    return opened


def finish_review(
    *,
    page: Page,
    portal: Portal,
    task_state: TaskState,
    ground: ApprovalGround,
    words: str,
    approver: User,
    actor: User,
    now: datetime,
    go_live_at: datetime | None = None,
    mark: str | None = None,
    reason: str = "",
    approved_at: datetime | None = None,
    sheet: File[bytes] | None = None,
    logged: dict[str, Any] | None = None,
) -> Approval:
    """Record the approval of the text as it stands and end its review, which publishes or schedules it.

    The caller has locked the page and asked whether the approver may. Raises TextBlocked where the text holds what
    blocks a submission and nobody confirmed.
    """
    revision = page.get_latest_revision()
    if mark is not None and mark != revision_mark(revision):
        raise UnableToApprove(_("The text was edited in between. Please read it again."))
    _refuse_unfinished(revision)
    _refuse_planted(revision)
    _refuse_unexamined(revision)
    # Whoever may take the step has edited since the text was submitted: what was checked then is not this.
    refuse_blocked(findings_of(revision.as_object(), now=now))
    authors = authors_of_change(page)
    approval = Approval.objects.create(
        page_id=page.pk,
        portal=portal,
        workflow_state=task_state.workflow_state,
        revision=revision,
        approver=approver,
        approved_at=approved_at or now,
        ground=ground,
        words=words[:300],
        subject=getattr(page, "sensitive_subject", ""),
        reason=reason,
        recorded_by=actor if sheet else None,
        recorded_at=now if sheet else None,
        sheet=sheet or "",
    )
    approval.authors.set(authors)
    revision.content["go_live_at"] = go_live_at.isoformat() if go_live_at else None
    revision.save(update_fields=["content"])
    log(
        instance=page,
        action="editorial.approve",
        user=actor,
        revision=revision,
        data={
            "portal": portal.pk,
            "approval": approval.pk,
            "approver": approver.pk,
            "on_paper": approval.on_paper,
            "subject": approval.subject,
            "reason": reason,
            **(logged or {}),
            "basis": str(ground),
        },
    )
    waiting: TaskState | None = task_state
    while waiting is not None:
        # Earlier steps end with it: whoever approves a text has edited and completed it as far as it needed.
        BoardReviewState.objects.filter(pk=waiting.pk).update(go_live_at=go_live_at)
        waiting.specific.approve(user=actor)
        waiting = waiting_review(page)
    return approval


def refuse_own(page: Page, approver: User) -> None:
    if approver.pk in authors_of_change(page):
        raise NotYourOffice(_("You wrote part of this text: somebody else must approve it."))


def _refuse_planted(revision: Revision) -> None:
    """The checks ran when the text was submitted; what is published is looked at again, whoever approves it."""
    threats = never_public(revision.as_object())
    if threats:
        raise UnableToApprove(
            _("No text is published with this in it: %(found)s.")
            % {
                "found": ", ".join(
                    f"{threat.kind.label} “{threat.words}”" for threat in threats[:3]
                )
            }
        )


def _refuse_unexamined(revision: Revision) -> None:
    """A text may be submitted while its files are examined; with one that is not fine it is not published."""
    if files := open_files_of(revision.as_object()):
        raise UnableToApprove(" ".join(said_of(file) for file in files[:3]))


def _refuse_unfinished(revision: Revision) -> None:
    """Drafts may be saved unfinished; what is published may not be."""
    try:
        revision.as_object().full_clean()
    except ValidationError as error:
        raise UnableToApprove(
            _("The text is not finished: %(problems)s") % {"problems": " ".join(error.messages)}
        ) from error
