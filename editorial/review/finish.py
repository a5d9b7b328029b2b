"""What the workflow does with an approved text. Wagtail loads this module before any model exists."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wagtail.models import WorkflowState

    from portals.boards.models import User


def publish_reviewed(workflow_state: WorkflowState, user: User | None = None) -> None:
    """Publish (or schedule) the reviewed revision, by our own verb and after its own check."""
    # Models are not ready when Wagtail imports this module by name.
    from editorial.placements.publishing import publish_reviewed_revision

    publish_reviewed_revision(workflow_state=workflow_state, actor=user)
