"""Bulletins of loudspeakers as citizens meet them."""

from __future__ import annotations

from datetime import timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from editorial.broadcasts.models import BroadcastPage
from editorial.recordings.models import Captions, Recording
from portals.calendar.weekdays import monday_of
from portals.clock import local_date
from portals.models import Portal
from tests.editorial.broadcasts.bulletins import TEXT, caption, make_bulletin, make_sound
from tests.editorial.stations.cast import a_station
from tests.factories import section_of


def bulletin_pages(portal: Portal) -> dict[str, tuple[Portal, str]]:
    """An urgent one with all that a player shows, one whose text is late, and the week of both; by what they are."""
    now = timezone.now()
    a_station(portal)
    stored = {
        form: default_storage.save(f"recordings/a.{form}", ContentFile(b"0"))
        for form in ("mp3", "ogg")
    }
    sound = make_sound(portal, mp3=stored["mp3"], opus=stored["ogg"])
    bulletin = make_bulletin(
        portal, title="Mời tiêm phòng", aired_at=now, bulletin_class="urgent", recording=sound, body=TEXT
    )  # fmt: skip
    Captions.objects.filter(recording=sound.pk).delete()
    caption(Recording.objects.get(document=sound), bulletin)
    late = make_bulletin(
        portal, title="Nghe lại bản tin chiều", aired_at=now - timedelta(hours=1),
        recording=make_sound(portal, mp3=stored["mp3"], opus=stored["ogg"]),
    )  # fmt: skip
    BroadcastPage.objects.filter(pk=late.pk).update(first_published_at=now - timedelta(days=9))
    week = f"/{section_of(portal, 'loa').slug}/?tuan={monday_of(local_date(now))}"
    return {
        "bulletin": (portal, bulletin.public_path()),
        "bulletin whose text is late": (portal, late.public_path()),
        "week of bulletins": (portal, week),
    }
