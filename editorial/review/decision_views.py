"""The forms of the review page: each is one verb, and leads back to the page or the list it was pressed in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from editorial.tenancy.pages import own_story, own_text
from portals.admin_kit.pages import done, person, way_back

from .actions import approve_story, pass_on, return_story, submit_story, take_back, unschedule_story
from .choosing_subject import set_subject
from .forms import ApproveForm, PassOnForm, ReturnForm, ScheduleForm, SubjectForm
from .views import review_page

if TYPE_CHECKING:
    from collections.abc import Callable

    from wagtail.models import Page


def _done(
    request: HttpRequest, page: Page, act: Callable[[], object], success: str
) -> HttpResponse:
    done(request, act, success)
    return way_back(request, "story_review", page.pk)


@require_POST
def story_submit(request: HttpRequest, page_id: int) -> HttpResponse:
    page = own_text(request, page_id)
    return _done(
        request,
        page,
        lambda: submit_story(story=page, actor=person(request), now=timezone.now()),
        _("The text was submitted for review."),
    )


@require_POST
def story_take_back(request: HttpRequest, page_id: int) -> HttpResponse:
    page = own_text(request, page_id)
    return _done(
        request,
        page,
        lambda: take_back(story=page, actor=person(request), now=timezone.now()),
        _("The text is a draft again."),
    )


@require_POST
def story_pass_on(request: HttpRequest, page_id: int) -> HttpResponse:
    page = own_text(request, page_id)
    form = PassOnForm(request.POST, auto_id="pass_on_%s")
    if not form.is_valid():
        return review_page(request, page, pass_on_form=form)
    return _done(
        request,
        page,
        lambda: pass_on(
            story=page,
            actor=person(request),
            now=timezone.now(),
            go_live_at=form.cleaned_data["go_live_at"],
            mark=form.cleaned_data["mark"],
        ),
        _("The text was passed on."),
    )


@require_POST
def story_approve(request: HttpRequest, page_id: int) -> HttpResponse:
    return _approve(request, ApproveForm(request.POST), page_id, _("The text is published."))


@require_POST
def story_schedule(request: HttpRequest, page_id: int) -> HttpResponse:
    return _approve(request, ScheduleForm(request.POST), page_id, _("The text is scheduled."))


@require_POST
def story_unschedule(request: HttpRequest, page_id: int) -> HttpResponse:
    page = own_text(request, page_id)
    return _done(
        request,
        page,
        lambda: unschedule_story(story=page, actor=person(request), now=timezone.now()),
        _("The text is a draft again."),
    )


@require_POST
def story_return(request: HttpRequest, page_id: int) -> HttpResponse:
    page = own_text(request, page_id)
    form = ReturnForm(request.POST)
    if not form.is_valid():
        return review_page(request, page, return_form=form)
    return _done(
        request,
        page,
        lambda: return_story(
            story=page,
            reason=form.cleaned_data["reason"],
            actor=person(request),
            now=timezone.now(),
        ),
        _("The text was returned."),
    )


@require_POST
def story_subject(request: HttpRequest, page_id: int) -> HttpResponse:
    story = own_story(request, page_id)
    form = SubjectForm(request.POST)
    if not form.is_valid():
        return review_page(request, story, subject_form=form)
    return _done(
        request,
        story,
        lambda: set_subject(
            story=story,
            subject=form.cleaned_data["subject"],
            actor=person(request),
            now=timezone.now(),
        ),
        _("The subject was set."),
    )


def _approve(request: HttpRequest, form: ApproveForm, page_id: int, success: str) -> HttpResponse:
    page = own_text(request, page_id)
    if not form.is_valid():
        return review_page(request, page, schedule_form=form)
    return _done(
        request,
        page,
        lambda: approve_story(
            story=page,
            actor=person(request),
            now=timezone.now(),
            go_live_at=form.cleaned_data.get("go_live_at"),
            mark=form.cleaned_data["mark"],
        ),
        success,
    )
