"""Months that are declared to be trials: read by everybody on a board, declared by the province."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from wagtail.admin import messages

from portals.admin_kit.views import VerbForm
from portals.clock import local_date
from portals.refusals import Refusal
from scoring.course.actions import declare_trial, take_trial_back
from scoring.course.actions.trials import FARTHEST
from scoring.course.forms import TrialForm
from scoring.models import TrialMonth
from scoring.periods import Month

from .base import ScorePage


class TrialMonths(ScorePage, VerbForm):
    form_class = TrialForm
    template_name = "scoring/course/trials.html"
    page_title = gettext_lazy("Trial months")
    submit_label = gettext_lazy("Declare")

    def get_form_kwargs(self) -> dict[str, Any]:
        this = Month.of(local_date(self.now))
        months = [this.later(ahead) for ahead in range(FARTHEST + 1)]
        return super().get_form_kwargs() | {"months": months}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.office.decides:
            raise Http404
        return super().post(request, *args, **kwargs)

    def act(self, form: Any) -> str:
        declare_trial(**form.cleaned_data, actor=self.user, now=self.now)
        return _("Declared. The month goes through all its steps and is not published.")

    def get_success_url(self) -> str:
        return reverse("scoring:trials")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        this = Month.of(local_date(self.now)).first
        trials = TrialMonth.objects.select_related("declared_by").order_by("-month")
        return super().get_context_data(
            trials=[(one, str(one), one.month >= this) for one in trials], **kwargs
        )


class TakeTrialBack(ScorePage, View):
    """One button: the month counts after all."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, month: str) -> HttpResponse:
        if not self.office.decides:
            raise Http404
        try:
            asked = Month.parse(month)
        except ValueError as unreadable:
            raise Http404 from unreadable
        try:
            take_trial_back(month=asked, actor=self.user, now=self.now)
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The month counts."))
        return redirect("scoring:trials")
