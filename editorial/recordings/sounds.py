"""Which files are sound, and that each has its recording."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from editorial.models import PortalDocument
from portals.uploads.kinds import SOUND_TYPES
from portals.uploads.states import Examination

from .models import Recording


def is_sound(document: PortalDocument) -> bool:
    """Whether a file holds sound alone, by its ending, which its content was examined to be."""
    return document.file_extension in SOUND_TYPES


def note_sound(*, document: PortalDocument, now: datetime) -> Recording | None:
    """Return the recording of a file, which waits to be prepared if it is new; None where it is no sound.

    Safe to repeat. A file that was replaced begins again.
    """
    if not is_sound(document) or document.examination == Examination.REFUSED:
        return None
    recording, _is_new = Recording.objects.get_or_create(
        document=document, defaults={"stored_as": document.file.name, "seen_at": now}
    )
    return recording


def unnoted_sounds() -> QuerySet[PortalDocument]:
    """The sounds that no recording was noted of, the newest first."""
    endings = "|".join(SOUND_TYPES)
    noted = Recording.objects.filter(document=OuterRef("pk"), stored_as=F("document__file"))
    return PortalDocument.objects.filter(
        Q(file__iregex=rf"\.({endings})$"), ~Exists(noted), examination=Examination.FINE
    ).order_by("-pk")
