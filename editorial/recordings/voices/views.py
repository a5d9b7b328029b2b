"""The voice of a text, while that very text stands on the portal that is asked; 410 after, and where it was dropped."""

from __future__ import annotations

from hashlib import sha256

from django.http import HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from editorial.models import Placement, StoryPage
from editorial.public.views.byte_ranges import answer_with_file
from editorial.public.views.errors import gone, not_found
from editorial.recordings.enums import VoiceState
from editorial.recordings.models import SyntheticVoice
from portals.requests import PublicRequest

from .actions import hash_of_spoken, text_to_speak
from .queries import NAME, name_of_voice, path_of_voice


@require_safe
def synthetic_voice(request: PublicRequest, story_id: int, filename: str) -> HttpResponseBase:
    """Serve it; lead from the voice of a former text to that of today's. Three queries."""
    placed = Placement.objects.on(request.portal).filter(story=story_id)
    if not filename.startswith(f"{NAME}-{story_id}-") or not placed.exists():
        return not_found(request)
    story = StoryPage.objects.filter(
        pk__in=placed.standing().filter(story__live=True).values("story")
    ).first()
    voice = SyntheticVoice.objects.filter(pk=story_id, state=VoiceState.READY).first()
    if story is None or voice is None:
        return gone(request, {})
    if voice.text_hash != hash_of_spoken(text_to_speak(story), voice.language):
        return gone(request, {})
    if filename != name_of_voice(voice):
        return HttpResponseRedirect(path_of_voice(voice))
    # It lies under a name of its own, and is never written again under it.
    etag = sha256(str(voice.mp3.name).encode()).hexdigest()[:32]
    file = voice.mp3.storage.open(str(voice.mp3.name), "rb")
    response = answer_with_file(
        request, file, size=voice.mp3_bytes, content_type="audio/mpeg", etag=f'"{etag}"'
    )
    response["Content-Disposition"] = content_disposition_header(False, filename) or "inline"
    response["X-Content-Type-Options"] = "nosniff"
    # Kept copies must ask again: the story may have been withdrawn since.
    response["Cache-Control"] = "public, no-cache"
    return response
