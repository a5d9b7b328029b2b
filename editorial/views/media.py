"""Images made for display. Originals and documents are never served from here."""

from __future__ import annotations

from pathlib import PurePosixPath

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseNotFound
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from editorial.models.media import RENDITION_FOLDER

# No rendition's name is longer, and file systems refuse much longer ones with an error.
LONGEST_NAME = 200
CONTENT_TYPES = {
    ".avif": "image/avif",
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
}


@require_safe
def rendition(request: HttpRequest, name: str) -> HttpResponseBase:
    """Answer with a rendition for ever: its name holds a random part and changes with its content."""
    parts = PurePosixPath(name).parts
    content_type = CONTENT_TYPES.get(PurePosixPath(name).suffix.lower())
    if len(name) > LONGEST_NAME:
        return _nothing()
    if parts[:1] != (RENDITION_FOLDER,) or ".." in parts or "\x00" in name or not content_type:
        return _nothing()
    try:
        file = default_storage.open(name, "rb")
    except (
        FileNotFoundError,
        IsADirectoryError,
        NotADirectoryError,
        SuspiciousFileOperation,
    ):
        return _nothing()
    response = FileResponse(file, content_type=content_type)
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    response["X-Content-Type-Options"] = "nosniff"
    # Feed readers and partners show them on pages of their own.
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _nothing() -> HttpResponse:
    return HttpResponseNotFound(content_type="text/plain; charset=utf-8")
