"""Lists of the desk, on Wagtail's IndexView: rows in scope, columns, filters, pages, and the same rows to take away.

A list says where its rows come from, what stands in its columns, what narrows it, and what to say where there is
nothing. docs/desk-lists.md shows one whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import batched
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.template.loader import get_template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, Table
from wagtail.admin.views.generic import IndexView

from .exports import csv_response, cut_off, xlsx_response
from .views import DeskPage

WRITERS = {"xlsx": xlsx_response, "csv": csv_response}
# For `table_classname`: rows are a few lines on a phone. Cells name their columns there; in lists of few facts that
# speak for themselves (`COMPACT`) only to those who hear them.
NAMED = "listing desk-compact desk-named"
COMPACT = "listing desk-compact"
# So many rows are shown at once, that a phone needs not scroll through dozens of windows.
ROWS = 25
# So many rows of a table to take away are read and told at once.
READ_AT_ONCE = 1_000


class DeskColumn(Column):
    """A column whose cells name it, since on a phone each row is a card.

    With `cells`, a template, the part of it that is called like the column is a cell's content; it knows the row as
    `instance` and the list as `view`. Without, it is the attribute or what the `accessor` answers.
    """

    header_template_name = "portals/admin_kit/lists/heading.html"
    cell_template_name = "portals/admin_kit/lists/cell.html"

    def __init__(
        self, name: str, label: Any, *, cells: str = "", heading_classname: str = "", **options: Any
    ) -> None:
        super().__init__(name, label=label, **options)
        self.cells = cells
        self.heading_classname = heading_classname

    @cached_property
    def part(self) -> Any:
        return get_template(f"{self.cells}#{self.name}")

    def get_value(self, instance: Any) -> Any:
        return "" if self.cells else super().get_value(instance)

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        context["view"] = parent_context["view"]
        if self.cells:
            context["value"] = self.part.render(context)
        return context


class NumberColumn(DeskColumn):
    """A column of numbers, which stand below each other."""

    def __init__(self, name: str, label: Any, **options: Any) -> None:
        super().__init__(
            name, label, classname="desk-number", heading_classname="desk-number", **options
        )


class TimeColumn(DeskColumn):
    """A moment by the clock of Bắc Ninh, for people and for machines."""

    def __init__(self, name: str, label: Any, *, format: str = "d/m/Y H:i", **options: Any) -> None:
        super().__init__(name, label, **options)
        self.format = format

    def get_value(self, instance: Any) -> Any:
        at = super().get_value(instance)
        if at is None:
            return ""
        at = timezone.localtime(at)
        said = date_format(at, self.format)
        return format_html('<time datetime="{}">{}</time>', at.isoformat(), said)


class DeskTable(Table):
    template_name = "portals/admin_kit/lists/table.html"

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(parent_context)
        return context | {"view": parent_context["view"]}


class DeskList(DeskPage, IndexView):
    """A list of rows that the person's posts give: `get_base_queryset` answers nothing that is not theirs.

    Rows may also be a list, from `get_queryset`. What is shown beside them is read for a page at once, in `told`.
    A filter set narrows the rows on screen and in the table to take away alike; what it cannot read narrows nothing.
    """

    template_name: Any = "portals/admin_kit/lists/list.html"
    table_class = DeskTable
    table_classname = NAMED
    columns: list[DeskColumn] = []
    paginate_by: int = ROWS
    # Whose rows are read is asked of the posts, never of rights on the model.
    any_permission_required = None

    # Older pages have a plain heading, and lines that are not wider than a text.
    has_breadcrumbs = True
    # What the table is to those who hear it, where that is not the page's title.
    table_label: Any = ""
    filter_label: Any = _("Filter")
    nothing: Any = _("Nothing here yet.")

    # The forms of the table to take away, each with what the link to it says: asked for by the address's `form`, or in
    # its query by the name of `export_kwarg`. With them go `export_headings`, by attribute (or `to_row_dict`), and
    # `note_taken`.
    exports: dict[str, Any] = {}
    export_kwarg = "export"
    export_filename = ""
    most_exported = 20_000
    how_to_get_the_rest: Any = _("Narrow the board by its filters for the rest.")
    show_export_buttons = False

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        # Which way tables leave is said here alone, whatever the address asks Wagtail for.
        self.is_export = False

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if form := self.form_asked_for():
            return self.as_spreadsheet(self.get_queryset(), form)
        return super().get(request, *args, **kwargs)

    def form_asked_for(self) -> str:
        """In which form the table is to be taken away; empty where it is to be shown."""
        if "form" in self.kwargs and self.kwargs["form"] not in self.exports:
            raise Http404
        asked = self.kwargs.get("form") or self.request.GET.get(self.export_kwarg, "")
        return asked if asked in self.exports else ""

    @property
    def list_export(self) -> list[str]:
        return list(self.export_headings)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        if not self.has_breadcrumbs:
            return []
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]

    def order_queryset(self, queryset: Any) -> Any:
        return super().order_queryset(queryset) if isinstance(queryset, QuerySet) else queryset

    def filter_queryset(self, queryset: Any) -> Any:
        if self.filters is None:
            return queryset
        # Before they are asked for, there are no cleaned values to filter by.
        self.filters.form.full_clean()
        return self.filters.filter_queryset(queryset)

    def paginate_queryset(self, queryset: Any, page_size: int) -> Any:
        paginator, page, rows, more = super().paginate_queryset(queryset, page_size)
        page.object_list = self.told(list(rows))
        return paginator, page, page.object_list, more

    def told(self, rows: list[Any]) -> list[Any]:
        """Add what the columns show besides the rows' own fields, in a fixed number of queries."""
        return rows

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        exports = {self.export_url(form): said for form, said in self.exports.items()}
        return context | {"exports": exports}

    @property
    def narrowing(self) -> QueryDict:
        """What the address asks for besides the page."""
        asked = self.request.GET.copy()
        asked.pop(self.page_kwarg, None)
        return asked

    def export_url(self, form: str) -> str:
        asked = self.narrowing
        asked[self.export_kwarg] = form
        return f"?{asked.urlencode()}"

    def as_spreadsheet(self, queryset: Any, form: str) -> HttpResponse:
        """All rows of the list as it is narrowed, `most_exported` at most, written as they are read; and noted."""
        taken = 0

        def cells() -> Iterator[Sequence[Any]]:
            nonlocal taken
            for row in self.rows_told(queryset[: self.most_exported + 1]):
                if taken == self.most_exported:
                    yield [cut_off(self.most_exported, str(self.how_to_get_the_rest))]
                    return
                taken += 1
                yield list(self.to_row_dict(row).values())

        heading = [self.get_heading(queryset, field) for field in self.list_export]
        response: HttpResponse = WRITERS[form](self.get_filename(), heading, cells())
        self.note_taken(taken)
        return response

    def rows_told(self, queryset: Any) -> Iterator[Any]:
        """Yield all rows with what is told of them, read some hundred at a time."""
        rows = queryset.iterator(READ_AT_ONCE) if isinstance(queryset, QuerySet) else queryset
        for some in batched(rows, READ_AT_ONCE):
            yield from self.told(list(some))

    def note_taken(self, rows: int) -> None:
        """Log that the table was taken away, with how many rows."""
        raise NotImplementedError
