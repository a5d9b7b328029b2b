"""The voice of a text, for whoever shows it."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from editorial.models import StoryPage
from editorial.recordings.enums import VoiceState
from editorial.recordings.models import SyntheticVoice

from .actions import hash_of_spoken, text_to_speak

# So much of the hash stands in the address, so that no cache has the voice of another text.
MARK = 12
NAME = "giong-doc-tong-hop"


@dataclass(frozen=True, slots=True)
class SpokenVoice:
    """A voice that can be heard; `path` is the same on every host that may serve it."""

    path: str
    bytes: int
    seconds: float
    language: str


def voice_of(page: StoryPage) -> SpokenVoice | None:
    """Return the voice that says the text on the instance `page`; None where there is none, or of another text.

    One query.
    """
    voice = SyntheticVoice.objects.filter(pk=page.pk, state=VoiceState.READY).first()
    if voice is None or voice.text_hash != hash_of_spoken(text_to_speak(page), voice.language):
        return None
    return SpokenVoice(path_of_voice(voice), voice.mp3_bytes, voice.seconds or 0.0, voice.language)


def path_of_voice(voice: SyntheticVoice) -> str:
    address = [voice.pk, name_of_voice(voice)]
    return reverse("synthetic_voice", args=address, urlconf="portals.urls.public")


def name_of_voice(voice: SyntheticVoice) -> str:
    """What the file is called, also on the disk of whoever takes it away: it says what it is."""
    return f"{NAME}-{voice.pk}-{voice.text_hash[:MARK]}.mp3"
