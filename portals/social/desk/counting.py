"""Followers and reach: an account's month, a sheet of many, former years, and all portals together."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages

from portals.admin_kit.exports import csv_response, xlsx_response
from portals.admin_kit.pages import person
from portals.admin_kit.views import VerbForm
from portals.audit_log.actions import note_export
from portals.clock import local_date
from portals.models import Portal, SocialAccount
from portals.refusals import Refusal
from portals.social.actions.counting import (
    AccountFigures,
    enter_month,
    enter_months,
    enter_social_year,
)
from portals.social.figures import SocialFigures, last_month, social_figures
from portals.social.models import FIRST_SOCIAL_YEAR
from portals.social.permissions import keeps_accounts, oversees_accounts
from portals.social.sheet import COLUMNS, SocialSheet, read_social_sheet
from portals.uploads.apart import UploadDeadline

from .below import overseen
from .forms import SocialMonthForm, SocialSheetForm, SocialYearForm
from .views import OfAccount

FIGURE_COLUMNS = ("cong", "so_tai_khoan", "nguoi_theo_doi", "luot_tiep_can")


class EnterSocialMonth(OfAccount):
    form_class = SocialMonthForm
    page_title = gettext_lazy("Followers and reach of a month")
    submit_label = gettext_lazy("Save")

    @cached_property
    def situation(self) -> str:
        # Of the month in which an account was closed there are figures too: the verb refuses those behind it.
        return ""

    def may_act(self) -> bool:
        portal = self.account.portal
        return keeps_accounts(self.user, portal, self.now) or oversees_accounts(
            self.user, portal, self.now
        )

    def get_initial(self) -> dict[str, Any]:
        return {"month": last_month(local_date(self.now))}

    def act(self, form: SocialMonthForm) -> str:
        told = dict(form.cleaned_data)
        file = told.pop("file")
        enter_month(
            figures=AccountFigures(self.account, **told), file=file, actor=self.user, now=self.now
        )
        return _("Saved.")


@require_safe
@never_cache
def social_totals(request: HttpRequest) -> HttpResponse:
    """Followers and reach of all portals below, for the month asked for."""
    return TemplateResponse(
        request,
        "portals/social/figures.html",
        {
            "page_title": _("Followers and reach of all portals"),
            "page_icon": "globe",
            "figures": _figures(request),
        },
    )


@require_safe
@never_cache
def social_totals_file(request: HttpRequest) -> HttpResponse:
    """The same as a table."""
    figures = _figures(request)
    lines = [[row.portal.name, row.accounts, row.followers, row.reach] for row in figures.rows]
    overseer, _below = overseen(request)
    note_export(
        actor=person(request),
        portal=overseer,
        what=_("Followers and reach of all portals"),
        rows=len(lines),
        now=timezone.now(),
    )
    name = f"mang-xa-hoi-{figures.month:%Y-%m}"
    response: HttpResponse = csv_response(name, FIGURE_COLUMNS, lines)
    return response


def _figures(request: HttpRequest) -> SocialFigures:
    overseer, below = overseen(request)
    month = last_month(local_date(timezone.now()))
    try:
        asked = date.fromisoformat(f"{request.GET.get('thang', '')}-01")
    except ValueError:
        asked = month
    if asked.year >= FIRST_SOCIAL_YEAR:
        month = min(month, asked)
    return social_figures([overseer, *below], month)


@require_http_methods(["GET", "POST"])
@never_cache
def social_sheet(request: HttpRequest) -> HttpResponse:
    """Bring in a sheet of many portals; every bad row is told, and nothing entered until all are right."""
    overseer, below = overseen(request)
    portals = [overseer, *below]
    if "bang-mau" in request.GET:
        return _template(request, overseer, portals)
    form = SocialSheetForm(
        request.POST or None,
        request.FILES or None,
        initial={"month": last_month(local_date(timezone.now()))},
    )
    sheet = None
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        sheet = read_social_sheet(
            file,
            file.name,
            portals=portals,
            month=form.cleaned_data["month"],
            until=UploadDeadline(),
        )
        if not sheet.bad and _entered(request, form, sheet, overseer):
            return redirect("social_totals")
    return TemplateResponse(
        request,
        "portals/social/sheet.html",
        {
            "page_title": _("Figures of many portals, from a sheet"),
            "page_icon": "upload",
            "form": form,
            "sheet": sheet,
            "columns": COLUMNS,
        },
        status=422 if request.method == "POST" else 200,
    )


def _template(request: HttpRequest, overseer: Portal, portals: list[Portal]) -> HttpResponse:
    """The sheet with a row an account, to be filled in."""
    month = last_month(local_date(timezone.now()))
    accounts = (
        SocialAccount.objects.had_in(month)
        .filter(portal__in=portals)
        .select_related("portal")
        .order_by("portal__tier__level", "portal__name", "service", "pk")
    )
    rows = [[one.portal.name, str(one), one.address, "", ""] for one in accounts]
    note_export(
        actor=person(request),
        portal=overseer,
        what="mang-xa-hoi",
        rows=len(rows),
        now=timezone.now(),
    )
    response: HttpResponse = xlsx_response("mang-xa-hoi", COLUMNS, rows)
    return response


def _entered(
    request: HttpRequest, form: SocialSheetForm, sheet: SocialSheet, overseer: Portal
) -> bool:
    file = form.cleaned_data["file"]
    file.seek(0)
    try:
        number = enter_months(
            overseer=overseer, rows=sheet.rows, file=file, actor=person(request), now=timezone.now()
        )
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    said = ngettext(
        "Figures of %(number)s account are entered.",
        "Figures of %(number)s accounts are entered.",
        number,
    )
    messages.success(request, said % {"number": number})
    return True


class EnterSocialYear(VerbForm):
    """Where the desk above enters what reports told of former years; a second time corrects it."""

    form_class = SocialYearForm
    header_icon = "globe"
    page_title = gettext_lazy("Followers and reach of a former year")
    submit_label = gettext_lazy("Enter")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.overseer, self.below = overseen(request)
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"portals": [self.overseer, *self.below]}

    def act(self, form: SocialYearForm) -> str:
        entered = enter_social_year(
            overseer=self.overseer, actor=self.user, now=self.now, **form.cleaned_data
        )
        return _("The figures of %(year)s are entered for %(portal)s.") % {
            "year": entered.year,
            "portal": entered.portal.name,
        }

    def get_success_url(self) -> str:
        return reverse("social_totals")
