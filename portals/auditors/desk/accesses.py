"""Who of an auditing office looked at what ("Ai đã xem"): read by the province's head and deputies alone."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy

from portals.admin_kit.current import current_portal
from portals.admin_kit.lists import DeskColumn, DeskList, TimeColumn
from portals.audit_log.actions import note_export
from portals.boards.models import User
from portals.models import Portal

from ..models import AuditDecision, AuditorAccess
from ..open_pages import AuditorsPage, page_called
from .views import OfDecision

REFUSED = 400


class AccessFilterSet(django_filters.FilterSet):
    person = django_filters.ModelChoiceFilter(
        field_name="auditor__user",
        queryset=User.objects.none(),
        label=gettext_lazy("Who"),
        empty_label=gettext_lazy("All"),
    )
    portal = django_filters.ModelChoiceFilter(
        queryset=Portal.objects.none(),
        label=gettext_lazy("Portal"),
        empty_label=gettext_lazy("All portals"),
    )
    day = django_filters.DateFilter(
        field_name="at",
        lookup_expr="date",
        label=gettext_lazy("Day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    q = django_filters.CharFilter(
        field_name="address",
        lookup_expr="icontains",
        label=gettext_lazy("Words in the address"),
        max_length=100,
    )

    class Meta:
        model = AuditorAccess
        fields: list[str] = []

    def __init__(self, *args: Any, decision: AuditDecision, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["person"].queryset = User.objects.filter(audits__decision=decision).order_by(
            "last_name", "first_name", "pk"
        )
        seen = AuditorAccess.objects.filter(auditor__decision=decision)
        self.filters["portal"].queryset = Portal.objects.filter(
            pk__in=seen.values("portal")
        ).order_by("name", "pk")


class Accesses(OfDecision, DeskList):
    """Everything that the people of one decision asked for, the newest first."""

    template_name = "portals/auditors/accesses.html"
    page_title = gettext_lazy("Who looked at what")
    filterset_class = AccessFilterSet
    nothing = gettext_lazy("Nobody has looked at anything that fits.")
    columns = [
        TimeColumn("at", gettext_lazy("When"), format="d/m/Y H:i:s"),
        DeskColumn("who", gettext_lazy("Who"), accessor="auditor.user"),
        DeskColumn("what", gettext_lazy("What"), cells=template_name, classname="title"),
        DeskColumn("portal", gettext_lazy("Portal"), accessor=lambda row: row.portal or "—"),
        DeskColumn("month", gettext_lazy("Month"), accessor=lambda row: _month(row)),
        DeskColumn("answer", gettext_lazy("Outcome"), cells=template_name),
    ]
    exports = {"xlsx": gettext_lazy("Take away as XLSX"), "csv": gettext_lazy("Take away as CSV")}
    export_filename = "ai-da-xem"
    how_to_get_the_rest = gettext_lazy("Choose a day for the rest.")
    export_headings = {
        "at": gettext_lazy("When"),
        "who": gettext_lazy("Who"),
        "what": gettext_lazy("What"),
        "portal": gettext_lazy("Portal"),
        "month": gettext_lazy("Month"),
        "address": gettext_lazy("Address"),
        "status": gettext_lazy("Outcome"),
    }

    def get_filterset_kwargs(self) -> dict[str, Any]:
        return {**super().get_filterset_kwargs(), "decision": self.decision}

    def get_base_queryset(self) -> QuerySet[AuditorAccess]:
        return (
            AuditorAccess.objects.filter(auditor__decision=self.decision)
            .select_related("auditor__user", "portal")
            .order_by("-at", "-pk")
        )

    def told(self, rows: list[Any]) -> list[Any]:
        for row in rows:
            known = page_called(row.page)
            row.label = known.label if known else row.page or row.address
            row.was_refused = row.status >= REFUSED or _is_closed(row, known)
        return rows

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(decision=self.decision, **kwargs)

    def to_row_dict(self, row: Any) -> dict[str, Any]:
        return {
            "at": date_format(timezone.localtime(row.at), "d/m/Y H:i:s"),
            "who": str(row.auditor.user),
            "what": str(row.label),
            "portal": str(row.portal or ""),
            "month": _month(row),
            "address": row.address,
            "status": row.status,
        }

    def note_taken(self, rows: int) -> None:
        note_export(
            actor=self.user,
            portal=current_portal(self.request),
            what="ai-da-xem",
            rows=rows,
            now=self.now,
        )


def _is_closed(row: AuditorAccess, known: AuditorsPage | None) -> bool:
    """Whether the way there is closed to auditors: whoever is refused a page of the desk is led back, by a 302."""
    return known is None or (row.method == "POST" and not known.takes_orders)


def _month(row: AuditorAccess) -> str:
    return f"{row.month:%m/%Y}" if row.month else "—"
