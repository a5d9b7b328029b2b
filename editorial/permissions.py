"""Who may take which step with a page. The portal comes from the tree, the right from the post."""

from __future__ import annotations

from datetime import datetime
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast
from wagtail.models import Page, Revision, TaskState

from portals.boards.enums import ALL_POSITIONS, APPROVERS, Position
from portals.boards.queries import holds_post, portals_of
from portals.models import Portal

from .tree import portal_path

if TYPE_CHECKING:
    from portals.boards.models import User


def portal_of(page: Page) -> Portal | None:
    """The portal in whose tree `page` stands; None for the root. One query."""
    return (
        Portal.objects.select_related("site", "tier", "root")
        .filter(root__path=portal_path(page.path))
        .first()
    )


def holds_post_for(
    user: User, page: Page, now: datetime, positions: frozenset[Position] = ALL_POSITIONS
) -> bool:
    portal = portal_of(page)
    return portal is not None and holds_post(user, portal, now, positions)


def may_review(user: User, page: Page, now: datetime) -> bool:
    """Whether `user` may decide on texts of the page's portal. Four eyes are asked for separately."""
    return holds_post_for(user, page, now, APPROVERS)


def authors_of_change(page: Page) -> set[int]:
    """The users who wrote what is not public yet: all revisions since the published one (four eyes)."""
    revisions = Revision.objects.for_instance(page).exclude(user=None)
    if page.live_revision_id:
        # An editor left open overwrites its last revision in place, also when that one was published meanwhile.
        revisions = revisions.filter(
            Q(pk__gt=page.live_revision_id) | Q(created_at__gt=page.last_published_at)
        )
    authors = set(revisions.values_list("user_id", flat=True))
    if not page.live_revision_id and page.owner_id:
        authors.add(page.owner_id)
    return authors


def reviews_open_to(user: User, now: datetime) -> QuerySet[TaskState]:
    """The reviews in progress on portals where `user` may approve, texts of their own included."""
    portals = portals_of(user, now, APPROVERS)
    if not portals:
        return TaskState.objects.none()
    under_roots = reduce(
        or_, (Q(path__startswith=portal.root.path) for portal in portals if portal.root)
    )
    pages = Page.objects.filter(under_roots).annotate(key=Cast("pk", CharField())).values("key")
    return TaskState.objects.filter(
        status=TaskState.STATUS_IN_PROGRESS,
        workflow_state__base_content_type=ContentType.objects.get_for_model(Page),
        workflow_state__object_id__in=pages,
    )
