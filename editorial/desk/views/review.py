"""The review of texts: what waits, and the page on which a head or deputy decides, made for a phone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from wagtail.models import TaskState

from editorial.actions.review import (
    approve_story,
    return_story,
    revision_mark,
    submit_story,
    unschedule_story,
)
from editorial.desk.forms import ApproveForm, ReasonForm, ScheduleForm
from editorial.desk.queries import last_removal, review_of, task_states_open_to, waiting_texts
from editorial.desk.scope import portals_of_request
from editorial.permissions import authors_of_change, may_review, portal_of

from .pages import done, own_text, person, way_back

if TYPE_CHECKING:
    from django import forms
    from wagtail.models import Page

PAGE_SIZE = 25


@require_GET
def review_list(request: HttpRequest) -> HttpResponse:
    user = person(request)
    page = Paginator(task_states_open_to(user, timezone.now()), PAGE_SIZE).get_page(
        request.GET.get("p")
    )
    return TemplateResponse(
        request,
        "editorial/admin/review_list.html",
        {
            "page_title": _("Waiting for review"),
            "slice": page,
            "texts": waiting_texts(page, user, portals_of_request(request)),
        },
    )


@require_GET
def story_review(request: HttpRequest, page_id: int) -> HttpResponse:
    return _review_page(request, own_text(request, page_id))


@require_POST
def story_submit(request: HttpRequest, page_id: int) -> HttpResponse:
    page = own_text(request, page_id)
    done(
        request,
        lambda: submit_story(story=page, actor=person(request), now=timezone.now()),
        _("The text was submitted for review."),
    )
    return way_back(request, "story_review", page.pk)


@require_POST
def story_approve(request: HttpRequest, page_id: int) -> HttpResponse:
    return _approve(request, ApproveForm(request.POST), page_id, _("The text is published."))


@require_POST
def story_schedule(request: HttpRequest, page_id: int) -> HttpResponse:
    return _approve(request, ScheduleForm(request.POST), page_id, _("The text is scheduled."))


@require_POST
def story_unschedule(request: HttpRequest, page_id: int) -> HttpResponse:
    page = own_text(request, page_id)
    done(
        request,
        lambda: unschedule_story(story=page, actor=person(request), now=timezone.now()),
        _("The text is a draft again."),
    )
    return way_back(request, "story_review", page.pk)


@require_POST
def story_return(request: HttpRequest, page_id: int) -> HttpResponse:
    page = own_text(request, page_id)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _review_page(request, page, return_form=form)
    done(
        request,
        lambda: return_story(
            story=page,
            reason=form.cleaned_data["reason"],
            actor=person(request),
            now=timezone.now(),
        ),
        _("The text was returned."),
    )
    return way_back(request, "story_review", page.pk)


def _approve(request: HttpRequest, form: ApproveForm, page_id: int, success: str) -> HttpResponse:
    page = own_text(request, page_id)
    if not form.is_valid():
        return _review_page(request, page, schedule_form=form)
    done(
        request,
        lambda: approve_story(
            story=page,
            actor=person(request),
            now=timezone.now(),
            go_live_at=form.cleaned_data.get("go_live_at"),
            mark=form.cleaned_data["mark"],
        ),
        success,
    )
    return way_back(request, "story_review", page.pk)


def _review_page(
    request: HttpRequest,
    page: Page,
    *,
    schedule_form: forms.Form | None = None,
    return_form: forms.Form | None = None,
) -> HttpResponse:
    user, now = person(request), timezone.now()
    review = review_of(page)
    revision = page.get_latest_revision()
    waiting = review is not None and review.status == TaskState.STATUS_IN_PROGRESS
    decides = waiting and may_review(user, page, now)
    mark = revision_mark(revision) if revision else ""
    context: dict[str, Any] = {
        "page_title": page.draft_title or page.title,
        "page": page,
        "portal_of_text": portal_of(page),
        "review": review,
        "revision": revision,
        "waiting": waiting,
        "returned": review is not None and review.status == TaskState.STATUS_REJECTED,
        "decides": decides,
        "removal": None if page.live or waiting else last_removal(page),
        "unschedules": page.approved_schedule and may_review(user, page, now),
        "own": decides and user.pk in authors_of_change(page),
        "editable": page.permissions_for_user(user).can_edit(),
        "draft_url": reverse("wagtailadmin_pages:view_draft", args=[page.pk]),
        "approve_form": ApproveForm(initial={"mark": mark}),
        "schedule_form": schedule_form or ScheduleForm(initial={"mark": mark}),
        "return_form": return_form or ReasonForm(),
    }
    if page.live and revision and page.has_unpublished_changes:
        context["compare_url"] = reverse(
            "wagtailadmin_pages:revisions_compare", args=[page.pk, "live", revision.pk]
        )
    if page.live:
        context["live_url"] = page.get_url()
    status = 422 if schedule_form or return_form else 200
    return TemplateResponse(request, "editorial/admin/story_review.html", context, status=status)
