"""What a board owes and what it says of it; how late boards below are; the list of duties and who is exempt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from psycopg.types.range import DateRange
from wagtail.admin import messages

from portals.addresses import main_origin
from portals.admin_kit.current import works_as
from portals.admin_kit.lists import ROWS
from portals.admin_kit.pages import own_portal, person
from portals.admin_kit.scope import portals_of_request
from portals.admin_kit.views import VerbForm
from portals.boards.enums import APPROVERS, STANDING_EDITORS
from portals.boards.queries import holds_post
from portals.clock import local_date
from portals.duties.actions import (
    declare_nothing_arose,
    end_duty_exemption,
    exempt_portal,
    take_back_nothing_arose,
)
from portals.duties.models import Duty, DutyExemption, Obligation
from portals.duties.queries import duties_of, lateness_of, obligations_of, workload
from portals.numbers import id_in
from portals.queries import overseen_by
from portals.refusals import Refusal
from portals.tiers import INSTALL_TIER

from .forms import EndOfExemptionForm, ExemptionForm
from .rows import obligation_rows

# A year of weeks, months and quarters is less than a hundred lines.
MOST_SHOWN = 200


@require_http_methods(["GET", "POST"])
def portal_duties(request: HttpRequest, portal_id: int) -> HttpResponse:
    """What the portal owes: what is open first, then what was met; head and deputy say where nothing arose."""
    portal, now = own_portal(request, portal_id), timezone.now()
    typed: dict[str, Any] = {}
    if request.method == "POST":
        obligation = get_object_or_404(
            Obligation.objects.select_related("portal", "duty").filter(portal=portal),
            pk=id_in(request.POST.get("obligation", "")) or 0,
        )
        typed = {"pk": obligation.pk, "reason": request.POST.get("reason", "")}
        try:
            if "take_back" in request.POST:
                take_back_nothing_arose(obligation=obligation, actor=person(request), now=now)
                done = _("It is owed again.")
            else:
                declare_nothing_arose(
                    obligation=obligation, reason=typed["reason"], actor=person(request), now=now
                )
                done = _("Citizens now read that nothing arose, and why.")
        except Refusal as refusal:
            typed["problem"] = str(refusal)
        else:
            messages.success(request, done)
            return redirect("portal_duties", portal.pk)
    rows = list(obligation_rows(obligations_of(portal, now), now))
    duties = duties_of(portal, now)
    return TemplateResponse(
        request,
        "portals/duties/portal_duties.html",
        {
            "page_title": _("What must be published"),
            "portals": portals_of_request(request),
            "portal_of_desk": portal,
            "origin": main_origin(portal),
            "open": [row for row in rows if row.is_open],
            "settled": [row for row in reversed(rows) if not row.is_open][:MOST_SHOWN],
            "work": next(iter(workload(duties)), None),
            "declares": holds_post(person(request), portal, now, APPROVERS),
            "typed": typed,
        },
        status=422 if typed else 200,
    )


@require_http_methods(["GET"])
def duties_below(request: HttpRequest, portal_id: int) -> HttpResponse:
    """How late the boards directly below are, the latest first: an overseer reads it some days before citizens do."""
    portal, now = own_portal(request, portal_id), timezone.now()
    below = list(overseen_by(portal, local_date(now)))
    late = lateness_of(below, now)
    return TemplateResponse(
        request,
        "portals/duties/below.html",
        {
            "page_title": _("Overdue below"),
            "portal_of_desk": portal,
            **_window(
                request,
                sorted(
                    ((one, late[one.pk]) for one in below if one.pk in late),
                    key=lambda pair: (-pair[1].overdue, pair[0].name),
                ),
                lambda pair: pair[0].name,
            ),
            "is_late": bool(late),
            "in_order": len(below) - len(late),
        },
    )


@require_http_methods(["GET"])
def duty_list(request: HttpRequest) -> HttpResponse:
    """The duties in force, the work that they ask of each tier, and exemptions; for the standing editors."""
    if not may_see_list(request):
        raise Http404
    today = local_date(timezone.now())
    duties = list(Duty.objects.in_force(today).select_related("tier"))
    # With those of days to come: else whoever entered one would not find it.
    exemptions = DutyExemption.objects.exclude(period__fully_lt=DateRange(today, None))
    return TemplateResponse(
        request,
        "portals/duties/list.html",
        {
            "page_title": _("List of duties"),
            **_window(request, duties, lambda duty: f"{duty.title} {duty.code} {duty.tier}"),
            "workload": workload(duties),
            "exemptions": exemptions.select_related("portal", "entered_by").order_by(
                "portal__name", "code", "period"
            ),
            "may_exempt": works_as(request, APPROVERS, tier=INSTALL_TIER),
        },
    )


def _window(
    request: HttpRequest, rows: Sequence[Any], words: Callable[[Any], str]
) -> dict[str, Any]:
    """The page that is asked for of the rows whose words hold those looked for."""
    asked = request.GET.get("q", "").strip()
    found = [row for row in rows if asked.casefold() in words(row).casefold()]
    return {
        "asked": asked,
        "slice": Paginator(found, ROWS).get_page(request.GET.get("p")),
        "query": urlencode({"q": asked}) if asked else "",
    }


def may_see_list(request: HttpRequest) -> bool:
    return works_as(request, STANDING_EDITORS, tier=INSTALL_TIER)


class ExemptPortal(VerbForm):
    """Where head and deputy of the province say what does not apply to an agency by its nature."""

    form_class = ExemptionForm
    header_icon = "list-ul"
    page_title = gettext_lazy("A duty that does not apply")
    submit_label = gettext_lazy("Save")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not works_as(request, APPROVERS, tier=INSTALL_TIER):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def act(self, form: ExemptionForm) -> str:
        told = form.cleaned_data
        exempt_portal(
            portal=told["portal"],
            code=told["code"],
            reason=told["reason"],
            first=told["first"],
            last=told["last"],
            actor=self.user,
            now=self.now,
        )
        return _("The duty does not apply to %(portal)s.") % {"portal": told["portal"].name}

    def get_success_url(self) -> str:
        return reverse("duty_list")


class EndDutyExemption(VerbForm):
    """Where head and deputy of the province let an exemption end."""

    form_class = EndOfExemptionForm
    header_icon = "list-ul"
    page_title = gettext_lazy("End an exemption")
    submit_label = gettext_lazy("Save")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not works_as(request, APPROVERS, tier=INSTALL_TIER):
            raise Http404
        self.exemption = get_object_or_404(
            DutyExemption.objects.select_related("portal"), pk=kwargs["duty_exemption_id"]
        )
        self.page_subtitle = f"{self.exemption.portal.name}: {self.exemption.code}"
        return super().dispatch(request, *args, **kwargs)

    def act(self, form: EndOfExemptionForm) -> str:
        told = form.cleaned_data
        end_duty_exemption(
            exemption=self.exemption,
            last=told["last"],
            reason=told["reason"],
            actor=self.user,
            now=self.now,
        )
        return _("The exemption of %(portal)s ends.") % {"portal": self.exemption.portal.name}

    def get_success_url(self) -> str:
        return reverse("duty_list")
