"""The review that serves all boards: each step asks who on *this page's* board may take it now."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Task, TaskState

from editorial import permissions
from editorial.enums import ReviewStep
from portals.boards.enums import EDITORS
from portals.boards.queries import portals_of

if TYPE_CHECKING:
    from wagtail.models import WorkflowState

    from portals.boards.models import User


_told_when_handed_on: list[Callable[[Page], object]] = []


def when_handed_on(listener: Callable[[Page], object]) -> None:
    """Call `listener` with each text that begins a step of its review, before it is known who takes the step."""
    _told_when_handed_on.append(listener)


class BoardReviewState(TaskState):
    """One step of one review: with the hour at which the text is to go live, where it is not at once."""

    go_live_at = models.DateTimeField(_("go-live time"), null=True, blank=True)


class BoardReviewTask(Task):
    """One step of the review by the board of the page's own portal. There is one row for each step.

    It offers no stock actions: passing on, approving and returning are verbs (`editorial.review.actions`) behind a
    page of our own, so that no other way skips their checks.
    """

    step = models.CharField(
        _("step"), max_length=12, choices=ReviewStep, default=ReviewStep.APPROVE, unique=True
    )

    task_state_class = BoardReviewState

    class Meta:
        verbose_name = _("review by the portal's board")
        verbose_name_plural = _("reviews by the portal's board")

    def start(self, workflow_state: WorkflowState, user: User | None = None) -> TaskState:
        """Begin the step, or skip it: where nobody holds its post, and where `user` has done it by handing on.

        Whoever handed the text on, by our verb or the editor's own button, the listeners hear of it here.
        """
        state: TaskState = super().start(workflow_state, user=user)
        page = workflow_state.content_object
        now = timezone.now()
        for told in _told_when_handed_on:
            told(page.specific)
        if permissions.is_skipped(ReviewStep(self.step), page, user, now):
            state.status = TaskState.STATUS_SKIPPED
            state.finished_at = now
            state.save(update_fields=["status", "finished_at"])
        return state

    def user_can_access_editor(self, obj: Page, user: User) -> bool:
        return permissions.may_take(ReviewStep(self.step), user, obj, timezone.now())

    def locked_for_user(self, obj: Page, user: User) -> bool:
        """A text in review is changed only by those who may take its step."""
        return not permissions.may_take(ReviewStep(self.step), user, obj, timezone.now())

    def get_task_states_user_can_moderate(self, user: User, **kwargs: Any) -> Any:
        return permissions.reviews_on(portals_of(user, timezone.now(), EDITORS)).filter(task=self)

    @classmethod
    def get_description(cls) -> str:
        return str(_("The portal's own board edits, completes and approves the text."))
