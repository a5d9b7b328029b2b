"""Bulletins for tests."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from editorial.broadcasts.models import BroadcastPage
from editorial.models import PortalDocument
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
