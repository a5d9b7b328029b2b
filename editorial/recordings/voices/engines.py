"""Which engine speaks: a module with the verb `speak`, chosen by a setting.

Another engine is another module, and a line in `ENGINES` and in the values of `VOICE_ENGINE`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from django.conf import settings

from . import espeak

NONE = "none"


class VoiceEngine(Protocol):
    """What is asked of an engine. It works within bounds of its own and asks nobody outside of the machine."""

    def languages(self) -> frozenset[str]:
        """The languages it has voices for on this machine; none where it cannot speak here."""

    def speak(self, sentences: Sequence[str], *, language: str, folder: str, name: str) -> None:
        """Write the sentences, as they are read out, as a WAV called `name` into `folder`.

        Raises Unfinished where it was ended from outside or by the clock, Exhausting where by its other bounds, and
        EngineFailed where it could not speak.
        """


ENGINES: dict[str, VoiceEngine] = {"espeak-ng": espeak}


def voice_engine() -> tuple[str, VoiceEngine] | None:
    """The engine of this install, with its name; None where no voice is wanted."""
    name = settings.PORTALS_VOICE_ENGINE
    return None if name == NONE else (name, ENGINES[name])


def spoken_languages() -> frozenset[str]:
    """In which languages a voice can be made here."""
    chosen = voice_engine()
    return chosen[1].languages() if chosen else frozenset()
