"""Publishing: our verb, not a permission. What follows from it happens in the same transaction."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import Page, Revision

from editorial.enums import RemovalKind
from editorial.media.files import files_of, images_of
from editorial.models import (
    Approval,
    Correction,
    InformationPage,
    Placement,
    PublishedFile,
    PublishedImage,
    StoryPage,
)
from editorial.search.stories import index_story
from editorial.similarity.signing import sign_published
from portals.refusals import NotYourOffice

from . import publications, withdrawals
from .actions import place_origin
from .approvals import take_back_waiting
from .cache_invalidation import renew_where_placed
from .writing import end_placements

if TYPE_CHECKING:
    from wagtail.models import WorkflowState

    from portals.boards.models import User


def publish_reviewed_revision(*, workflow_state: WorkflowState, actor: User | None) -> None:
    """Publish or schedule what a review approved; the last check stands here, whatever page or command asked for it.

    Raises NotYourOffice where no approval of exactly this version is recorded by `actor` for this review. The verbs
    that record one have asked for right and four eyes in the same transaction.
    """
    page = workflow_state.content_object
    revision = page.get_latest_revision()
    recorded = Approval.objects.filter(workflow_state=workflow_state, revision=revision).filter(
        Q(recorded_by=None, approver=actor) | Q(recorded_by__isnull=False, recorded_by=actor)
    )
    if actor is None or not recorded.exists():
        raise NotYourOffice(_("Only the head or a deputy head of this board may publish."))
    with transaction.atomic():
        revision.publish(user=actor, skip_permission_checks=True)


def carry_out_publication(*, story: StoryPage, now: datetime) -> None:
    """Do what a story's publication brings: placement, searchable text, files the public may have.

    A story scheduled for later is not live yet, so nothing happens until it is.
    """
    if not story.live:
        return
    with transaction.atomic():
        place_origin(story=story, now=now)
        publish_corrections(story=story, now=now)
        sign_published([story])
        publish_files(page=story)
        index_story(story)
        renew_where_placed(story=story)
        for follow in publications.listeners():
            follow(story=story, now=now)


def follow_unpublication(*, story: StoryPage, now: datetime) -> None:
    """End what still stands of a story that was unpublished otherwise than by withdrawal: it expired."""
    # A withdrawal has ended everything already; what has no standing origin cannot be placed meanwhile.
    if not Placement.objects.standing().filter(story=story).exists():
        return
    with transaction.atomic():
        for listener in withdrawals.listeners():
            listener.lock(story)
        ended = end_placements(
            placements=Placement.objects.filter(story=story),
            kind=RemovalKind.EXPIRED,
            reason="",
            now=now,
        )
        if ended:
            for listener in withdrawals.listeners():
                listener.settle(story=story, now=now, reason=str(RemovalKind.EXPIRED.label))


def publish_files(*, page: StoryPage | InformationPage) -> None:
    """Make the files and images of the published version, and only those, available to the public."""
    used = files_of(page)
    PublishedFile.objects.filter(page=page).exclude(document__in=used).delete()
    PublishedFile.objects.bulk_create(
        [PublishedFile(page=page.page_ptr, document_id=pk) for pk in used], ignore_conflicts=True
    )
    shown = images_of(page)
    PublishedImage.objects.filter(page=page).exclude(image__in=shown).delete()
    PublishedImage.objects.bulk_create(
        [PublishedImage(page=page.page_ptr, image_id=pk) for pk in shown], ignore_conflicts=True
    )


def publish_due(*, now: datetime) -> int:
    """Publish approved revisions whose hour has come and end expired pages; return how many changed.

    Safe to run twice at once: each page is locked and asked again. A page is published in its own transaction, so
    one that fails does not hold back the others; the failure is raised after all were tried.
    """
    failures: list[Exception] = []
    changed = 0
    for revision_id in Revision.objects.filter(approved_go_live_at__lte=now).values_list(
        "pk", flat=True
    ):
        try:
            changed += _publish_if_due(revision_id=revision_id, now=now)
        except Exception as error:  # noqa: BLE001  (collected, and raised below)
            failures.append(error)
    for page_id in Page.objects.filter(live=True, expire_at__lte=now).values_list("pk", flat=True):
        try:
            changed += _expire_if_due(page_id=page_id, now=now)
        except Exception as error:  # noqa: BLE001  (collected, and raised below)
            failures.append(error)
    if failures:
        raise ExceptionGroup("some scheduled pages could not be published or ended", failures)
    return changed


@transaction.atomic
def _publish_if_due(*, revision_id: int, now: datetime) -> int:
    due = Revision.objects.filter(pk=revision_id, approved_go_live_at__lte=now)
    page_id = due.values_list("object_id", flat=True).first()
    # The page before its revisions, as every other act locks them.
    if page_id is None or not _locked_page(int(page_id)):
        return 0
    revision = due.select_for_update(skip_locked=True).first()
    if revision is None:
        return 0
    revision.publish(user=None)
    return 1


@transaction.atomic
def _expire_if_due(*, page_id: int, now: datetime) -> int:
    # What places the story before its page, as a withdrawal locks them.
    if story := StoryPage.objects.filter(pk=page_id).first():
        for listener in withdrawals.listeners():
            listener.lock(story)
    page = _locked_page(page_id)
    if page is None or not page.live or page.expire_at is None or page.expire_at > now:
        return 0
    take_back_waiting(page=page, now=now)
    UnpublishPageAction(page.specific, set_expired=True).execute(skip_permission_checks=True)
    return 1


def _locked_page(page_id: int) -> Page | None:
    """Lock the page, or return None where another act holds it: the next round comes in a minute."""
    return Page.objects.select_for_update(skip_locked=True).filter(pk=page_id).first()


def publish_corrections(*, story: StoryPage, now: datetime) -> int:
    """Make the note in hand public, with the version that was just published."""
    return Correction.objects.filter(story=story, published_at=None).update(published_at=now)
