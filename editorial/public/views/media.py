"""Images made for display. Originals and documents are never served from here.

On a portal an image answers while something that stands there shows it. The answer is kept like a page, so
that it costs Django nothing, and goes with the portal's edition when the story is recalled.
"""

from __future__ import annotations

from pathlib import PurePosixPath

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.http import FileResponse, HttpResponse, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from editorial.media.files_in_use import rendition_moved_to, rendition_on
from editorial.models.media import RENDITION_FOLDER
from portals.requests import DeskRequest, PublicRequest
from portals.uploads.storage import StorageAway

# No rendition's name is longer, and file systems refuse much longer ones with an error.
LONGEST_NAME = 200
# A browser shows its copy for a minute without asking; a proxy in front keeps one as long as a page.
POLICY = "public, max-age=60, s-maxage=1, stale-if-error=300"
CONTENT_TYPES = {
    ".avif": "image/avif",
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
}


@require_safe
def public_rendition(request: PublicRequest, name: str) -> HttpResponse:
    """Answer with an image while a page that stands on this portal shows it; 410 after, 404 if none ever did."""
    content_type = _content_type(name)
    found = rendition_on(request.portal, name) if content_type else None
    is_here = content_type is None or (found is not None and found.is_public)
    if not is_here and (moved := rendition_moved_to(request.portal, name)):
        return HttpResponsePermanentRedirect(moved)
    if found is None:
        return _nothing()
    if not found.is_public:
        return _nothing(410)
    try:
        with default_storage.open(name, "rb") as file:
            response = HttpResponse(file.read(), content_type=content_type)
    except FileNotFoundError:
        return _nothing()
    except StorageAway:
        # A copy that is kept is shown in the place of this answer.
        return _not_now()
    response["Cache-Control"] = POLICY
    # Feed readers and partners show them on pages of their own.
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return _told(response)


@require_safe
def desk_rendition(request: DeskRequest, name: str) -> HttpResponseBase:
    """Answer whoever is signed in, drafts' images included: the name holds a random part."""
    content_type = _content_type(name)
    if content_type is None or not request.user.is_authenticated:
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
    except StorageAway:
        return _not_now()
    response = FileResponse(file, content_type=content_type)
    response["Cache-Control"] = "private, max-age=3600"
    return _told(response)


def _content_type(name: str) -> str | None:
    """Return the type of a rendition by its name, or None for what cannot be one."""
    parts = PurePosixPath(name).parts
    if len(name) > LONGEST_NAME or "\x00" in name or ".." in parts:
        return None
    if parts[:1] != (RENDITION_FOLDER,):
        return None
    return CONTENT_TYPES.get(PurePosixPath(name).suffix.lower())


def _told[Response: HttpResponseBase](response: Response) -> Response:
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _nothing(status: int = 404) -> HttpResponse:
    return HttpResponse(status=status, content_type="text/plain; charset=utf-8")


def _not_now() -> HttpResponse:
    answer = _nothing(503)
    answer["Retry-After"] = "10"
    answer["Cache-Control"] = "no-store"
    return answer
