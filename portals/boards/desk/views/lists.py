"""All boards below one's own: their staffing, with filters and export, and appointing from a file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET
from wagtail.admin import messages
from wagtail.log_actions import log

from portals.admin_kit.current import current_portal, portals_of_request
from portals.admin_kit.exports import csv_response, xlsx_response
from portals.admin_kit.form_fields import choice_field
from portals.boards.appointment_list import (
    COLUMNS,
    MORE_COLUMNS,
    AppointmentList,
    ListRefused,
    carry_out,
    read_appointment_list,
)
from portals.boards.enums import Position
from portals.boards.models import EditorialBoard
from portals.boards.staffing import (
    ASKED_FOR,
    Staffing,
    StaffingFilter,
    StaffingRule,
    portals_overseen,
    staffing_of,
)
from portals.clock import LOCAL_ZONE, local_date
from portals.models import Portal
from portals.uploads.apart import UploadDeadline

from ..access import person_of_request
from ..forms import ListForm
from .board import acts_by_form

PAGE_SIZE = 50
EXPORTS = {"csv": csv_response, "xlsx": xlsx_response}


class StaffingForm(forms.Form):
    """The filters of the report; what it offers is taken from the portals in reach."""

    tier = forms.ChoiceField(label=gettext_lazy("Tier"), required=False)
    overseer = forms.ChoiceField(label=gettext_lazy("District or portal above"), required=False)
    rule = forms.ChoiceField(
        label=gettext_lazy("Rule"),
        required=False,
        choices=[
            ("", gettext_lazy("All boards")),
            ("any", gettext_lazy("Any fault")),
            *StaffingRule.choices,
        ],
    )

    def __init__(self, data: Any, *, portals: list[Portal], above: list[Portal]) -> None:
        super().__init__(data)
        every = ("", _("All"))
        tiers = {portal.tier_id: portal.tier.name for portal in portals}
        choice_field(self, "tier").choices = [every, *tiers.items()]
        choice_field(self, "overseer").choices = [
            every,
            *((str(portal.pk), portal.name) for portal in above),
        ]

    @property
    def wanted(self) -> StaffingFilter:
        """The filter; what is not offered counts as not chosen."""
        self.is_valid()
        values = self.cleaned_data
        rule, overseer = values.get("rule"), values.get("overseer")
        return StaffingFilter(
            tier=values.get("tier") or None,
            overseer_id=int(overseer) if overseer else None,
            rule=StaffingRule(rule) if rule and rule != "any" else None,
            only_faults=rule == "any",
        )


@require_GET
def boards(request: HttpRequest) -> HttpResponse:
    """The report; whoever oversees nobody is led to the page of their own board."""
    now = timezone.now()
    portals = portals_overseen(person_of_request(request), now)
    if not portals:
        own = current_portal(request)
        if own is None:
            raise Http404
        return redirect("board", own.pk)
    form = staffing_filters(request, request.GET, portals)
    rows = staffing_of(portals, now, form.wanted)
    asked = request.GET.copy()
    asked.pop("p", None)
    return TemplateResponse(
        request,
        "portals/boards/boards.html",
        {
            "page_title": _("Editorial boards"),
            "filters": form,
            "slice": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("p")),
            "query": asked.urlencode(),
            "asked_for": ASKED_FOR,
            "faulty": sum(bool(row.faults) for row in rows),
        },
    )


@require_GET
def boards_export(request: HttpRequest, form: str) -> HttpResponse:
    """The report as a file, filtered as on screen."""
    now = timezone.now()
    portals = portals_overseen(person_of_request(request), now)
    if not portals or form not in EXPORTS:
        raise Http404
    rows = staffing_of(portals, now, staffing_filters(request, request.GET, portals).wanted)
    own = current_portal(request)
    log(
        instance=EditorialBoard.objects.get(portal=own),
        action="boards.export",
        user=person_of_request(request),
        data={"portal": own.pk if own else None, "form": form, "rows": len(rows)},
    )
    response: HttpResponse = EXPORTS[form](
        f"ban-bien-tap-{local_date(now):%Y%m%d}",
        [
            _("Code"),
            _("Portal"),
            _("Tier"),
            _("Portal above"),
            *(position.label for position in ASKED_FOR),
            _("Members"),
            _("Vacant since"),
            _("Last active"),
            _("Waiver until"),
            _("Faults"),
        ],
        _cells(rows),
    )
    return response


@acts_by_form
def boards_upload(request: HttpRequest) -> HttpResponse:
    """Check a file and show its faults, or appoint everybody on it."""
    now = timezone.now()
    person = person_of_request(request)
    within = portals_overseen(person, now)
    if not within:
        raise Http404
    form = ListForm(request.POST or None, request.FILES or None)
    found: AppointmentList | None = None
    if request.method == "POST" and form.is_valid():
        boards = EditorialBoard.objects.in_bulk(
            [portal.pk for portal in within], field_name="portal_id"
        )
        for portal in within:
            if portal.pk in boards:
                portal.board = boards[portal.pk]
                portal.board.portal = portal
        file = form.cleaned_data["file"]
        found = read_appointment_list(
            file, file.name, within=within, starts_on=local_date(now), until=UploadDeadline()
        )
        if not found.bad and "check" not in request.POST:
            try:
                members = carry_out(found, actor=person, now=now, quiet=True)
            except ListRefused as refusal:
                form.add_error("file", str(refusal))
            else:
                messages.success(
                    request,
                    _("%(appointed)d people appointed, %(unchanged)d posts stood already.")
                    % {"appointed": len(members), "unchanged": len(found.unchanged)},
                )
                return redirect("boards_invite")
    return TemplateResponse(
        request,
        "portals/boards/upload.html",
        {
            "page_title": _("Appoint from a file"),
            "form": form,
            "found": found,
            "positions": [position.label for position in Position],
        },
    )


@require_GET
def boards_template(request: HttpRequest) -> HttpResponse:
    """A file to fill in and send back: the headings that are read, and a line for each vacant post below."""
    now = timezone.now()
    portals = portals_overseen(person_of_request(request), now)
    if not portals:
        raise Http404
    columns = (*COLUMNS, *MORE_COLUMNS)
    blank = [""] * (len(columns) - 3)
    vacant = (
        [row.portal.code, "", vacancy.position.label, *blank, row.portal.name]
        for row in staffing_of(portals, now)
        for vacancy in row.vacancies
    )
    response: HttpResponse = xlsx_response(
        f"bo-nhiem-{local_date(now):%Y%m%d}", [*columns, _("Portal")], vacant
    )
    return response


def staffing_filters(request: HttpRequest, asked: Any, portals: list[Portal]) -> StaffingForm:
    """The filters over `portals` with what `asked` (GET or POST) chose."""
    by_id = {portal.pk: portal for portal in portals_of_request(request)}
    above = [portal for portal in portals if portal.tier_id == "district"]
    return StaffingForm(asked, portals=portals, above=[*by_id.values(), *above])


def _cells(rows: list[Staffing]) -> Iterator[list[Any]]:
    for row in rows:
        since = [vacancy.since for vacancy in row.vacancies]
        yield [
            row.portal.code,
            row.portal.name,
            row.portal.tier.name,
            row.overseer.name if row.overseer else "",
            *("; ".join(map(str, people)) for _position, people in row.people),
            row.members,
            min(since).isoformat() if since else "",
            f"{row.last_seen.astimezone(LOCAL_ZONE):%Y-%m-%d %H:%M}" if row.last_seen else "",
            row.waiver_until.isoformat() if row.waiver_until else "",
            "; ".join(str(fault.label) for fault in row.faults),
        ]
