"""The figures of a disclosure to take away: a CSV, and the description by which programs read it (Data Package)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.http import HttpResponse, HttpResponsePermanentRedirect, JsonResponse
from django.views.decorators.http import require_safe

from editorial.models import DisclosurePage, Placement
from editorial.models.disclosure_sheet import ColumnKind, StoredSheet
from editorial.public.queries.stories import live_story, placement_on
from editorial.public.views.errors import not_found
from editorial.public.views.story import after_removal
from portals.addresses import main_origin
from portals.admin_kit.exports import csv_response
from portals.requests import PublicRequest

from .schema_org import temporal_coverage

CSV, PACKAGE = "so-lieu.csv", "datapackage.json"
# Of every row, before what the form itself has.
OWN_COLUMNS = (
    ("ma_dong", "Mã dòng"),
    ("stt", "Số thứ tự"),
    ("noi_dung", "Nội dung"),
    ("cap", "Cấp của dòng (0 là ngoài cùng)"),
)
UNIT_COLUMN = ("don_vi_tinh", "Đơn vị tính của dòng")
_TYPES = {
    ColumnKind.MONEY: "integer",
    ColumnKind.NUMBER: "number",
    ColumnKind.PERCENT: "number",
    ColumnKind.TEXT: "string",
    ColumnKind.DATE: "date",
}


@require_safe
def disclosure_file(
    request: PublicRequest, section: str, slug: str, story_id: str, data_file: str
) -> HttpResponse:
    """Answer as the page's own address does: the file, 301 to the right spelling, 410, or 404. Three queries."""
    placement = placement_on(request.portal, int(story_id))
    if placement is None or placement.kind != DisclosurePage.story_kind:
        return not_found(request)
    if placement.removed_at is not None:
        return after_removal(request, placement)
    if request.path != f"{placement.path}{data_file}":
        return HttpResponsePermanentRedirect(f"{placement.path}{data_file}")
    page = live_story(placement)
    if not isinstance(page, DisclosurePage):
        return not_found(request)
    if data_file == CSV:
        response: HttpResponse = csv_response(
            page.slug[:80], data_heading(page.stored_sheet), data_lines(page.stored_sheet)
        )
        return response
    return JsonResponse(
        data_package(page, placement), json_dumps_params={"ensure_ascii": False, "indent": 1}
    )


def data_heading(sheet: StoredSheet) -> list[str]:
    """Names that stay for all periods of a form: years stand in the headings that people read."""
    units = [UNIT_COLUMN] if sheet.has_units else []
    own = [name for name, _title in (*OWN_COLUMNS, *units)]
    return own + [column.code for column in sheet.columns]


def data_lines(sheet: StoredSheet) -> Iterator[Sequence[Any]]:
    for row in sheet.rows:
        units = [row.unit] if sheet.has_units else []
        yield [row.code, row.ordinal, row.label, row.level, *units, *row.cells]


def data_package(page: DisclosurePage, placement: Placement) -> dict[str, Any]:
    """Describe the CSV beside it, as Data Package and Table Schema 1 want it (specs.frictionlessdata.io)."""
    sheet, address = page.stored_sheet, main_origin(placement.portal) + placement.path
    return {
        "profile": "tabular-data-package",
        "name": f"{page.form}-{page.period_ends:%Y%m%d}-{page.pk}",
        "title": page.title,
        "description": page.lead,
        "homepage": address,
        "created": page.last_published_at and page.last_published_at.isoformat(),
        "temporal": temporal_coverage(page),
        "sources": [
            {"title": title, "path": main_origin(placement.portal) + document.url}
            for document, title in _files(page)
        ]
        or [{"title": page.agency}],
        "contributors": [{"title": page.agency, "role": "publisher"}],
        "resources": [
            {
                "profile": "tabular-data-resource",
                "name": "so-lieu",
                "path": CSV,
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "schema": {
                    "fields": list(_fields(sheet)),
                    "primaryKey": ["ma_dong"],
                    "missingValues": [""],
                },
            }
        ],
    }


def _files(page: DisclosurePage) -> Iterator[tuple[Any, str]]:
    for block in page.body:
        document = block.value["document"] if block.block_type == "file" else None
        if document is not None and document.is_fine:
            yield document, block.value["title"] or document.title


def _fields(sheet: StoredSheet) -> Iterator[dict[str, Any]]:
    units = [UNIT_COLUMN] if sheet.has_units else []
    for name, title in (*OWN_COLUMNS, *units):
        yield {"name": name, "title": title, "type": "integer" if name == "cap" else "string"}
    for column in sheet.columns:
        told: dict[str, Any] = {
            "name": column.code,
            "title": column.name,
            "type": _TYPES[column.kind],
        }
        if column.kind == ColumnKind.MONEY:
            told["description"] = "đồng"
        if column.kind == ColumnKind.PERCENT:
            told["description"] = "%"
        yield told
