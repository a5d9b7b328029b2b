"""Answering with a stored file, whole or the part that a player or a resumed download asks for."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING

from django.http import FileResponse, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response

if TYPE_CHECKING:
    from django.core.files.base import File
    from django.http.response import HttpResponseBase

_RANGE = re.compile(r"bytes=(?:(\d{1,18})-(\d{1,18})?|-(\d{1,18}))")


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
    response = FileResponse(
        _Part(file, start, length), status=HTTPStatus.PARTIAL_CONTENT, content_type=content_type
    )
    response["Content-Length"] = str(length)
    response["Content-Range"] = f"bytes {start}-{end}/{size}"
    return response


class _Part:
    """A part of an open file, read as a file: whoever sends it reads piece by piece, and asks nobody else."""

    def __init__(self, file: File[bytes], start: int, length: int) -> None:
        file.seek(start)
        self._file = file
        self._left = length

    def read(self, size: int = -1) -> bytes:
        wanted = self._left if size < 0 else min(size, self._left)
        piece: bytes = self._file.read(wanted)
        self._left -= len(piece)
        return piece

    def close(self) -> None:
        self._file.close()
