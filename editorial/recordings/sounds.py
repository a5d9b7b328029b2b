"""Which files are sound, and that each has its recording."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from editorial.models import PortalDocument
from portals.uploads.kinds import SOUND_TYPES
from portals.uploads.states import Examination

from .enums import CaptionState
from .making import delete_renditions
from .models import Captions, Recording


def is_sound(document: PortalDocument) -> bool:
    """Whether a file holds sound alone, by its ending, which its content was examined to be."""
    return document.file_extension in SOUND_TYPES


def note_sound(*, document: PortalDocument, now: datetime) -> Recording | None:
    """Return the recording of a file, which waits to be prepared if it is new; None where it is no sound.

    Safe to repeat. Where the file was replaced, its recording begins again, and with it the search for its sentences.
    """
    if not is_sound(document) or document.examination == Examination.REFUSED:
        return None
    recording, _is_new = Recording.objects.get_or_create(
        document=document, defaults={"stored_as": document.file.name, "seen_at": now}
    )
    if recording.stored_as != document.file.name:
        _begin_again(document, now)
        recording.refresh_from_db()
    return recording


def _begin_again(document: PortalDocument, now: datetime) -> None:
    """Forget what was made of the file that stood there before."""
    with transaction.atomic():
        recording = Recording.objects.select_for_update().get(document=document)
        if recording.stored_as == document.file.name:
            return
        delete_renditions(recording=recording)
        Recording.objects.filter(pk=recording.pk).update(
            **_fresh_values(), stored_as=document.file.name, seen_at=now
        )
        Captions.objects.filter(recording=recording.pk).update(
            state=CaptionState.WAITING,
            cues=[],
            likeness=None,
            made_at=None,
            tries=0,
            next_try_at=None,
        )


def _fresh_values() -> dict[str, Any]:
    kept = {"document", "stored_as", "seen_at"}
    fields = Recording._meta.concrete_fields
    return {one.attname: one.get_default() for one in fields if one.name not in kept}


def unnoted_sounds() -> QuerySet[PortalDocument]:
    """The sounds that no recording was noted of, or one of the file before, the newest first."""
    endings = "|".join(SOUND_TYPES)
    noted = Recording.objects.filter(document=OuterRef("pk"), stored_as=F("document__file"))
    return PortalDocument.objects.filter(
        Q(file__iregex=rf"\.({endings})$"), ~Exists(noted), examination=Examination.FINE
    ).order_by("-pk")
