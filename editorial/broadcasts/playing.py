"""What the page of a bulletin plays and says, and how that stands today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from django.utils import timezone
from django.utils.translation import gettext as _

from editorial.recordings.enums import SOUND_TO_DO
from editorial.recordings.queries import Sound
from editorial.recordings.voices.queries import voice_of
from editorial.stations.receipts import airings_told

from .text_due import text_due_at, was_imported

if TYPE_CHECKING:
    from django.http import HttpRequest

    from editorial.models import StoryPage
    from portals.models import Portal

    from .models import BroadcastPage

MOST_AIRINGS = 30
MP3, OPUS = "audio/mpeg", "audio/ogg"
_NAMES = {MP3: "MP3", OPUS: "Opus", "audio/mp4": "M4A", "audio/wav": "WAV", "audio/webm": "WebM"}


@dataclass(frozen=True, slots=True)
class OfferedFile:
    """A file to play and to take away; `name` says its form as people know it, `size` its bytes."""

    path: str
    mime: str
    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Player:
    """What is heard. `is_prepared`: nothing is still to be done; `vtt_path`: sentences with their times."""

    files: tuple[OfferedFile, ...]
    seconds: float | None
    is_prepared: bool
    vtt_path: str | None
    fault: str
    language: str

    @property
    def speeds(self) -> list[tuple[str, str]]:
        return [("0.75", "0,75×"), ("1", "1×"), ("1.25", "1,25×"), ("1.5", "1,5×"), ("2", "2×")]

    @property
    def length(self) -> str:
        return length_words(self.seconds)


def length_words(seconds: float | None) -> str:
    """Say a length in minutes and seconds, as people read it; empty where it is not known."""
    if not seconds:
        return ""
    minutes, rest = divmod(round(seconds), 60)
    if not minutes:
        return _("%(seconds)s seconds") % {"seconds": rest}
    return _("%(minutes)s min %(seconds)s s") % {"minutes": minutes, "seconds": rest}


def player_of(page: BroadcastPage, sound: Sound | None) -> Player | None:
    """Return what there is to hear of `page`; None without a recording, or where nothing of it may be heard."""
    if page.recording_id is None or sound is None:
        return None
    files = sorted(sound.files, key=lambda one: not one.mime.startswith(MP3))
    captioned = sound.captions_story_id in (None, page.pk)
    return Player(
        tuple(OfferedFile(one.path, one.mime, _name(one.mime), one.bytes) for one in files),
        sound.seconds,
        sound.state not in SOUND_TO_DO,
        sound.vtt_path if captioned else None,
        sound.fault,
        page.language,
    )


def _name(mime: str) -> str:
    plain = mime.partition(";")[0]
    return _NAMES.get(plain, plain.partition("/")[2].upper())


@dataclass(frozen=True, slots=True)
class MissingText:
    """That the text of a recording is not there; `is_late`: it should be."""

    due_at: datetime
    is_late: bool


def missing_text(page: BroadcastPage, now: datetime) -> MissingText | None:
    """Return by when the text is due that `page` lacks; None where it has one, or came from an archive.

    Three queries where it lacks one.
    """
    if page.has_text or page.recording_id is None or was_imported(page):
        return None
    due_at = text_due_at(page.first_published_at or now)
    return MissingText(due_at, now > due_at)


def airings_on(page: BroadcastPage, portal: Portal) -> list[datetime]:
    """Return when the stations of `portal` aired it, as was told, the first ones. One query."""
    told = airings_told().filter(story=page, station__portal=portal).order_by("aired_at", "pk")
    return list(told.values_list("aired_at", flat=True)[:MOST_AIRINGS])


def page_of_bulletin(story: StoryPage, portal: Portal, _request: HttpRequest) -> dict[str, Any]:
    """What is heard, when it was aired here, and whether the text is still to come. At most six queries."""
    page = cast("BroadcastPage", story)
    return {
        "player": player_of(page, page.sound),
        "voice": voice_of(page) if page.pk else None,
        "airings": airings_on(page, portal) if page.pk else [],
        "missing_text": missing_text(page, timezone.now()),
    }
