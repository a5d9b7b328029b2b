"""The work that is asked of boards, by tier; for the standing editors of the province."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.log_actions import registry as log_actions

from portals.admin_kit.current import works_as
from portals.boards.enums import STANDING_EDITORS
from portals.clock import local_date
from portals.duties.models import Duty
from portals.tiers import INSTALL_TIER

from .forms import ThoughtOfForm
from .models import DeedMinutes
from .queries import (
    MOST_OF_A_COMMUNE,
    WEEKS,
    added_by,
    added_by_duty,
    default_minutes,
    loads_of,
)


def may_see_workload(request: HttpRequest) -> bool:
    return works_as(request, STANDING_EDITORS, tier=INSTALL_TIER)


@require_http_methods(["GET"])
def workload_of_boards(request: HttpRequest) -> HttpResponse:
    """Minutes a week by tier, from duties and deeds; what each duty adds, and one that is thought of would."""
    if not may_see_workload(request):
        raise Http404
    today = local_date(timezone.now())
    duties = list(Duty.objects.in_force(today).select_related("tier"))
    form = ThoughtOfForm(request.GET if "minutes" in request.GET else None)
    added = None
    if form.is_valid():
        told = form.cleaned_data
        added = added_by(
            frequency=told["frequency"], minutes=told["minutes"], times=told["times"] or 0
        )
    loads = loads_of(duties, today)
    names = dict(log_actions.get_choices())
    return TemplateResponse(
        request,
        "portals/workload/workload.html",
        {
            "page_title": _("Work asked of boards"),
            "page_icon": "history",
            "loads": [
                (load, [(names.get(one.action, one.action), one) for one in load.kinds])
                for load in loads
            ],
            "with_added": [(load.tier, load.minutes + added) for load in loads] if added else [],
            "added": added,
            "duties": [
                (
                    load.tier,
                    [(duty, added_by_duty(duty)) for duty in duties if duty.tier == load.tier],
                )
                for load in loads
                if load.of_duties
            ],
            "default": default_minutes(DeedMinutes.objects.in_force(today)),
            "most": MOST_OF_A_COMMUNE,
            "weeks": WEEKS,
            "form": form,
        },
    )
