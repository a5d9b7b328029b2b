"""Disclosures as sets of data, and the figures that the province compares."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any

from django.db.models import Exists, F, Q
from django.db.models.fields.json import KT
from django.utils.translation import gettext as _

from editorial.enums import PlacementRole
from editorial.models import DisclosureFigure, DisclosurePage, Placement
from editorial.models.disclosure_sheet import DisclosedPeriod, words_of_period
from editorial.models.placement import story_path
from editorial.open_data.registry import (
    DataFile,
    DataFrequency,
    Dataset,
    DatasetSource,
    DataTheme,
)
from portals.models import Portal
from portals.tiers import COMPARED_TIERS

from .compared import compared_now
from .data_files import CSV, PACKAGE
from .indicator_views import compares

FREQUENCIES = {
    DisclosedPeriod.YEAR: DataFrequency.ANNUAL,
    DisclosedPeriod.QUARTER: DataFrequency.QUARTERLY,
    DisclosedPeriod.MONTH: DataFrequency.MONTHLY,
    DisclosedPeriod.DATE: DataFrequency.IRREGULAR,
}


class DisclosedSheets(DatasetSource):
    """The sheets that a portal disclosed of its own: a series a form, a set of data a period."""

    def datasets(self, portals: Collection[Portal]) -> Iterator[Dataset]:
        """One query."""
        rows = (
            DisclosurePage.objects.filter(
                live=True,
                placements__portal__in=portals,
                placements__role=PlacementRole.ORIGIN,
                placements__removed_at__isnull=True,
            )
            .annotate(
                at=F("placements__portal"),
                placed_at=F("placements__placed_at"),
                section_slug=F("placements__section__slug"),
                form_title=KT("sheet__title"),
            )
            .order_by("at", "form", "-period_ends", "-pk")
            .values(
                *("at", "pk", "slug", "title", "lead", "form", "form_title", "section_slug"),
                *("period_kind", "period_year", "period_quarter", "period_month", "period_day"),
                *("period_ends", "placed_at", "last_published_at"),
            )
        )
        titles: dict[tuple[int, str], str] = {}
        for row in rows:
            # The newest names the series.
            series = titles.setdefault((row["at"], row["form"]), row["form_title"])
            yield _dataset_of(row, series)

    def holds(self, portal: Portal) -> Exists:
        standing = Placement.objects.standing().local()
        return Exists(standing.filter(portal=portal, kind=DisclosurePage.story_kind))


def _dataset_of(row: dict[str, Any], series_title: str) -> Dataset:
    path = story_path(row["section_slug"], row["slug"], row["pk"])
    kind = DisclosedPeriod(row["period_kind"])
    return Dataset(
        portal_id=row["at"],
        key=f"{row['form']}-{row['pk']}",
        title=row["title"],
        description=row["lead"],
        page=path,
        files=(DataFile("csv", f"{path}{CSV}", described_by=f"{path}{PACKAGE}"),),
        issued=row["placed_at"],
        modified=max(row["placed_at"], row["last_published_at"] or row["placed_at"]),
        frequency=FREQUENCIES[kind],
        theme=DataTheme.ECONOMY,
        covers=(first_day(kind, row["period_ends"]), row["period_ends"]),
        series=row["form"],
        series_title=series_title,
        part=words_of_period(
            kind,
            row["period_year"],
            row["period_quarter"],
            row["period_month"],
            row["period_day"],
        ),
    )


def first_day(kind: DisclosedPeriod, last: date) -> date:
    """The first day of the period that ends with `last`."""
    months = {DisclosedPeriod.YEAR: 11, DisclosedPeriod.QUARTER: 2, DisclosedPeriod.MONTH: 0}
    if kind not in months:
        return last
    return last.replace(day=1, month=last.month - months[kind])


class ComparedFigures(DatasetSource):
    """What the province compares over all communes: one set of data for each form."""

    def datasets(self, portals: Collection[Portal]) -> Iterator[Dataset]:
        """Two queries."""
        province = next((portal for portal in portals if compares(portal)), None)
        if province is None:
            return
        for one in compared_now():
            form = one.compared
            yield Dataset(
                portal_id=province.pk,
                key=f"so-sanh-{form.form}",
                title=_("%(form)s: all communes") % {"form": form.title},
                description=_("“%(row)s” by commune and period, and per head.")
                % {"row": form.label},
                page=form.path,
                files=(DataFile("csv", f"{form.path.rstrip('/')}.csv"),),
                modified=one.changed_at,
                frequency=DataFrequency.CONTINUOUS,
                theme=DataTheme.ECONOMY,
            )

    def holds(self, portal: Portal) -> Exists | Q:
        figures = DisclosureFigure.objects.filter(portal__tier__in=COMPARED_TIERS)
        return Exists(figures) if compares(portal) else Q(pk__in=[])
