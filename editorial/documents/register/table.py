"""The register as a table that readers take away, narrowed as the page is. No cell of it is a formula."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from editorial.public.queries.sections import section_at
from editorial.public.views.information import at_an_old_address
from editorial.public.views.moved_sections import led_on_from_section
from portals.addresses import main_origin
from portals.admin_kit.exports import csv_response, cut_off, xlsx_response
from portals.clock import local_date
from portals.requests import PublicRequest

from .filters import register_filters
from .listed import MOST_LISTED, RegisteredDocument, document_rows, standing_documents
from .section import ORDER, SECTION_TYPE, in_register_order, order_asked

WRITERS = {"csv": csv_response, "xlsx": xlsx_response}
FILE_NAME = "danh-muc-van-ban"


@require_safe
def register_file(request: PublicRequest, slug: str, table_form: str) -> HttpResponse:
    """Answer with the documents that the register lists for the same address. Two queries."""
    portal, file = request.portal, f"danh-muc.{table_form}"
    filters = register_filters(request.GET, standing_documents(portal))
    order = order_asked(request.GET.get(ORDER, ""))
    section = section_at(portal, slug)
    if section is None or section.section_type_id != SECTION_TYPE:
        return at_an_old_address(request, path=f"{slug}/{file}")
    if (led := led_on_from_section(section, request, below=file)) is not None:
        return led
    documents = in_register_order(filters.documents(), order)[: MOST_LISTED + 1]
    origin = main_origin(portal)
    response: HttpResponse = WRITERS[table_form](
        FILE_NAME, _heading(), _lines(document_rows(documents), origin)
    )
    return response


def _heading() -> list[str]:
    return [
        _("Number and symbol"),
        _("Kind of document"),
        _("Issuing body"),
        _("Issued on"),
        _("Effective from"),
        _("Abstract"),
        _("Subject field"),
        _("Legal-normative document"),
        _("Day it was published"),
        _("Address"),
    ]


def _lines(rows: Iterator[RegisteredDocument], origin: str) -> Iterator[Sequence[Any]]:
    for row in islice(rows, MOST_LISTED):
        yield [
            row.number,
            row.kind_name,
            row.issuer,
            _day(row.issued_on),
            _day(row.effective_on),
            row.abstract,
            row.field_name,
            _("yes") if row.is_normative else "",
            _day(local_date(row.placed_at)),
            origin + row.path,
        ]
    if next(rows, None) is not None:
        yield [cut_off(MOST_LISTED, _("Narrow the register by year or kind for the rest."))]


def _day(day: date | None) -> str:
    # As text: a day of before 1900 is none to spreadsheets.
    return f"{day:%d/%m/%Y}" if day else ""
