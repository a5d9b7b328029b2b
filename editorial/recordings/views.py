"""What was made of a recording: for the public while a standing text uses its file, for the board by right."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.files.base import ContentFile
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from editorial.models import Placement, PortalDocument
from editorial.public.views.byte_ranges import answer_with_file
from editorial.public.views.errors import gone, not_found
from editorial.public.views.files import file_for_editor, file_for_visitor
from portals.models import Portal
from portals.requests import DeskRequest, PublicRequest

from .addresses import SoundPart, part_name, part_named, part_path
from .enums import CaptionState, SoundState
from .models import Captions, Recording
from .picture import waveform_svg
from .webvtt import captions_vtt, chapters_vtt, podcast_chapters

WRITTEN: dict[SoundPart, tuple[str, Callable[[Captions], str]]] = {
    SoundPart.CAPTIONS: ("text/vtt; charset=utf-8", captions_vtt),
    SoundPart.CHAPTERS: ("text/vtt; charset=utf-8", chapters_vtt),
    SoundPart.PODCAST_CHAPTERS: ("application/json+chapters", podcast_chapters),
}


@require_safe
def public_recording(request: PublicRequest, document_id: int, filename: str) -> HttpResponseBase:
    """Serve a part while a story that publishes the file stands on this portal; 410 after, 404 if none ever did.

    What is written is the text of one story, so that very one must stand here, whoever else uses the sound.
    """
    document = file_for_visitor(request, document_id)
    if not isinstance(document, PortalDocument):
        return document
    if part_named(filename) in WRITTEN and not _text_stands(request.portal, document):
        return gone(request, {"document": document})
    response = _answer(request, document, filename)
    if response is None:
        return not_found(request)
    # Kept copies must ask again: the story may have been withdrawn since.
    response["Cache-Control"] = "public, no-cache"
    return response


@require_safe
def desk_recording(request: DeskRequest, document_id: int, filename: str) -> HttpResponseBase:
    """Serve a part, drafts' included, to a person who may work with files of its collection."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path(), reverse("wagtailadmin_login"))
    response = _answer(request, file_for_editor(request, document_id), filename)
    if response is None:
        raise Http404
    response["Cache-Control"] = "private, no-store"
    return response


def _text_stands(portal: Portal, document: PortalDocument) -> bool:
    """Whether the public may read here whose text the captions are; also where there are none."""
    captions = Captions.objects.filter(recording=document.pk)
    standing = Placement.objects.on(portal).standing().filter(story__live=True)
    stands = Exists(standing.filter(story=OuterRef("story")))
    return all(captions.annotate(stands=stands).values_list("stands", flat=True))


def _answer(request: HttpRequest, document: PortalDocument, name: str) -> HttpResponseBase | None:
    """The part of that name; None where there is none, or none yet."""
    part = part_named(name)
    recording = (
        Recording.objects.filter(
            document=document, stored_as=document.file.name, state=SoundState.READY
        )
        .select_related("captions")
        .first()
    )
    if part is None or recording is None:
        return None
    found = _content(recording, part)
    if found is None:
        return None
    file, size, content_type, etag = found
    if name != part_name(document, part):
        file.close()
        return HttpResponsePermanentRedirect(part_path(document, part))
    response = answer_with_file(
        request, file, size=size, content_type=content_type, etag=f'"{etag}"'
    )
    response["Content-Disposition"] = content_disposition_header(False, name) or "inline"
    response["X-Content-Type-Options"] = "nosniff"
    # Feed readers and partners play them on pages of their own.
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _content(recording: Recording, part: SoundPart) -> tuple[Any, int, str, str] | None:
    """The file, its size, its kind and what changes with it."""
    if part is SoundPart.MP3:
        return _opened(recording.mp3, recording.mp3_bytes, "audio/mpeg")
    if part is SoundPart.OPUS:
        return _opened(recording.opus, recording.opus_bytes, "audio/ogg")
    if part is SoundPart.PICTURE:
        if not recording.peaks:
            return None
        picture = waveform_svg(bytes(recording.peaks), seconds=recording.seconds or 0)
        return _written(picture, "image/svg+xml")
    captions: Captions | None = getattr(recording, "captions", None)
    if captions is None or captions.state != CaptionState.READY:
        return None
    content_type, write = WRITTEN[part]
    return _written(write(captions), content_type)


def _opened(field: Any, size: int, content_type: str) -> tuple[Any, int, str, str]:
    # A rendition lies under a name of its own, and is never written again under it.
    etag = sha256(field.name.encode()).hexdigest()[:32]
    return field.storage.open(field.name, "rb"), size, content_type, etag


def _written(text: str, content_type: str) -> tuple[Any, int, str, str]:
    content = text.encode()
    return ContentFile(content), len(content), content_type, sha256(content).hexdigest()[:32]
