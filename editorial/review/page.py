"""What the page of one text shows, and which of its decisions are this person's to take now."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from wagtail.models import TaskState

from editorial.checking.reading import findings_of
from editorial.enums import ReviewStep
from editorial.models import Correction, StoryPage
from editorial.permissions import (
    authors_of_change,
    decides,
    may_publish_at_once,
    positions_held,
    powers_for,
    step_now,
    takes,
)
from editorial.revision_token import revision_mark
from portals.boards.approval import standing_waiver
from portals.boards.enums import EDITORS
from portals.tree import portal_of

from .decisions import review_step_of, waits_for_approval_since
from .forms import ApproveForm, PassOnForm, ReturnForm, ScheduleForm, SubjectForm
from .holding import holding_of
from .queries import approval_of, last_removal, review_of
from .subjects import propose_subject
from .text_to_read import text_to_read

if TYPE_CHECKING:
    from wagtail.models import Page

    from portals.boards.approval import Powers
    from portals.boards.models import User
    from portals.models import Portal


def context_of(page: Page, user: User, now: datetime) -> dict[str, Any]:
    portal = portal_of(page)
    powers = powers_for(user, page, now)
    review = review_of(page)
    revision = page.get_latest_revision()
    waiting = review is not None and review.status == TaskState.STATUS_IN_PROGRESS
    mark = {"mark": revision_mark(revision) if revision else ""}
    editable = page.permissions_for_user(user).can_edit()
    approval = approval_of(page) if page.live or page.approved_schedule else None
    context: dict[str, Any] = {
        "page_title": page.draft_title or page.title,
        "page": page,
        "portal_of_text": portal,
        "review": review,
        "revision": revision,
        "waiting": waiting,
        "returned": review is not None and review.status == TaskState.STATUS_REJECTED,
        "holding": holding_of(page, now),
        "approval": approval,
        "check": getattr(approval, "check_afterwards", None),
        "removal": None if page.live or waiting else last_removal(page),
        "unschedules": bool(page.approved_schedule and powers and decides(powers)),
        "editable": editable,
        "draft_url": reverse("wagtailadmin_pages:view_draft", args=[page.pk]),
        "approve_form": ApproveForm(initial=mark),
        "schedule_form": ScheduleForm(initial=mark),
        "pass_on_form": PassOnForm(initial=mark, auto_id="pass_on_%s"),
        "return_form": ReturnForm(),
    }
    if isinstance(page, StoryPage):
        context |= _of_story(page, powers)
    if review is not None and waiting and portal is not None and powers is not None:
        context |= _decisions(page, user, portal, powers, review, now, mark)
    unpublished = page.has_unpublished_changes and not page.approved_schedule
    context["urgent"] = unpublished and editable and may_publish_at_once(user, page, now)
    latest = context.get("latest") or page.get_latest_revision_as_object()
    context["text_to_read"] = text_to_read(latest)
    if revision and (waiting or unpublished):
        context |= {"checked": True, "findings": findings_of(latest, now=now)}
    if page.live and revision and page.has_unpublished_changes:
        context["compare_url"] = reverse(
            "wagtailadmin_pages:revisions_compare", args=[page.pk, "live", revision.pk]
        )
    if page.live:
        context["live_url"] = page.get_url()
    return context


def _of_story(page: StoryPage, powers: Powers | None) -> dict[str, Any]:
    propose_subject(page)
    return {
        "is_story": True,
        "latest": page.get_latest_revision_as_object(),
        "subject_form": SubjectForm(initial={"subject": page.sensitive_subject})
        if powers is not None and powers.position in EDITORS
        else None,
        "correction": Correction.objects.filter(story=page, published_at=None).first(),
        "corrected_silently": page.live
        and page.has_unpublished_changes
        and not Correction.objects.filter(story=page, published_at=None).exists(),
    }


def _decisions(
    page: Page,
    user: User,
    portal: Portal,
    powers: Powers,
    review: TaskState,
    now: datetime,
    mark: dict[str, str],
) -> dict[str, Any]:
    stored = review_step_of(review)
    step = step_now(stored, positions_held([portal], now)[portal.pk])
    sensitive = bool(getattr(page, "sensitive_subject", ""))
    since = waits_for_approval_since(review, portal, now)
    basis = powers.basis(sensitive=sensitive, waiting_since=since or now)
    own = user.pk in authors_of_change(page)
    waived = own and basis is not None and standing_waiver(portal, now) is not None
    proposed = review.specific.go_live_at
    return {
        "step": step,
        "basis": basis,
        "basis_is_told": basis is not None and basis.kind != "post",
        "decides": takes(stored, powers),
        "approves": basis is not None and (waived or not own),
        "passes_on": stored != ReviewStep.APPROVE and takes(stored, powers),
        "own": own and decides(powers),
        "waived": waived,
        "for_head": sensitive and basis is None and decides(powers),
        "proposed": proposed,
        "schedule_form": ScheduleForm(initial={**mark, "go_live_at": proposed}),
        "takes_back": own or user.pk == review.workflow_state.requested_by_id,
    }
