"""What the desk shows, each list in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Cast
from wagtail.models import Page, TaskState, WorkflowState

from editorial.enums import ApprovalGround, PlacementRole
from editorial.models import Approval, Placement
from portals.admin_kit.scope import own_pages

if TYPE_CHECKING:
    from portals.boards.models import User
    from portals.models import Portal


def own_drafts(user: User, portals: list[Portal]) -> QuerySet[Page]:
    """Texts `user` last worked on that are neither public as they stand, nor in review, nor approved.

    A withdrawn text is no draft until somebody works on it again.
    """
    in_review = WorkflowState.objects.active().filter(
        base_content_type=ContentType.objects.get_for_model(Page),
        object_id=OuterRef("pk_text"),
    )
    return (
        own_pages(portals)
        .filter(latest_revision__user=user)
        .filter(Q(live=False, latest_revision__isnull=False) | Q(has_unpublished_changes=True))
        .exclude(latest_revision__approved_go_live_at__isnull=False)
        .exclude(live=False, last_published_at__gte=F("latest_revision_created_at"))
        .annotate(pk_text=Cast("pk", CharField()))
        .exclude(Exists(in_review))
    )


def placements_of(portal: Portal) -> QuerySet[Placement]:
    """Own and republished stories of `portal` together, newest first, as its desk lists them."""
    return (
        Placement.objects.on(portal)
        .select_related("section", "story", "story__owner")
        .newest_first()
    )


def review_of(page: Page) -> TaskState | None:
    """The latest step of a review of `page`, decided or not, with its people. One query."""
    return (
        TaskState.objects.for_instance(page)
        .exclude(status=TaskState.STATUS_SKIPPED)
        .select_related("workflow_state__requested_by", "finished_by", "revision__user")
        .order_by("-started_at", "-pk")
        .first()
    )


def last_removal(page: Page) -> Placement | None:
    """The end of the story's last stay on its own portal; None where it was never public. One query."""
    return (
        Placement.objects.filter(story=page.pk, role=PlacementRole.ORIGIN, removed_at__isnull=False)
        .order_by("-removed_at", "-pk")
        .first()
    )


def approval_of(page: Page) -> Approval | None:
    """The approval of what of `page` is public or waits for its hour; None for a text that was imported. One query."""
    return (
        Approval.objects.filter(page=page, taken_back_at=None)
        .select_related("approver", "recorded_by", "check_afterwards__checked_by")
        .order_by("-pk")
        .first()
    )


def self_approved(story_ids: Iterable[int]) -> set[int]:
    """Of these stories, those whose last approval was by their own author, under a waiver. One query."""
    last = (
        Approval.objects.filter(page__in=list(story_ids), taken_back_at=None)
        .order_by("page", "-pk")
        .distinct("page")
        .values_list("page", "ground")
    )
    return {page_id for page_id, ground in last if ground == ApprovalGround.WAIVER}
