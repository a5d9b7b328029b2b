"""Answering with a stored file, whole or the part that a player or a resumed download asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from http import HTTPStatus
from typing import TYPE_CHECKING

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.cache import get_conditional_response

if TYPE_CHECKING:
    from django.core.files.base import File
    from django.http.response import HttpResponseBase

_RANGE = re.compile(r"bytes=(?:(\d{1,18})-(\d{1,18})?|-(\d{1,18}))")
_PIECE = 64 * 1024


class UnsatisfiableRange(Exception):
    """The part asked for lies outside the file."""


def answer_with_file(
    request: HttpRequest, file: File[bytes], *, size: int, content_type: str, etag: str
) -> HttpResponseBase:
    """Return 200, 206, 304 or 416. Several ranges at once, or a stale If-Range, get the whole file."""
    response: HttpResponseBase
    not_modified = get_conditional_response(request, etag=etag)
    if not_modified is not None:
        file.close()
        response = not_modified
    else:
        try:
            part = wanted_part(request, size=size, etag=etag)
        except UnsatisfiableRange:
            file.close()
            response = HttpResponse(status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
            response["Content-Range"] = f"bytes */{size}"
            return response
        if part is None:
            response = FileResponse(file, content_type=content_type)
            response["Content-Length"] = str(size)
        else:
            response = _partial(file, part, size=size, content_type=content_type)
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = etag
    return response


def wanted_part(request: HttpRequest, *, size: int, etag: str) -> tuple[int, int] | None:
    """Return first and last byte of the one range asked for, or None for the whole file."""
    found = _RANGE.fullmatch(request.headers.get("Range", "").replace(" ", ""))
    if found is None or request.headers.get("If-Range", etag) != etag:
        return None
    first, last, suffix = found.groups()
    if suffix is not None:
        start, end = max(size - int(suffix), 0), size - 1
        if int(suffix) == 0:
            raise UnsatisfiableRange
    else:
        start, end = int(first), min(int(last), size - 1) if last else size - 1
        if last and int(last) < int(first):
            return None
    if start >= size:
        raise UnsatisfiableRange
    return start, end


def _partial(
    file: File[bytes], part: tuple[int, int], *, size: int, content_type: str
) -> HttpResponseBase:
    start, end = part
    length = end - start + 1
    response = StreamingHttpResponse(
        _pieces(file, start, length), status=HTTPStatus.PARTIAL_CONTENT, content_type=content_type
    )
    response["Content-Length"] = str(length)
    response["Content-Range"] = f"bytes {start}-{end}/{size}"
    return response


def _pieces(file: File[bytes], start: int, length: int) -> Iterator[bytes]:
    with file:
        file.seek(start)
        while length > 0 and (piece := file.read(min(_PIECE, length))):
            length -= len(piece)
            yield piece
