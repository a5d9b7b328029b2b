"""What the desk shows, each list in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Cast
from wagtail.models import Page, Revision, TaskState, WorkflowState

from editorial.enums import PlacementRole
from editorial.models import Placement
from editorial.permissions import reviews_open_to
from editorial.tree import portal_path

from .scope import own_pages

if TYPE_CHECKING:
    from portals.boards.models import User
    from portals.models import Portal


@dataclass(frozen=True, slots=True)
class WaitingText:
    """A text that waits for a decision. `own`: the reader wrote part of it, so somebody else must approve it."""

    page: Page
    portal: Portal | None
    submitted_by: User | None
    since: datetime
    own: bool


@dataclass(frozen=True, slots=True)
class ReturnedText:
    page: Page
    returned_by: User | None
    returned_at: datetime | None
    reason: str
    # The review that returned it: a text may be returned more than once.
    review_id: int


def task_states_open_to(user: User, now: datetime) -> QuerySet[TaskState]:
    """The reviews `user` may decide on, longest waiting first."""
    return (
        reviews_open_to(user, now)
        .select_related("workflow_state__requested_by")
        .order_by("started_at", "pk")
    )


def waiting_texts(
    task_states: Iterable[TaskState], user: User, portals: list[Portal]
) -> list[WaitingText]:
    """Present a slice of `task_states_open_to`. Two queries for all of them."""
    states = list(task_states)
    pages = Page.objects.in_bulk([int(state.workflow_state.object_id) for state in states])
    written = _written_by(user, pages.values())
    by_root = {portal.root.path: portal for portal in portals if portal.root}
    return [
        WaitingText(
            page=page,
            portal=by_root.get(portal_path(page.path)),
            submitted_by=state.workflow_state.requested_by,
            since=state.started_at,
            own=page.pk in written,
        )
        for state in states
        if (page := pages.get(int(state.workflow_state.object_id)))
    ]


def _written_by(user: User, pages: Iterable[Page]) -> set[int]:
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


def returned_texts(user: User, portals: list[Portal]) -> list[ReturnedText]:
    """Texts that came back to `user` with a reason and were not submitted again. Two queries."""
    states = list(
        WorkflowState.objects.filter(
            status=WorkflowState.STATUS_NEEDS_CHANGES,
            base_content_type=ContentType.objects.get_for_model(Page),
            requested_by=user,
        )
        .select_related("current_task_state__finished_by")
        .order_by("-current_task_state__finished_at", "-pk")
    )
    pages = own_pages(portals).in_bulk([int(state.object_id) for state in states])
    return [
        ReturnedText(
            page=page,
            returned_by=state.current_task_state.finished_by,
            returned_at=state.current_task_state.finished_at,
            reason=state.current_task_state.comment,
            review_id=state.current_task_state.pk,
        )
        for state in states
        if state.current_task_state and (page := pages.get(int(state.object_id)))
    ]


def own_drafts(user: User, portals: list[Portal]) -> list[Page]:
    """Texts `user` last worked on that are neither public as they stand, nor in review, nor approved. One query.

    A withdrawn text is no draft until somebody works on it again.
    """
    in_review = WorkflowState.objects.active().filter(
        base_content_type=ContentType.objects.get_for_model(Page),
        object_id=OuterRef("pk_text"),
    )
    return list(
        own_pages(portals)
        .filter(latest_revision__user=user)
        .filter(Q(live=False, latest_revision__isnull=False) | Q(has_unpublished_changes=True))
        .exclude(latest_revision__approved_go_live_at__isnull=False)
        .exclude(live=False, last_published_at__gte=F("latest_revision_created_at"))
        .annotate(pk_text=Cast("pk", CharField()))
        .exclude(Exists(in_review))
        .order_by(F("latest_revision_created_at").desc(nulls_last=True), "pk")
    )


def placements_of(portal: Portal) -> QuerySet[Placement]:
    """Own and republished stories of `portal` together, newest first, as its desk lists them."""
    return (
        Placement.objects.on(portal)
        .select_related("section", "story", "story__owner")
        .newest_first()
    )


def review_of(page: Page) -> TaskState | None:
    """The latest review of `page`, decided or not, with its people. One query."""
    return (
        TaskState.objects.for_instance(page)
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
