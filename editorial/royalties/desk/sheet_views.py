"""A portal's sheets and funds, one sheet, and its table and paper to take away."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from editorial.royalties.actions.lines import keep_works
from editorial.royalties.actions.sheets import (
    approve_sheet,
    draw_up_sheet,
    hand_to_accounting,
    may_approve,
    may_draw_up,
    propose_sheet,
    return_sheet,
)
from editorial.royalties.actions.terms import FUND_KEEPERS, set_fund
from editorial.royalties.enums import SheetState
from editorial.royalties.models import RoyaltyFund, RoyaltySheet
from editorial.royalties.proposing import Rates, withdrawn_since
from editorial.royalties.queries import (
    fund_of,
    months_without_sheet,
    royalty_sheets_of,
    sums_by_payee,
    works_on,
)
from editorial.royalties.tables import heading, royalty_rows
from portals.admin_kit.current import position_on
from portals.admin_kit.lists import WRITERS
from portals.admin_kit.pages import done, own_portal, person
from portals.audit_log.actions import note_export
from portals.boards.enums import STANDING_EDITORS
from portals.boards.queries import holds_post
from portals.clock import local_date
from portals.models import Portal
from portals.refusals import Refusal

from .forms import FundForm, SheetReturnForm, WorkForm

FUND, DRAW = "quy", "lap"
KEEP, ADD, PROPOSE, APPROVE, RETURN = "luu", "bo-sung", "trinh", "duyet", "tra-lai"
HAND_OVER = "chuyen"
SHOWN_SHEETS, SHOWN_WORKS = 24, 100


def own_office(request: HttpRequest, portal_id: int) -> Portal:
    """A portal on whose board the person is head, deputy or secretary; its pay is nobody else's to read."""
    portal = own_portal(request, portal_id)
    if position_on(request, portal) not in STANDING_EDITORS:
        raise Http404
    return portal


def own_sheet(request: HttpRequest, portal_id: int, sheet_id: int) -> RoyaltySheet:
    """A sheet with who is paid how much: for whoever draws up or approves the portal's, as payees are told."""
    portal, who, now = own_office(request, portal_id), person(request), timezone.now()
    if not (may_draw_up(who, portal, now) or may_approve(who, portal, now)):
        raise Http404
    sheets = RoyaltySheet.objects.select_related("portal", "terms", "proposed_by", "approved_by")
    return get_object_or_404(sheets, pk=sheet_id, portal=portal)


@require_http_methods(["GET", "POST"])
@never_cache
def royalty_sheets(request: HttpRequest, portal_id: int) -> HttpResponse:
    """The sheets of a portal, the months without one, and what its fund holds."""
    portal, now = own_office(request, portal_id), timezone.now()
    year = local_date(now).year
    form = FundForm(request.POST if FUND in request.POST else None, initial={"year": year})
    if request.method == "POST":
        response = (
            _draw_up(request, portal) if DRAW in request.POST else _fund(request, portal, form)
        )
        if response is not None:
            return response
    return TemplateResponse(
        request,
        "editorial/royalties/desk/sheets.html",
        {
            "page_title": _("Royalties"),
            "page_icon": "table",
            "portal_of_desk": portal,
            "sheets": royalty_sheets_of(portal)[:SHOWN_SHEETS],
            "missing": months_without_sheet(portal, now),
            "funds": RoyaltyFund.objects.filter(portal=portal).order_by("-year"),
            "fund_form": form,
            "may_draw_up": may_draw_up(person(request), portal, now),
            "keeps_fund": holds_post(person(request), portal, now, FUND_KEEPERS),
        },
        status=422 if form.errors else 200,
    )


def _draw_up(request: HttpRequest, portal: Portal) -> HttpResponse | None:
    now = timezone.now()
    wanted = request.POST.get(DRAW, "")
    month = next(
        (one for one in months_without_sheet(portal, now) if f"{one:%Y-%m}" == wanted), None
    )
    if month is None:
        messages.error(request, _("Choose one of the months below."))
        return redirect("royalty_sheets", portal.pk)
    try:
        sheet = draw_up_sheet(portal=portal, month=month, actor=person(request), now=now)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("royalty_sheets", portal.pk)
    messages.success(request, _("Drawn up from what the portal published. Check kinds and units."))
    return redirect("royalty_sheet", portal.pk, sheet.pk)


def _fund(request: HttpRequest, portal: Portal, form: FundForm) -> HttpResponse | None:
    if not form.is_valid():
        return None
    act = partial(
        set_fund, portal=portal, actor=person(request), now=timezone.now(), **form.cleaned_data
    )
    return redirect("royalty_sheets", portal.pk) if _acted(request, form, act) else None


