"""The days of the steps: what is in force, what was, and what is set to come; set by the province."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portals.admin_kit.views import VerbForm
from portals.clock import local_date
from scoring.course.actions import set_schedule
from scoring.course.forms import StepDaysForm
from scoring.course.schedule import schedule_of
from scoring.models import RoundSchedule
from scoring.periods import Month

from .base import ScorePage

MONTHS_AHEAD = 12


class Schedules(ScorePage, VerbForm):
    """Everybody on a board reads it; head and deputy of the province set the next one below."""

    form_class = StepDaysForm
    template_name = "scoring/course/schedules.html"
    page_title = gettext_lazy("Days of the scoring steps")
    submit_label = gettext_lazy("Set the days")

    @property
    def this_month(self) -> Month:
        return Month.of(local_date(self.now))

    def get_form_kwargs(self) -> dict[str, Any]:
        months = [self.this_month.later(ahead) for ahead in range(1, MONTHS_AHEAD + 1)]
        return super().get_form_kwargs() | {"months": months}

    def get_initial(self) -> dict[str, Any]:
        now = schedule_of(self.this_month)
        return {
            "self_assessment": now.self_assessment_days,
            "verification": now.verification_days,
            "appeal": now.appeal_days,
            "publication": now.publication_days,
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.office.decides:
            raise Http404
        return super().post(request, *args, **kwargs)

    def act(self, form: Any) -> str:
        given = form.cleaned_data
        set_schedule(
            starts=given["starts"],
            days=form.days,
            decision_number=given["decision_number"],
            reason=given["reason"],
            actor=self.user,
            now=self.now,
        )
        return _("Set. The months before keep their days.")

    def get_success_url(self) -> str:
        return reverse("scoring:schedules")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = RoundSchedule.objects.select_related("set_by").order_by("-set_at", "-pk")
        return super().get_context_data(
            rows=[(row, _standing(row, self.this_month)) for row in rows],
            usual=RoundSchedule(),
            # Where one begins later, the usual days hold until then.
            usual_holds=not RoundSchedule.objects.in_force(self.this_month.last).exists(),
            **kwargs,
        )


def _standing(row: RoundSchedule, this_month: Month) -> str:
    if row.period.isempty:
        return _("replaced before it began")
    if row.period.lower and row.period.lower > this_month.last:
        return _("to come")
    if row.period.upper and row.period.upper <= this_month.last:
        return _("over")
    return _("in force")
