"""What a disclosure's page shows beside its table: its files, a picture, what changed, and the periods around it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast

from django.db.models import F, QuerySet
from django.urls import reverse

from editorial.document_numbers.asked import number_for_address
from editorial.document_numbers.parsing import UnreadableNumber, read_number
from editorial.models import DisclosurePage, PortalDocument
from editorial.models.disclosure import series_of
from editorial.models.disclosure_sheet import SheetColumn, StoredSheet, shown_figure
from editorial.models.placement import story_path

from .chart import Chart, ChartedLine, bar_chart
from .compared import comparing_address
from .main_figures import main_columns, main_figures, main_rows, whole_of

if TYPE_CHECKING:
    from django.http import HttpRequest

    from editorial.models import StoryPage
    from portals.models import Portal


@dataclass(frozen=True, slots=True)
class OtherPeriod:
    """The same form of another period, as it stands on this portal."""

    title: str
    words: str
    path: str


@dataclass(frozen=True, slots=True)
class FigureChange:
    """One row of what changed since the period before. `share`: of the former value, in per cent."""

    label: str
    before: str
    now: str
    difference: str
    share: str


def page_of_disclosure(story: StoryPage, portal: Portal, request: HttpRequest) -> dict[str, Any]:
    """Return all of it. Five queries beside those of the files."""
    page = cast("DisclosurePage", story)
    if not page.form:
        return {}
    before, after = _before(page, portal), _after(page, portal)
    sheet = page.stored_sheet
    return {
        "sheet": sheet,
        "files": files_of_sheet(page),
        "chart": chart_of(sheet),
        "chart_table": chart_table(sheet),
        "chart_columns": main_columns(sheet),
        "previous": before and _other(before),
        "next": after and _other(after),
        "changes": changes_between(before.stored_sheet, sheet) if before else [],
        "changed_column": compared_column(sheet),
        "compare_address": comparing_address(page),
        "decision_address": decision_address(page.decision_number),
    }


def files_of_sheet(page: StoryPage) -> list[tuple[PortalDocument, str]]:
    """Return the files in the body with their titles; they are read with it."""
    return [
        (block.value["document"], block.value["title"] or block.value["document"].title)
        for block in page.body
        if block.block_type == "file" and block.value["document"] is not None
    ]


def chart_of(sheet: StoredSheet) -> Chart | None:
    columns = main_columns(sheet)
    lines = [
        ChartedLine(
            row.label,
            [(one.value, shown_figure(one.value)) if one else None for one in figures],
        )
        for row, figures in zip(main_rows(sheet), main_figures(sheet), strict=True)
    ]
    return bar_chart(lines, [column.name for column in columns])


@dataclass(frozen=True, slots=True)
class ChartLine:
    label: str
    texts: list[str]


def chart_table(sheet: StoredSheet) -> list[ChartLine]:
    """What the picture shows, for who does not see it."""
    return [
        ChartLine(row.label, [shown_figure(one.value) if one else "" for one in figures])
        for row, figures in zip(main_rows(sheet), main_figures(sheet), strict=True)
    ]


def compared_column(sheet: StoredSheet) -> SheetColumn | None:
    """The column in which periods are compared: the last whole, what was done."""
    columns = main_columns(sheet)
    return columns[-1] if columns else None


def changes_between(before: StoredSheet, now: StoredSheet) -> list[FigureChange]:
    """Return by how much the whole and its parts differ from the sheet before. Nothing where columns are others."""
    column = compared_column(now)
    if column is None or before.place_of(column.code) is None:
        return []
    total = whole_of(now)
    rows = [*([total[0]] if total else []), *main_rows(now)]
    found = []
    for row in rows:
        old, new = before.value(row.code, column.code), now.value(row.code, column.code)
        if isinstance(old, int | Decimal) and isinstance(new, int | Decimal):
            found.append(_change(row.label, old, new))
    return found


def _change(label: str, old: int | Decimal, new: int | Decimal) -> FigureChange:
    difference = new - old
    share = ""
    if old > 0:
        percent = (Decimal(difference) * 100 / Decimal(old)).quantize(Decimal("0.1"))
        share = f"{_sign(percent)}{shown_figure(percent)} %"
    return FigureChange(
        label,
        shown_figure(old),
        shown_figure(new),
        f"{_sign(difference)}{shown_figure(difference)}",
        share,
    )


def _sign(value: int | Decimal) -> str:
    return "+" if value > 0 else ""


def decision_address(number: str) -> str:
    """Return where the register leads to the document of that number; "" where there is none."""
    if not number:
        return ""
    try:
        written = number_for_address(read_number(number).key)
    except UnreadableNumber:
        return ""
    return reverse("document_by_number", urlconf="portals.urls.public", args=[written])


def _series(page: DisclosurePage, portal: Portal) -> QuerySet[DisclosurePage]:
    series = page.series or series_of(page.portal_of_page(), page.form, page.period_kind)
    return DisclosurePage.objects.filter(
        series=series, placements__portal=portal, placements__removed_at__isnull=True
    ).annotate(section_slug=F("placements__section__slug"))


def _before(page: DisclosurePage, portal: Portal) -> DisclosurePage | None:
    found = _series(page, portal).filter(period_ends__lt=page.period_ends)
    return found.order_by("-period_ends").first()


def _after(page: DisclosurePage, portal: Portal) -> DisclosurePage | None:
    found = _series(page, portal).filter(period_ends__gt=page.period_ends).defer("sheet")
    return found.order_by("period_ends").first()


def _other(page: DisclosurePage) -> OtherPeriod:
    section = vars(page)["section_slug"]
    return OtherPeriod(page.title, page.period_words, story_path(section, page.slug, page.pk))
