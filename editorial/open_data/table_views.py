"""A table of a portal to take away, and its description for programs."""

from __future__ import annotations

from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from editorial.public.views.errors import not_found
from portals.admin_kit.exports import csv_response
from portals.models import Portal
from portals.requests import PublicRequest

from .registry import dataset_sources
from .tables import CSV, OpenTable


@require_safe
def open_table(request: PublicRequest, data_table: str, data_file: str) -> HttpResponse:
    """Answer with the file; 404 for a table that there is not, or of which the portal holds no row."""
    table = table_named(data_table)
    if table is None or not _holds(table, request.portal):
        return not_found(request)
    if data_file == CSV:
        heading = [column.name for column in table.columns]
        response: HttpResponse = csv_response(table.key, heading, table.lines(request.portal))
        return response
    return JsonResponse(
        table.package(request.portal), json_dumps_params={"ensure_ascii": False, "indent": 1}
    )


def table_named(key: str) -> OpenTable | None:
    found = (one for one in dataset_sources() if isinstance(one, OpenTable) and one.key == key)
    return next(found, None)


def _holds(table: OpenTable, portal: Portal) -> bool:
    return Portal.objects.filter(table.holds(portal), pk=portal.pk).exists()
