"""The page of what a portal brought along from elsewhere, and its files."""

from __future__ import annotations

from pathlib import PurePosixPath

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from editorial.public.views.errors import not_found
from editorial.public.views.frame import render_page
from portals.requests import PublicRequest

from .carried import (
    ANSWERS_A_PAGE,
    carried_answers,
    carried_file,
    carried_files,
    carried_views,
)


@require_safe
def carried(request: PublicRequest) -> HttpResponse:
    """Answers, totals of views and past tables of scores, as they came; 404 where none did. Four queries."""
    files = carried_files(request.portal)
    if not files:
        return not_found(request)
    pages = Paginator(carried_answers(request.portal), ANSWERS_A_PAGE)
    page = pages.get_page(request.GET.get("trang"))
    context = {
        "files": files,
        "answers": page.object_list,
        "total": pages.count,
        "views": carried_views(request.portal) if page.number == 1 else None,
        "here": request.path,
        "number": page.number,
        "previous": page.previous_page_number() if page.has_previous() else None,
        "next": page.next_page_number() if page.has_next() else None,
    }
    return render_page(request, request.portal, "editorial/moving/carried.html", context)


@require_safe
def carried_record(request: PublicRequest, record_id: int) -> HttpResponse:
    """A file as it came, to be saved: nothing of a stranger's is shown in place."""
    record = carried_file(request.portal, record_id)
    if record is None:
        return not_found(request)
    response = HttpResponse(bytes(record.content), content_type="application/octet-stream")
    name = PurePosixPath(record.name).name
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    return response
