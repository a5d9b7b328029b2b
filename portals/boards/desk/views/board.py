"""The page of one board, and the forms by which its posts are given, changed and ended."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods
from wagtail.admin import messages

from portals.boards.actions import change_position, correct_term, end_post
from portals.boards.actions.people import appoint_person
from portals.boards.enums import Position
from portals.boards.models import BoardMember
from portals.clock import local_date
from portals.refusals import Refusal

from ..access import Access, access_to, managed
from ..forms import AppointForm, EndPostForm, PositionForm, TermForm
from ..pictures import board_picture, last_day

if TYPE_CHECKING:
    from django import forms

acts_by_form = require_http_methods(["GET", "POST"])


@require_GET
def board(request: HttpRequest, portal_id: int) -> HttpResponse:
    now = timezone.now()
    access = access_to(request, portal_id, now)
    return TemplateResponse(
        request,
        "portals/boards/board.html",
        {
            "page_title": _("Editorial board of %(portal)s") % {"portal": access.portal.name},
            "access": access,
            "board": access.board,
            "portal": access.portal,
            "picture": board_picture(access.board, now),
        },
    )


@acts_by_form
def appoint(request: HttpRequest, portal_id: int) -> HttpResponse:
    now = timezone.now()
    access = managed(request, portal_id, now)
    form = AppointForm(
        request.POST or None,
        with_head=access.oversees,
        initial={"starts_on": local_date(now), "position": Position.EDITOR},
    )
    return form_page(
        request,
        access,
        form,
        lambda: appoint_person(
            board=access.board, person=form.person, term=form.term, actor=access.person, now=now
        ),
        title=_("Appoint to the board of %(portal)s") % {"portal": access.portal.name},
        submit=_("Appoint"),
        done=_("Appointed. Now invite the person to set a password."),
    )


@require_GET
def member(request: HttpRequest, portal_id: int, member_id: int) -> HttpResponse:
    access, post = _managed_post(request, portal_id, member_id)
    return _member_page(request, access, post, {})


@acts_by_form
def member_end(request: HttpRequest, portal_id: int, member_id: int) -> HttpResponse:
    access, post = _managed_post(request, portal_id, member_id)
    form = EndPostForm(request.POST)
    return _act_on_member(
        request,
        access,
        post,
        {"end_form": form},
        lambda: end_post(
            member=post,
            ends_on=form.cleaned_data["ends_on"],
            reason=form.cleaned_data["reason"],
            actor=access.person,
            now=timezone.now(),
        ),
        _("The post ends as entered."),
    )


@acts_by_form
def member_position(request: HttpRequest, portal_id: int, member_id: int) -> HttpResponse:
    access, post = _managed_post(request, portal_id, member_id)
    form = PositionForm(request.POST, member=post, with_head=access.oversees)
    return _act_on_member(
        request,
        access,
        post,
        {"position_form": form},
        lambda: change_position(
            member=post,
            position=Position(form.cleaned_data["position"]),
            from_on=form.cleaned_data["from_on"],
            decision=form.decision,
            actor=access.person,
            now=timezone.now(),
        ),
        _("The position changes as entered."),
    )


@acts_by_form
def member_term(request: HttpRequest, portal_id: int, member_id: int) -> HttpResponse:
    access, post = _managed_post(request, portal_id, member_id)
    form = TermForm(request.POST)
    return _act_on_member(
        request,
        access,
        post,
        {"term_form": form},
        lambda: correct_term(
            member=post,
            starts_on=form.cleaned_data["starts_on"],
            ends_on=form.ends_on,
            decision=form.decision,
            reason=form.cleaned_data["reason"],
            actor=access.person,
            now=timezone.now(),
        ),
        _("The term is corrected; the log keeps the former one."),
    )


def form_page(
    request: HttpRequest,
    access: Access,
    form: forms.Form,
    act: Callable[[], object],
    *,
    title: str,
    submit: str,
    done: str,
    about: str = "",
) -> HttpResponse:
    """Ask by `form`, do `act` and go back to the board; a refusal is shown above the form, with what was typed."""
    if request.method == "POST" and form.is_valid():
        try:
            act()
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, done)
            return redirect("board", access.portal.pk)
    return TemplateResponse(
        request,
        "portals/boards/form.html",
        {
            "page_title": title,
            "portal": access.portal,
            "form": form,
            "submit": submit,
            "about": about,
        },
    )


def _managed_post(
    request: HttpRequest, portal_id: int, member_id: int
) -> tuple[Access, BoardMember]:
    access = managed(request, portal_id, timezone.now())
    posts = BoardMember.objects.filter(board=access.board).select_related("user", "board__portal")
    return access, get_object_or_404(posts, pk=member_id)


def _act_on_member(
    request: HttpRequest,
    access: Access,
    post: BoardMember,
    forms: dict[str, Any],
    act: Callable[[], object],
    done: str,
) -> HttpResponse:
    (form,) = forms.values()
    if request.method == "GET":
        return redirect("board_member", access.portal.pk, post.pk)
    if form.is_valid():
        try:
            act()
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, done)
            return redirect("board", access.portal.pk)
    return _member_page(request, access, post, forms)


def _member_page(
    request: HttpRequest, access: Access, post: BoardMember, forms: dict[str, Any]
) -> HttpResponse:
    today = local_date(timezone.now())
    address = [access.portal.pk, post.pk]
    return TemplateResponse(
        request,
        "portals/boards/member.html",
        {
            "page_title": _("%(person)s, %(position)s")
            % {"person": post.user, "position": post.get_position_display()},
            "portal": access.portal,
            "post": post,
            "last_on": last_day(post.period),
            "acts": [
                {
                    "title": _("Correct the term"),
                    "url": reverse("board_member_term", args=address),
                    "form": forms.get("term_form")
                    or TermForm(
                        initial={
                            "starts_on": post.period.lower,
                            "last_on": last_day(post.period),
                            "decision_number": post.decision_number,
                            "decided_on": post.decided_on,
                        }
                    ),
                },
                {
                    "title": _("Change the position"),
                    "url": reverse("board_member_position", args=address),
                    "form": forms.get("position_form")
                    or PositionForm(
                        member=post,
                        with_head=access.oversees,
                        initial={"from_on": today + timedelta(days=1)},
                    ),
                },
                {
                    "title": _("End the post"),
                    "url": reverse("board_member_end", args=address),
                    "form": forms.get("end_form") or EndPostForm(initial={"ends_on": today}),
                    "severe": True,
                },
            ],
        },
    )
