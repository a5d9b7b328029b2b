"""The duty roster of a board: who is on duty, what is open, and the word for the next."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView

from portals.admin_kit.held_posts import held_posts
from portals.admin_kit.pages import done, person
from portals.admin_kit.views import DeskPage
from portals.boards.enums import ALL_POSITIONS, STANDING_EDITORS
from portals.boards.models import BoardMember
from portals.clock import local_date
from portals.inbox.queries import inbox_of
from portals.inbox.reader import InboxReader
from portals.models import Portal
from syndication import queries
from syndication.models import DutyShift

from .duty import drop_shift, hand_over, plan_shift, take_over_duty
from .duty_form import ShiftForm

BACK = timedelta(days=7)
AHEAD = timedelta(days=31)


class DutyPage(DeskPage, TemplateView):
    template_name = "syndication/dispatches/duty.html"
    page_title = _("Duty roster")
    header_icon = "calendar"

    @cached_property
    def portal(self) -> Portal:
        own = [
            post.portal_id
            for post in held_posts(self.user, self.now)
            if post.oversees and post.decides
        ]
        wanted = self.request.GET.get("cong", "")
        chosen = [pk for pk in own if str(pk) == wanted] or own
        if not chosen:
            raise Http404
        return Portal.objects.get(pk=chosen[0])

    def get_page_subtitle(self) -> str:
        return str(self.portal.name)

    def form(self, data: Any = None) -> ShiftForm:
        members = (
            BoardMember.objects.holding(ALL_POSITIONS, local_date(self.now))
            .filter(board__portal=self.portal)
            .select_related("user")
            .order_by("pk")
        )
        return ShiftForm(data, members=[member.user for member in members])

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.form(request.POST)
        if form.is_valid():
            given = form.cleaned_data

            def act() -> object:
                return plan_shift(
                    portal=self.portal, user=form.person_meant(), starts_at=given["starts_at"],
                    ends_at=given["ends_at"], actor=self.user, now=self.now,
                )  # fmt: skip

            if done(request, act, gettext("The shift is in the roster.")):
                return HttpResponseRedirect(request.get_full_path())
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shifts = list(
            DutyShift.objects.filter(
                portal=self.portal,
                period__overlap=(self.now - BACK, self.now + AHEAD),
            )
            .select_related("user", "taken_over_by")
            .order_by("period")
        )
        here = next((one for one in shifts if self.now in one.period), None)
        kwargs.setdefault("form", self.form())
        return super().get_context_data(**kwargs) | {
            "portal": self.portal,
            "shifts": shifts,
            "here": here,
            "own": here is not None and here.user_id == self.user.pk,
            "to_take": [
                one
                for one in shifts
                if one.handed_over_at and not one.taken_over_at and one.user_id != self.user.pk
            ],
            "waiting": inbox_of(InboxReader(self.user, self.now, self.portal.pk))[:12],
            "now": self.now,
        }


def _shift(request: HttpRequest, shift_id: int) -> DutyShift:
    return get_object_or_404(
        DutyShift.objects.select_related("portal"),
        pk=shift_id,
        portal__in=queries.portal_ids_of_posts(person(request), timezone.now(), STANDING_EDITORS),
    )


def _back(shift: DutyShift) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('syndication:duty')}?cong={shift.portal_id}")


@require_POST
def shift_drop(request: HttpRequest, shift_id: int) -> HttpResponse:
    shift, now = _shift(request, shift_id), timezone.now()
    done(
        request,
        lambda: drop_shift(shift=shift, actor=person(request), now=now),
        gettext("The shift is out of the roster."),
    )
    return _back(shift)


@require_POST
def shift_hand_over(request: HttpRequest, shift_id: int) -> HttpResponse:
    shift, text = _shift(request, shift_id), request.POST.get("text", "")[:2000]
    done(
        request,
        lambda: hand_over(shift=shift, text=text, actor=person(request), now=timezone.now()),
        gettext("Whoever is next reads your word."),
    )
    return _back(shift)


@require_POST
def shift_take_over(request: HttpRequest, shift_id: int) -> HttpResponse:
    shift = _shift(request, shift_id)
    done(
        request,
        lambda: take_over_duty(shift=shift, actor=person(request), now=timezone.now()),
        gettext("You have taken over."),
    )
    return _back(shift)
