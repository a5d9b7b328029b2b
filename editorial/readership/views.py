"""The pages of numbers, and the same to take away."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portals.admin_kit.current import current_portal
from portals.admin_kit.exports import csv_response
from portals.admin_kit.pages import own_portal, person
from portals.admin_kit.scope import portals_of_request
from portals.admin_kit.views import VerbForm
from portals.audit_log.actions import note_export
from portals.clock import local_date
from portals.models import Portal
from portals.overview.views import may_see_overview
from portals.queries import all_below
from portals.visits.former_years import correct_former_year, enter_former_year

from .below import figures_below
from .figures import ReadDays, ReadershipFigures, readership_of
from .forms import FormerYearForm

# How far back a page looks, by the value of its address; the first where nothing is asked for.
PERIOD, PERIODS = "ky", {"30": 30, "90": 90}
# So many portals are shown; the file has all.
MOST_SHOWN = 200
PORTAL_COLUMNS = ("nhom", "ten", "luot_xem", "nguoi_xem_uoc_tinh")
BELOW_COLUMNS = ("cong", "luot_xem", "ky_truoc", "nguoi_xem_uoc_tinh_moi_ngay", "khong_co_luot_xem")


def _span(request: HttpRequest) -> ReadDays:
    """The days until yesterday: today is not over."""
    days = PERIODS.get(request.GET.get(PERIOD, ""), PERIODS["30"])
    yesterday = local_date(timezone.now()) - timedelta(days=1)
    return ReadDays(yesterday - timedelta(days=days - 1), yesterday)


@require_safe
@never_cache
def portal_readership(request: HttpRequest, portal_id: int) -> HttpResponse:
    """What was read of one's own portal, from where, and when."""
    portal = own_portal(request, portal_id)
    span = _span(request)
    return TemplateResponse(
        request,
        "editorial/readership/portal.html",
        {
            "page_title": _("Readership"),
            "page_icon": "doc-full-inverse",
            "portal_of_desk": portal,
            "portals": portals_of_request(request),
            "figures": readership_of(portal, span),
            "periods": [(value, int(value) == len(span.days)) for value in PERIODS],
        },
    )


@require_safe
@never_cache
def portal_readership_file(request: HttpRequest, portal_id: int) -> HttpResponse:
    """All numbers of that page as one table."""
    portal = own_portal(request, portal_id)
    lines = list(_portal_lines(readership_of(portal, _span(request))))
    note_export(
        actor=person(request),
        portal=portal,
        what=_("Readership"),
        rows=len(lines),
        now=timezone.now(),
    )
    response: HttpResponse = csv_response(f"luot-xem-{portal.code}", PORTAL_COLUMNS, lines)
    return response


def _portal_lines(figures: ReadershipFigures) -> Iterator[list[Any]]:
    for day, views, readers in figures.days:
        yield [_("day"), day, views, readers]
    for part in figures.parts:
        for name, views in part.rows:
            yield [part.title, name, views, None]
    for name, views in figures.left_out:
        yield [_("not counted"), name, views, None]
    for one in figures.most_read:
        yield [_("most read"), one.title, one.views, None]


def _overseen(request: HttpRequest) -> tuple[Portal, list[Portal]]:
    portal = current_portal(request)
    if portal is None or not may_see_overview(request):
        raise Http404
    return portal, list(all_below([portal], local_date(timezone.now())))


@require_safe
@never_cache
def readership_below(request: HttpRequest) -> HttpResponse:
    """All portals below the one in hand, with it: together, by month, and one beside the other."""
    figures = figures_below(*_overseen(request), local_date(timezone.now()))
    return TemplateResponse(
        request,
        "editorial/readership/below.html",
        {
            "page_title": _("Readership of all portals"),
            "page_icon": "globe",
            "figures": figures,
            "rows": figures.rows[:MOST_SHOWN],
            "hidden": max(0, len(figures.rows) - MOST_SHOWN),
        },
    )


@require_safe
@never_cache
def readership_below_file(request: HttpRequest) -> HttpResponse:
    """The portals as a table, all of them."""
    overseer, below = _overseen(request)
    now = timezone.now()
    lines = [
        [row.portal.name, row.views, row.before, row.readers, int(row.is_asleep)]
        for row in figures_below(overseer, below, local_date(now)).rows
    ]
    note_export(
        actor=person(request),
        portal=overseer,
        what=_("Readership of all portals"),
        rows=len(lines),
        now=now,
    )
    response: HttpResponse = csv_response("luot-xem-cac-cong", BELOW_COLUMNS, lines)
    return response


class EnterFormerYear(VerbForm):
    """Where the desk above enters what another system counted before, and corrects it."""

    form_class = FormerYearForm
    header_icon = "globe"
    page_title = gettext_lazy("Views of a former year")
    submit_label = gettext_lazy("Enter")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.overseer, self.below = _overseen(request)
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"portals": [self.overseer, *self.below]}

    def act(self, form: FormerYearForm) -> str:
        told = dict(form.cleaned_data)
        verb = correct_former_year if told.pop("corrects") else enter_former_year
        entered = verb(overseer=self.overseer, actor=self.user, now=self.now, **told)
        return _("The views of %(year)s are entered for %(portal)s.") % {
            "year": entered.year,
            "portal": entered.portal.name,
        }

    def get_success_url(self) -> str:
        return reverse("readership_below")
