"""The trail in scope, to search."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from wagtail.models import ModelLogEntry

from portals.admin_kit.lists import DeskColumn, DeskList, TimeColumn
from portals.audit_log.actions import note_export
from scoring.auditing.filters import TrailFilterSet
from scoring.auditing.trail import told, trail_of

from .base import AuditPage


class AuditTrail(AuditPage, DeskList):
    """Every act on scores in scope, found by portal, month, criterion, person and words."""

    template_name = "scoring/auditing/trail.html"
    page_title = _("Trail of scores")
    filterset_class = TrailFilterSet
    nothing = _("Nothing was done that fits.")
    columns = [
        TimeColumn("at", _("When")),
        DeskColumn("who", _("Who"), cells=template_name),
        DeskColumn("what", _("Act"), cells=template_name, classname="title"),
        DeskColumn("portal", _("Portal"), accessor=lambda line: line.portal or "—"),
        DeskColumn("month", _("Month"), accessor=lambda line: line.month or "—"),
        DeskColumn("criterion", _("Criterion"), accessor=lambda line: line.criterion or "—"),
    ]
    exports = {"xlsx": _("Take away as XLSX"), "csv": _("Take away as CSV")}
    export_filename = "dau-vet"
    how_to_get_the_rest = _("Choose one month for the rest.")
    export_headings = {
        "at": _("When"),
        "who": _("Who"),
        "office": _("Post"),
        "what": _("Act"),
        "portal": _("Portal"),
        "month": _("Month"),
        "criterion": _("Criterion"),
        "words": _("What was said"),
    }

    def get_filterset_kwargs(self) -> dict[str, Any]:
        return {**super().get_filterset_kwargs(), "mandate": self.mandate}

    def get_base_queryset(self) -> QuerySet[ModelLogEntry]:
        return trail_of(self.mandate)

    def told(self, rows: list[Any]) -> list[Any]:
        return told(rows)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return AuditPage.get_breadcrumbs_items(self)

    def to_row_dict(self, line: Any) -> dict[str, Any]:
        return {
            "at": date_format(timezone.localtime(line.at), "d/m/Y H:i:s"),
            "who": str(line.person or ""),
            "office": line.office,
            "what": line.what,
            "portal": str(line.portal or ""),
            "month": line.month,
            "criterion": line.criterion,
            "words": "; ".join(f"{name}: {said}" for name, said in line.words),
        }

    def note_taken(self, rows: int) -> None:
        note_export(actor=self.user, portal=None, what="dau-vet", rows=rows, now=self.now)
