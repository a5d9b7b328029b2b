"""Bulletins for tests."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from editorial.broadcasts.models import BroadcastPage
from editorial.models import PortalDocument
from editorial.recordings.enums import CaptionState, SoundState
from editorial.recordings.models import Captions, Recording
from portals.models import Portal
from portals.uploads.scanner import ScanState
from portals.uploads.states import Examination
from tests.factories import NOON, section_of

TEXT = [{"type": "text", "value": "<p>Mời bà con đi tiêm phòng. Nhớ mang theo sổ.</p>"}]


def make_recording(
    portal: Portal, *, name: str = "ban-tin.mp3", size: int = 2000
) -> PortalDocument:
    """A sound file of the portal that was examined and found clean; its content is no sound."""
    document = PortalDocument(
        title=name,
        collection=portal.collection,
        examination=Examination.FINE,
        scan_state=ScanState.CLEAN,
        scanned_at=timezone.now(),
        file_size=size,
        file_hash="0" * 40,
    )
    document.file.save(name, ContentFile(b"\xff\xfb" + b"\0" * (size - 2)), save=False)
    document.save()
    return document


def make_bulletin(
    portal: Portal,
    *,
    aired_at: datetime = NOON,
    is_public: bool = True,
    section: str = "loa",
    **fields: Any,
) -> BroadcastPage:
    """A bulletin of the portal, with a text unless a recording or another body is given."""
    given = {"title": "Bản tin sáng", "station_name": "Đài truyền thanh Hữu Cầu", **fields}
    if "recording" not in given:
        given.setdefault("body", TEXT)
    page = BroadcastPage(aired_at=aired_at, live=False, **given)
    section_of(portal, section).add_child(instance=page)
    revision = page.save_revision()
    if is_public:
        revision.publish()
    return BroadcastPage.objects.get(pk=page.pk)


def make_sound(
    portal: Portal, *, story: BroadcastPage | None = None, **fields: Any
) -> PortalDocument:
    """A recording of 247 s that is ready to be heard, with the captions of `story`."""
    document = make_recording(portal)
    recording, _is_new = Recording.objects.update_or_create(
        document=document,
        defaults={
            "state": SoundState.READY,
            "stored_as": document.file.name,
            "seconds": 247.0,
            "mp3": "recordings/a.mp3",
            "mp3_bytes": 1_976_000,
            "opus": "recordings/a.ogg",
            "opus_bytes": 741_000,
            "seen_at": timezone.now(),
            "made_at": timezone.now(),
            **fields,
        },
    )
    if story is not None:
        caption(recording, story)
    return document


def caption(recording: Recording, story: BroadcastPage, *, last: str = "Nhớ mang theo sổ.") -> None:
    cues = [[0, 2500, "Mời bà con đi tiêm phòng.", 0], [2500, 5000, last, 0]]
    Captions.objects.create(
        recording=recording,
        story=story,
        language="vi",
        text=[{"text": "Mời bà con đi tiêm phòng. Nhớ mang theo sổ.", "is_heading": False}],
        text_hash="0" * 64,
        state=CaptionState.READY,
        cues=cues,
        asked_at=timezone.now(),
        made_at=timezone.now(),
    )
