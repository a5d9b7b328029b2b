"""Files of stories: for the public while in use, for the board by right."""

from __future__ import annotations

import mimetypes

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
)
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.permissions import policy_registry

from editorial.media.files_in_use import file_moved_to, file_on
from editorial.models import PortalDocument
from editorial.public.stand_ins import stand_in_for
from portals.requests import DeskRequest, PublicRequest
from portals.uploads.kinds import SOUND_TYPES
from portals.uploads.scanner import ScanState
from portals.uploads.states import Examination

from .byte_ranges import answer_with_file
from .errors import being_scanned, gone, not_found

# What browsers show without running anything of it; all else is saved.
SHOWN_IN_PLACE = ("application/pdf", "text/plain", "image/png", "image/jpeg", "image/webp")
SHOWN_KINDS = ("audio/", "video/")


@require_safe
def public_file(request: PublicRequest, document_id: int, filename: str) -> HttpResponseBase:
    """Serve a file while a story that publishes it stands on this portal; 410 after, 404 if none ever did."""
    document = file_for_visitor(request, document_id)
    if not isinstance(document, PortalDocument):
        return document
    if filename != document.filename:
        return HttpResponsePermanentRedirect(document.url)
    response = _answer(request, document)
    # Kept copies must ask again: the story may have been withdrawn since.
    response["Cache-Control"] = "public, no-cache"
    return response


def file_for_visitor(request: PublicRequest, document_id: int) -> PortalDocument | HttpResponse:
    """Return the file where a visitor of this portal may have it, or the answer that says why not. One query."""
    document = file_on(request.portal, document_id)
    is_here = document is not None and document.is_public
    if not is_here and (moved := file_moved_to(request.portal, document_id)):
        return HttpResponsePermanentRedirect(moved)
    if document is None:
        return not_found(request)
    if not document.is_public:
        return gone(request, {"document": document})
    if document.scan_state == ScanState.INFECTED or document.examination == Examination.REFUSED:
        return gone(request, {"document": document})
    if not document.may_be_public:
        return being_scanned(request)
    return document


@require_safe
def desk_file(request: DeskRequest, document_id: int, filename: str) -> HttpResponseBase:
    """Serve a file, drafts' included, to a person who may work with files of its collection."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path(), reverse("wagtailadmin_login"))
    response = _answer(request, file_for_editor(request, document_id))
    response["Cache-Control"] = "private, no-store"
    return response


def file_for_editor(request: DeskRequest, document_id: int) -> PortalDocument:
    """Return the file where this person may work with it; raise Http404 or PermissionDenied where not."""
    document = PortalDocument.objects.filter(pk=document_id).first()
    policy = policy_registry.get_by_type(PortalDocument)
    if document is None or not policy.user_has_any_permission_for_instance(
        request.user, ["add", "change", "delete", "choose"], document
    ):
        raise Http404
    if document.scan_state == ScanState.INFECTED:
        raise PermissionDenied(_("A virus was found in this file, so nobody can open it."))
    if document.examination == Examination.REFUSED:
        raise PermissionDenied(
            _("This file was refused: %(reason)s") % {"reason": document.refusal}
        )
    if not document.is_fine:
        raise PermissionDenied(_("This file is still being examined. Look again in a few minutes."))
    return document


def _answer(request: HttpRequest, document: PortalDocument) -> HttpResponseBase:
    try:
        file = document.file.storage.open(document.file.name, "rb")
    except FileNotFoundError:
        path = stand_in_for(document)
        if path is None:
            raise
        return HttpResponseRedirect(path)
    content_type = (
        SOUND_TYPES.get(document.file_extension)
        or mimetypes.guess_type(document.filename)[0]
        or "application/octet-stream"
    )
    shown = content_type in SHOWN_IN_PLACE or content_type.startswith(SHOWN_KINDS)
    response = answer_with_file(
        request,
        file,
        size=document.file_size or document.file.size,
        content_type=content_type,
        etag=f'"{document.file_hash or document.pk}"',
    )
    disposition = content_disposition_header(not shown, document.filename)
    if disposition:
        response["Content-Disposition"] = disposition
    response["X-Content-Type-Options"] = "nosniff"
    # Feed readers and partners show them on pages of their own.
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
