"""Wagtail's admin as an app of this install: without its mail about reviews."""

from __future__ import annotations

from wagtail.admin.apps import WagtailAdminAppConfig

UIDS = (
    "group_approval_task_submitted_email_notification",
    "workflow_state_submitted_email_notification",
    "workflow_state_rejected_email_notification",
    "workflow_state_approved_email_notification",
)


class QuietAdminConfig(WagtailAdminAppConfig):
    """Wagtail mails each step of a review at once, at any hour. Here the digest tells it, with hours and switches.

    Wagtail's switch of these mails is one of each user, in words of its own; a setting for all would replace this.
    """

    def ready(self) -> None:
        super().ready()
        # Signals need the models.
        from wagtail.models import TaskState, WorkflowState
        from wagtail.signals import (
            task_submitted,
            workflow_approved,
            workflow_rejected,
            workflow_submitted,
        )

        from .tags import offer_no_tags_of_others
        from .whole_uploads import take_files_whole

        offer_no_tags_of_others()
        take_files_whole()
        signals = (
            (task_submitted, TaskState),
            (workflow_submitted, WorkflowState),
            (workflow_rejected, WorkflowState),
            (workflow_approved, WorkflowState),
        )
        for (signal, sender), uid in zip(signals, UIDS, strict=True):
            if not signal.disconnect(sender=sender, dispatch_uid=uid):
                raise LookupError(f"Wagtail connects no {uid}: see what mails about reviews now")
