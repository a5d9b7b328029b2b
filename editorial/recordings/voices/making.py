"""Making the voices that are wanted: the text as it is read out, spoken apart, brought to one loudness."""

from __future__ import annotations

import logging
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.files import File
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext, override

from editorial.recordings.enums import VoiceState
from editorial.recordings.making import FIRST_WAIT, MOST_TRIES
from editorial.recordings.models import SyntheticVoice
from editorial.recordings.preparing import PreparedSound, UnfitSound, prepare_sound
from editorial.recordings.spoken_text import spoken_sentences
from editorial.recordings.tools import ffmpeg
from editorial.spoken.queries import spoken_forms
from editorial.spoken.reading import read_aloud
from portals.uploads.apart import Exhausting, Unfinished

from .actions import tell_readers
from .engines import voice_engine
from .faults import EngineFailed

logger = logging.getLogger(__name__)

VIETNAMESE = "vi"
SPOKEN = "given.wav"


def due_voices(now: datetime) -> QuerySet[SyntheticVoice]:
    """The voices that wait and are due, the newest first."""
    rested = Q(next_try_at=None) | Q(next_try_at__lte=now)
    waiting = SyntheticVoice.objects.filter(rested, state=VoiceState.WAITING, tries__lt=MOST_TRIES)
    return waiting.order_by("-asked_at", "-pk")


def make_voice(*, voice: SyntheticVoice, now: datetime) -> bool:
    """Make one voice if it is due; return whether this call settled it. Safe to repeat.

    Without an engine or ffmpeg it waits until there is one.
    """
    chosen, program = voice_engine(), ffmpeg()
    if chosen is None or program is None or voice.language not in chosen[1].languages():
        return False
    if not _try(voice, now):
        return False
    name, engine = chosen
    with TemporaryDirectory(prefix="voice-") as folder:
        try:
            engine.speak(_said(voice), language=voice.language, folder=folder, name=SPOKEN)
            made = prepare_sound(program=program, folder=folder, name=SPOKEN, ending="wav")
        except (Exhausting, UnfitSound):
            return _settle(voice, {"state": VoiceState.FAILED, "made_at": now})
        except (Unfinished, EngineFailed):
            logger.warning(
                "The voice of a text could not be made, and is tried again.",
                extra={"event": "editorial.recordings.unspoken", "story": voice.pk},
            )
            return False
        return _keep(voice, made, name, now)


def give_up_voices(*, now: datetime) -> int:
    """Say of what was tried often enough that it cannot be made; return of how many."""
    return SyntheticVoice.objects.filter(
        state=VoiceState.WAITING, tries__gte=MOST_TRIES, next_try_at__lte=now
    ).update(state=VoiceState.FAILED, made_at=now)


def _said(voice: SyntheticVoice) -> list[str]:
    """What it is comes first, so that whoever hears it knows, wherever the file was carried."""
    with override(voice.language):
        mark = f"{gettext('Synthetic voice')}."
    sentences = [one for text in voice.text for one in spoken_sentences(text)]
    if voice.language != VIETNAMESE:
        return [mark, *sentences]
    forms = spoken_forms()
    return [mark, *(read_aloud(sentence, forms) for sentence in sentences)]


def _try(voice: SyntheticVoice, now: datetime) -> bool:
    """Count a try before it is made, unless another worker makes it or it is not due."""
    due = due_voices(now).filter(pk=voice.pk, tries=voice.tries, text_hash=voice.text_hash)
    return bool(
        due.order_by().update(tries=F("tries") + 1, next_try_at=now + FIRST_WAIT * 2**voice.tries)
    )


def _keep(voice: SyntheticVoice, made: PreparedSound, engine: str, now: datetime) -> bool:
    """Store what was spoken; where the text is another by now, it is deleted again."""
    field = voice.mp3
    with made.mp3.open("rb") as file:
        field.save("voice.mp3", File(file), save=False)
    storage, name = field.storage, str(field.name)
    try:
        with transaction.atomic():
            is_kept = _settle(
                voice,
                {
                    "state": VoiceState.READY, "mp3": name, "mp3_bytes": Path(made.mp3).stat().st_size,
                    "seconds": made.seconds, "engine": engine, "made_at": now,
                },
            )  # fmt: skip
            if is_kept:
                tell_readers(voice.pk)
    except BaseException:
        storage.delete(name)
        raise
    if not is_kept:
        storage.delete(name)
    return is_kept


def _settle(voice: SyntheticVoice, values: dict[str, object]) -> bool:
    # The text may have changed meanwhile, or the board does without: then another job is about it, or none.
    waiting = SyntheticVoice.objects.filter(
        pk=voice.pk, state=VoiceState.WAITING, text_hash=voice.text_hash
    )
    return bool(waiting.update(**values, tries=0, next_try_at=None))
