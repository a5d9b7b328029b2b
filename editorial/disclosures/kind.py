"""What the kind "disclosure" is, for everything that asks kinds."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from editorial.kinds.registry import CarriedField, ContentKind, Fact, KindTable
from editorial.models import DisclosurePage
from editorial.models.disclosure_sheet import StoredSheet

from .page import page_of_disclosure
from .schema_org import describe_disclosure

if TYPE_CHECKING:
    from editorial.models import StoryPage


def facts_of_disclosure(story: StoryPage) -> list[Fact]:
    """What stands above the table, in its order."""
    page = cast("DisclosurePage", story)
    if not page.form:
        return []
    sheet = page.stored_sheet
    told = [
        (_("Agency"), page.agency),
        (_("Period"), page.period_words[0].upper() + page.period_words[1:]),
        (_("Form"), sheet.form_number),
        (_("Made public by"), page.decision_number),
    ]
    return [Fact(label, value) for label, value in told if value]


def tables_of_disclosure(story: StoryPage) -> list[KindTable]:
    """The sheet as readers see it, for paper and for whoever decides on it."""
    page = cast("DisclosurePage", story)
    sheet = page.stored_sheet
    return [table_of_sheet(sheet, page.title)] if sheet.rows else []


def table_of_sheet(sheet: StoredSheet, title: str) -> KindTable:
    """Return a sheet as words in rows, below `title`."""
    units = [_("Unit of the row")] if sheet.has_units else []
    head = [_("No."), _("Item"), *units, *(column.name for column in sheet.columns)]
    first = len(head) - len(sheet.columns)
    rows = [
        [
            shown.row.ordinal,
            shown.row.label,
            *([shown.row.unit] if units else []),
            *(cell.text for cell in shown.cells),
        ]
        for shown in sheet.shown_rows
    ]
    numbers = {first + n for n, column in enumerate(sheet.columns) if column.is_number}
    if sheet.money_unit:
        title += ". " + _("Unit: %(unit)s") % {"unit": sheet.money_unit}
    return KindTable(title, head, rows, frozenset(numbers))


_MADE = "is made from the sheet and the period"

DISCLOSURES = ContentKind(
    model=DisclosurePage,
    label=gettext_lazy("Disclosure"),
    plural=gettext_lazy("Disclosures"),
    write_label=gettext_lazy("Publish from a sheet"),
    search_value="cong-khai",
    carried=(
        CarriedField("form", gettext_lazy("Form")),
        CarriedField("agency", gettext_lazy("Agency"), as_text=True),
        CarriedField("period_kind", gettext_lazy("Kind of period")),
        CarriedField("period_year", gettext_lazy("Year")),
        CarriedField("period_quarter", gettext_lazy("Quarter")),
        CarriedField("period_month", gettext_lazy("Month")),
        CarriedField("period_day", gettext_lazy("Day")),
        CarriedField("decision_number", gettext_lazy("Number of the decision")),
        CarriedField("sheet", gettext_lazy("Sheet")),
        CarriedField("sheet_words", gettext_lazy("Words of the sheet"), as_text=True),
    ),
    left_behind={
        "period_ends": _MADE,
        "series": "one page discloses a period: another version of the text is not the disclosure",
    },
    facts=facts_of_disclosure,
    describe=describe_disclosure,
    page_context=page_of_disclosure,
    tables=tables_of_disclosure,
    write_view="sheet_upload",
    # Its periods lead on.
    shows_neighbours=False,
    facts_template="editorial/disclosures/facts.html",
    page_template="editorial/disclosures/page.html",
)
"""Registered by the floor's `ready()`, after documents."""
