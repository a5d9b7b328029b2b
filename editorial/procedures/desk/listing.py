"""The procedures that a portal handles, for its board; of the province all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import django_filters
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from editorial.procedures.handling import procedures_of
from editorial.procedures.importing.actions import may_import_catalogue
from editorial.procedures.life_events import life_events
from editorial.procedures.models import Procedure, ProcedureFee, ServiceLink
from editorial.procedures.probing.states import state_of
from editorial.procedures.public.found import found_by_words
from editorial.procedures.saying import fee_in_words, time_in_words
from portals.addresses import main_origin
from portals.admin_kit.lists import DeskColumn, DeskList
from portals.admin_kit.pages import own_portal, person
from portals.audit_log.actions import note_export

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from portals.models import Portal

TEMPLATE = "editorial/procedures/desk/procedures.html"


class ProcedureFilterSet(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("Words or code"), method="search", max_length=200)
    event = django_filters.ChoiceFilter(
        label=_("Life event"),
        choices=lambda: list(life_events().items()),
        empty_label=_("All"),
        method="of_event",
    )

    class Meta:
        model = Procedure
        fields: list[str] = []

    def search(
        self, procedures: QuerySet[Procedure], _name: str, value: str
    ) -> QuerySet[Procedure]:
        return found_by_words(procedures, value)

    def of_event(
        self, procedures: QuerySet[Procedure], _name: str, value: str
    ) -> QuerySet[Procedure]:
        return procedures.filter(life_events__contains=[value])


class PortalProcedures(DeskList):
    template_name = TEMPLATE
    page_title = _("Administrative procedures")
    header_icon = "list-ul"
    has_breadcrumbs = False
    filterset_class = ProcedureFilterSet
    nothing = _("No procedures match. The province brings in the catalogue.")
    columns = [
        DeskColumn("procedure", _("Procedure"), cells=TEMPLATE, classname="title"),
        DeskColumn("code", _("Code")),
        DeskColumn("field", _("Subject field")),
        DeskColumn("told_fee", _("Fee")),
        DeskColumn("told_time", _("Time allowed")),
        DeskColumn("told_link", _("Link to the service portal")),
    ]
    exports = {"xlsx": _("Take away as XLSX"), "csv": _("Take away as CSV")}
    export_filename = "thu-tuc"
    how_to_get_the_rest = _("Narrow the list by its filters for the rest.")
    export_headings = {
        "code": _("Code"),
        "name": _("Procedure"),
        "field": _("Subject field"),
        "told_fee": _("Fee"),
        "told_time": _("Time allowed"),
        "service_url": _("Link to the service portal"),
        "told_link": _("State"),
    }

    @cached_property
    def portal(self) -> Portal:
        return own_portal(self.request, self.kwargs["portal_id"])

    def get_base_queryset(self) -> QuerySet[Procedure]:
        return procedures_of(self.portal).order_by("field", "name", "pk")

    def told(self, rows: list[Any]) -> list[Any]:
        """Say what each costs, how long it takes, and whether its link opens. Two queries."""
        fees: dict[int, list[ProcedureFee]] = {}
        for fee in ProcedureFee.objects.filter(procedure__in=[one.pk for one in rows]).order_by(
            "position"
        ):
            fees.setdefault(fee.procedure_id, []).append(fee)
        links = ServiceLink.objects.in_bulk(
            {one.service_url for one in rows if one.service_url}, field_name="url"
        )
        for one in rows:
            one.told_fee = fee_in_words(fees.get(one.pk, []))
            one.told_time = time_in_words(one)
            one.told_link = (
                state_of(links.get(one.service_url), self.now).words if one.service_url else ""
            )
        return rows

    def note_taken(self, rows: int) -> None:
        note_export(
            actor=self.user, portal=self.portal, what=self.get_filename(), rows=rows, now=self.now
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            portal_of_desk=self.portal,
            may_import=may_import_catalogue(self.user, self.now),
            **kwargs,
        )


@require_safe
def procedure_versions(request: HttpRequest, portal_id: int, procedure_id: int) -> HttpResponse:
    """Show a procedure of the portal's: its versions, who handles it, what is known of its link."""
    portal, now = own_portal(request, portal_id), timezone.now()
    shown = get_object_or_404(procedures_of(portal), pk=procedure_id)
    link = ServiceLink.objects.filter(url=shown.service_url).first()
    return TemplateResponse(
        request,
        "editorial/procedures/desk/procedure.html",
        {
            "page_title": shown.name,
            "portal_of_desk": portal,
            "shown": shown,
            "address": main_origin(portal) + shown.path,
            "versions": Procedure.objects.filter(code=shown.code).order_by("-version"),
            "service": state_of(link, now) if shown.service_url else None,
            "outages": link.outages.order_by("-since")[:10] if link else [],
            "may_import": may_import_catalogue(person(request), now),
        },
    )
