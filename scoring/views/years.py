"""The year table: published months only, whoever reads it."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from portals.admin_kit.current import current_portal
from portals.admin_kit.exports import XLSX
from portals.audit_log.actions import note_export
from portals.models import Tier
from scoring.published.reading import published_cards
from scoring.published.years import MONTHS, PublishedYear, YearRow, published_year, published_years

from .base import ScorePage
from .year_workbook import remark_on, write_year

ROWS = 200


class YearTable(ScorePage, TemplateView):
    template_name = "scoring/rounds/year.html"
    page_title = gettext_lazy("Year table")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        _of_a_board = self.office
        if "xlsx" in request.GET and self.year is not None:
            return self.workbook(self.year)
        return super().get(request, *args, **kwargs)

    @cached_property
    def years(self) -> list[int]:
        return published_years()

    @cached_property
    def tiers(self) -> list[Tier]:
        cards = published_cards().filter(round__month__year=self.asked_year)
        found = Tier.objects.filter(pk__in=cards.values("tier"))
        return list(found.order_by("level", "pk"))

    @cached_property
    def asked_year(self) -> int | None:
        asked = self.request.GET.get("year", "")
        chosen = next((year for year in self.years if str(year) == asked), None)
        return chosen or (self.years[0] if self.years else None)

    @cached_property
    def tier(self) -> Tier | None:
        asked = self.request.GET.get("tier", "")
        return next((tier for tier in self.tiers if tier.pk == asked), None)

    @cached_property
    def year(self) -> PublishedYear | None:
        if self.asked_year is None:
            return None
        return published_year(self.asked_year, self.tier.pk if self.tier else "")

    @property
    def about(self) -> str:
        """Which months are published, and which are not."""
        published = self.year.months if self.year else ()
        missing = [month for month in MONTHS if month not in published]
        told = _("Published months: %(months)s.") % {"months": _named(published)}
        if missing:
            told += " " + _("Not published: %(months)s.") % {"months": _named(missing)}
        return told

    def workbook(self, year: PublishedYear) -> HttpResponse:
        title = f"{self.page_title} {year.year}{f', {self.tier}' if self.tier else ''}"
        name = f"bang-nam-{year.year}"
        response = HttpResponse(write_year(year, title, self.about), content_type=XLSX)
        response["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
        note_export(
            actor=self.user,
            portal=current_portal(self.request),
            what=name,
            rows=len(year.rows),
            now=self.now,
        )
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        pages = Paginator(self.year.rows if self.year else [], ROWS)
        page = pages.get_page(self.request.GET.get("p"))
        query = self.request.GET.copy()
        for name in ("p", "xlsx"):
            query.pop(name, None)
        return super().get_context_data(
            year=self.year,
            years=self.years,
            tiers=self.tiers,
            tier=self.tier,
            about=self.about,
            months=MONTHS,
            rows=[(row, _cells(row), remark_on(row)) for row in page.object_list],
            page=page,
            query=query.urlencode(),
            **kwargs,
        )


def _cells(row: YearRow) -> list[Any]:
    return [row.months.get(month) for month in MONTHS]


def _named(months: Any) -> str:
    return ", ".join(f"{month:02}" for month in months) or "—"