@require_http_methods(["GET", "POST"])
@never_cache
def royalty_sheet(request: HttpRequest, portal_id: int, royalty_sheet_id: int) -> HttpResponse:
    """One sheet: its works to check, or to read once it is approved; and the way on to the next person."""
    sheet = own_sheet(request, portal_id, royalty_sheet_id)
    works = Paginator(works_on(sheet), SHOWN_WORKS).get_page(request.GET.get("p"))
    now, who = timezone.now(), person(request)
    draws = may_draw_up(who, sheet.portal, now) and sheet.state == SheetState.DRAFT
    decides = sheet.state == SheetState.PROPOSED and may_approve(who, sheet.portal, now)
    typed = request.POST if {KEEP, PROPOSE} & set(request.POST) else None
    forms = _forms(sheet, works, typed) if draws else {}
    return_form = SheetReturnForm(request.POST if RETURN in request.POST else None)
    refusal = ""
    if request.method == "POST":
        refusal = _pressed(request, sheet, list(forms.values()), return_form)
        if not refusal and not _faulty(forms, return_form):
            return redirect(request.get_full_path())
    fund = fund_of(sheet.portal, sheet.month.year)
    return TemplateResponse(
        request,
        "editorial/royalties/desk/sheet.html",
        {
            "page_title": _("Royalty sheet of %s") % f"{sheet.month:%m/%Y}",
            "page_icon": "table",
            "portal_of_desk": sheet.portal,
            "sheet": sheet,
            "works": [(work, forms.get(work.first.work)) for work in works],
            "page": works,
            "payees": sums_by_payee(sheet),
            "withdrawn": [] if sheet.is_settled else withdrawn_since(sheet),
            "fund": fund,
            "left": None if fund is None else fund.left - (0 if sheet.is_settled else sheet.total),
            "draws": draws,
            "decides": decides,
            "proposed_by_self": decides and sheet.proposed_by_id == who.pk,
            "return_form": return_form,
            "refusal": refusal,
            "has_faults": bool(refusal) or _faulty(forms, return_form),
        },
        status=422 if request.method == "POST" else 200,
    )


def _forms(sheet: RoyaltySheet, works: Any, typed: Any) -> dict[int, WorkForm]:
    """A form for each work that is no adjustment, by its number."""
    rates = Rates.on(sheet.month)
    found = {}
    for work in works:
        first = work.first
        if first.adjusts_id is None:
            initial = {"kind": first.kind, "units": first.units, "is_paid": not first.left_out}
            found[first.work] = WorkForm(
                typed, rates=rates, work=first.work, title=first.title, initial=initial
            )
    return found


def _faulty(forms: dict[int, WorkForm], return_form: SheetReturnForm) -> bool:
    return bool(return_form.errors) or any(form.errors for form in forms.values())


def _pressed(
    request: HttpRequest, sheet: RoyaltySheet, forms: list[WorkForm], return_form: SheetReturnForm
) -> str:
    """Do what the pressed button asks; return why it was refused, or nothing."""
    try:
        if {KEEP, PROPOSE} & set(request.POST):
            _keep(request, sheet, forms)
        else:
            _decide(request, sheet, return_form)
    except Refusal as refusal:
        return str(refusal)
    return ""


def _keep(request: HttpRequest, sheet: RoyaltySheet, forms: list[WorkForm]) -> None:
    """Save what was typed, and propose the sheet where that was asked. What is saved stays saved."""
    by: dict[str, Any] = {"sheet": sheet, "actor": person(request), "now": timezone.now()}
    if not all(form.is_valid() for form in forms):
        return
    keep_works(wanted=[form.wanted() for form in forms], **by)
    if PROPOSE not in request.POST:
        messages.success(request, _("Saved."))
        return
    done(request, partial(propose_sheet, **by), _("The sheet waits for the head now."))


def _decide(request: HttpRequest, sheet: RoyaltySheet, return_form: SheetReturnForm) -> None:
    by: dict[str, Any] = {"actor": person(request), "now": timezone.now()}
    if ADD in request.POST:
        draw_up_sheet(portal=sheet.portal, month=sheet.month, **by)
        messages.success(request, _("What was missing is on the sheet now."))
    elif APPROVE in request.POST:
        approve_sheet(sheet=sheet, read_mark=request.POST.get("dau", ""), **by)
        messages.success(
            request,
            _("Approved. The printed sheet is being made; accounting takes the table below."),
        )
    elif HAND_OVER in request.POST:
        hand_to_accounting(sheet=sheet, **by)
        messages.success(request, _("Noted: the sheet went to accounting."))
    elif return_form.is_valid():
        return_sheet(sheet=sheet, reason=return_form.cleaned_data["reason"], **by)
        messages.success(request, _("The sheet went back to whoever drew it up."))


@require_http_methods(["GET"])
@never_cache
def royalty_table(
    request: HttpRequest, portal_id: int, royalty_sheet_id: int, form: str
) -> HttpResponseBase:
    """An approved sheet to take away: as a table for accounting, or as it is signed on paper."""
    sheet = own_sheet(request, portal_id, royalty_sheet_id)
    if not sheet.is_settled or form not in {*WRITERS, "pdf"} or (form == "pdf" and not sheet.paper):
        raise Http404
    note_export(
        actor=person(request), portal=sheet.portal, what=f"royalties.{form}",
        rows=sheet.lines.count(), now=timezone.now(),
    )  # fmt: skip
    name = f"nhuan-but-{sheet.portal.code}-{sheet.month:%Y-%m}"
    if form == "pdf":
        response: HttpResponseBase = FileResponse(
            sheet.paper.open("rb"), as_attachment=True, filename=f"{name}.pdf"
        )
    else:
        response = WRITERS[form](name, heading(), royalty_rows(sheet))
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _acted(request: HttpRequest, form: Any, act: Callable[[], object]) -> bool:
    """Do `act` and say so; or write above the form why it was refused."""
    try:
        act()
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, _("Saved."))
    return True
