"""All boards below one's own: their staffing, with filters and export, and appointing from a file."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET
from wagtail.admin import messages
from wagtail.log_actions import log

from portals.admin_kit.current import current_portal
from portals.admin_kit.exports import xlsx_response
from portals.admin_kit.lists import DeskColumn, DeskList
from portals.boards.appointment_list import (
    COLUMNS,
    MORE_COLUMNS,
    AppointmentList,
    ListRefused,
    appoint_listed,
    read_appointment_list,
)
from portals.boards.enums import Position
from portals.boards.models import EditorialBoard
from portals.boards.staffing import ASKED_FOR, Staffing, portals_overseen, staffing_of
from portals.clock import LOCAL_ZONE, local_date
from portals.models import Portal
from portals.uploads.apart import UploadDeadline

from ..access import person_of_request
from ..filters import StaffingFilterSet
from ..forms import ListForm
from .board import acts_by_form


class PostColumn(DeskColumn):
    """Who holds a post of the board."""

    def __init__(self, position: Position) -> None:
        super().__init__(position.value, position.label)
        self.position = position

    def get_value(self, instance: Staffing) -> str:
        people = instance.present.get(self.position, [])
        return ", ".join(map(str, people)) or format_html("<strong>{}</strong>", _("vacant"))


class BoardList(DeskList):
    """The report; whoever oversees nobody is led to the page of their own board."""

    template_name = "portals/boards/boards.html"
    page_title = gettext_lazy("Editorial boards")
    header_icon = "group"
    has_breadcrumbs = False
    paginate_by = 20
    filterset_class = StaffingFilterSet
    nothing = gettext_lazy("No boards match.")
    columns = [
        DeskColumn("portal", gettext_lazy("Portal"), cells=template_name, classname="title"),
        *(PostColumn(position) for position in ASKED_FOR),
        DeskColumn("seen", gettext_lazy("Last active"), cells=template_name),
        DeskColumn("faults", gettext_lazy("Faults"), cells=template_name),
    ]
    exports = {
        "xlsx": gettext_lazy("Export as Excel"),
        "csv": gettext_lazy("Export as CSV"),
    }
    export_headings = {
        "code": gettext_lazy("Code"),
        "portal": gettext_lazy("Portal"),
        "tier": gettext_lazy("Tier"),
        "overseer": gettext_lazy("Portal above"),
        **{position.value: position.label for position in ASKED_FOR},
        "members": gettext_lazy("Members"),
        "vacant": gettext_lazy("Vacant since"),
        "seen": gettext_lazy("Last active"),
        "waiver": gettext_lazy("Waiver until"),
        "faults": gettext_lazy("Faults"),
    }

    @cached_property
    def portals(self) -> list[Portal]:
        return portals_overseen(self.user, self.now)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.portals:
            return super().get(request, *args, **kwargs)
        own = current_portal(request)
        if own is None or "form" in kwargs:
            raise Http404
        return redirect("board", own.pk)

    def get_filterset_kwargs(self) -> dict[str, Any]:
        return {**super().get_filterset_kwargs(), "portals": self.portals}

    def get_queryset(self) -> list[Staffing]:
        return staffing_of(self.portals, self.now, self.filters.wanted)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        faulty = sum(bool(row.faults) for row in self.object_list)
        return super().get_context_data(faulty=faulty, **kwargs)

    def export_url(self, form: str) -> str:
        return f"{reverse('boards_export', args=[form])}?{self.narrowing.urlencode()}"

    def get_filename(self) -> str:
        return f"ban-bien-tap-{local_date(self.now):%Y%m%d}"

    def to_row_dict(self, row: Staffing) -> dict[str, Any]:
        since = [vacancy.since for vacancy in row.vacancies]
        return {
            "code": row.portal.code,
            "portal": row.portal.name,
            "tier": row.portal.tier.name,
            "overseer": row.overseer.name if row.overseer else "",
            **{position.value: "; ".join(map(str, people)) for position, people in row.people},
            "members": row.members,
            "vacant": min(since).isoformat() if since else "",
            "seen": f"{row.last_seen.astimezone(LOCAL_ZONE):%Y-%m-%d %H:%M}"
            if row.last_seen
            else "",
            "waiver": row.waiver_until.isoformat() if row.waiver_until else "",
            "faults": "; ".join(str(fault.label) for fault in row.faults),
        }

    def note_taken(self, rows: int) -> None:
        own = current_portal(self.request)
        log(
            instance=EditorialBoard.objects.get(portal=own),
            action="boards.export",
            user=self.user,
            data={"portal": own.pk if own else None, "form": self.kwargs["form"], "rows": rows},
        )


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
                members = appoint_listed(found, actor=person, now=now, quiet=True)
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
