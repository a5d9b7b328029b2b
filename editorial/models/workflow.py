"""The one review task that serves all boards: it asks who on *this page's* board may act now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Task, TaskState

from editorial import permissions

if TYPE_CHECKING:
    from portals.boards.models import User


class BoardReviewState(TaskState):
    """One review: with the hour at which the approved text is to go live, where it is not at once."""

    go_live_at = models.DateTimeField(_("go-live time"), null=True, blank=True)


class BoardReviewTask(Task):
    """Review by the board of the page's own portal.

    It offers no stock actions: approving and returning are verbs (`editorial.actions.review`) behind a page of
    our own, so that no other way skips their checks.
    """

    task_state_class = BoardReviewState

    class Meta:
        verbose_name = _("review by the portal's board")
        verbose_name_plural = _("reviews by the portal's board")

    def user_can_access_editor(self, obj: Page, user: User) -> bool:
        return permissions.may_review(user, obj, timezone.now())

    def locked_for_user(self, obj: Page, user: User) -> bool:
        """A text in review is changed only by those who may decide on it."""
        return not permissions.may_review(user, obj, timezone.now())

    def get_task_states_user_can_moderate(self, user: User, **kwargs: Any) -> Any:
        return permissions.reviews_open_to(user, timezone.now())

    @classmethod
    def get_description(cls) -> str:
        return str(_("A head or deputy of the portal's own board approves or returns the text."))
