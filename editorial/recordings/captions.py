"""Captions: when each sentence of a text is spoken in its recording. No person does it."""

from __future__ import annotations

import json
import logging
import shutil
import sys
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.db.models import F, Q, QuerySet

from editorial.spoken.queries import spoken_forms
from editorial.spoken.reading import read_aloud
from portals.uploads.apart import Exhausting, Unfinished

from .bounded import ProgramBounds, run_bounded
from .enums import CaptionState, SoundState
from .models import Captions, Recording
from .spoken_text import spoken_sentences
from .tools import VOICES, ffmpeg, speech

logger = logging.getLogger(__name__)

PROGRAM = Path(__file__).parent / "alignment" / "program.py"
RATE = 16_000
VIETNAMESE = "vi"
LONGEST_SECONDS = 1800
LONGEST_TEXT = 40_000
MOST_TRIES = 4
# Longer than any try takes; doubled with each.
FIRST_WAIT = timedelta(minutes=15)
DECODING = ProgramBounds(seconds=120, cpu_seconds=60)
ALIGNING = ProgramBounds(seconds=600, cpu_seconds=400, memory=2048 * 1024 * 1024)


class CaptionsFailed(Exception):
    """A program ended without an answer, for a reason of its own."""


def due_captions(now: datetime) -> QuerySet[Captions]:
    """The captions that wait, are due, and whose recording is ready; the newest first."""
    rested = Q(next_try_at=None) | Q(next_try_at__lte=now)
    return (
        Captions.objects.filter(
            rested,
            state=CaptionState.WAITING,
            tries__lt=MOST_TRIES,
            recording__state=SoundState.READY,
        )
        .select_related("recording")
        .order_by("-pk")
    )


def make_captions(*, captions: Captions, now: datetime) -> bool:
    """Make captions if they are due; return whether this call settled them. Safe to repeat.

    Vietnamese is compared as it is read out (`editorial.spoken`). Without a voice for the language, or where text or
    recording is longer than is aligned, none are made; where text and recording do not match, none are offered.
    """
    voice, library, program = VOICES.get(captions.language), speech(), ffmpeg()
    recording = captions.recording
    if library is None or program is None:
        # Until there are tools; the round asks again.
        return False
    texts = [paragraph["text"] for paragraph in captions.text]
    too_long = (recording.seconds or 0) > LONGEST_SECONDS or sum(map(len, texts)) > LONGEST_TEXT
    if voice is None or too_long:
        return _settle(captions, now, state=CaptionState.NOT_MADE)
    if not _try(captions, now):
        return False
    sentences = [
        (number, sentence)
        for number, text in enumerate(texts)
        for sentence in spoken_sentences(text)
    ]
    task = {
        "library": library[0],
        "data": library[1],
        "voice": voice,
        "sentences": _said([sentence for _number, sentence in sentences], captions.language),
    }
    try:
        found = _found(recording, program, task)
    except Exhausting:
        return _settle(captions, now, state=CaptionState.FAILED)
    except (Unfinished, CaptionsFailed, FileNotFoundError):
        logger.warning(
            "Captions could not be made, and are tried again.",
            extra={"event": "editorial.recordings.uncaptioned", "file": recording.pk},
        )
        return False
    alignment = found["alignment"]
    if alignment is None or not alignment["is_match"]:
        likeness = alignment and alignment["likeness"]
        return _settle(captions, now, state=CaptionState.MISMATCH, likeness=likeness)
    cues = _cues(sentences, found["sounding"], alignment["times"])
    return _settle(
        captions, now, state=CaptionState.READY, cues=cues, likeness=alignment["likeness"]
    )


def _said(sentences: Sequence[str], language: str) -> list[str]:
    """As they are read out; figures and short forms of other languages are left to the voice."""
    if language != VIETNAMESE:
        return list(sentences)
    forms = spoken_forms()
    return [read_aloud(sentence, forms) for sentence in sentences]


def give_up_captions(*, now: datetime) -> int:
    """Say of what was tried often enough that it cannot be made; return of how many."""
    return Captions.objects.filter(
        state=CaptionState.WAITING, tries__gte=MOST_TRIES, next_try_at__lte=now
    ).update(state=CaptionState.FAILED, made_at=now)


def captions_anew() -> int:
    """Have made again what could not be, once its cause is gone; return how many."""
    return Captions.objects.filter(state=CaptionState.FAILED).update(
        state=CaptionState.WAITING, made_at=None, tries=0, next_try_at=None
    )


def _found(recording: Recording, program: str, task: dict[str, Any]) -> dict[str, Any]:
    """What the program apart finds in the MP3, which we wrote ourselves: its times are those that are heard."""
    with TemporaryDirectory(prefix="captions-") as folder:
        place = Path(folder)
        with recording.mp3.open("rb") as file, (place / "given.mp3").open("wb") as out:
            shutil.copyfileobj(file, out)
        decode = [
            *(program, "-nostdin", "-hide_banner", "-loglevel", "error", "-threads", "1", "-y"),
            *("-protocol_whitelist", "file", "-f", "mp3", "-i", "file:given.mp3"),
            *("-ac", "1", "-ar", str(RATE), "-f", "s16le", "heard.pcm"),
        ]
        _run(decode, folder, DECODING)
        (place / "task.json").write_text(json.dumps(task, ensure_ascii=False), encoding="utf-8")
        _run([sys.executable, "-I", "-X", "utf8", str(PROGRAM)], folder, ALIGNING)
        found: dict[str, Any] = json.loads((place / "found.json").read_text(encoding="utf-8"))
        return found


def _run(command: Sequence[str], folder: str, bounds: ProgramBounds) -> None:
    end = run_bounded(command, folder=folder, bounds=bounds)
    if end.code != 0:
        logger.error(
            "A program that makes captions failed.",
            extra={"event": "editorial.recordings.failed", "told": end.complained[-2000:]},
        )
        raise CaptionsFailed


def _cues(
    sentences: Sequence[tuple[int, str]], sounding: Sequence[int], times: Sequence[Sequence[int]]
) -> list[list[Any]]:
    """A cue for each sentence that sounds; what does not stands with the one before it."""
    cues: list[list[Any]] = []
    spans = dict(zip(sounding, times, strict=True))
    for order, (paragraph, sentence) in enumerate(sentences):
        if order in spans:
            start, end = spans[order]
            cues.append([start, end, sentence, paragraph])
        elif cues and cues[-1][3] == paragraph:
            cues[-1][2] = f"{cues[-1][2]} {sentence}"
    return cues


def _try(captions: Captions, now: datetime) -> bool:
    """Count a try before it is made, unless another worker makes it or it is not due."""
    rested = Q(next_try_at=None) | Q(next_try_at__lte=now)
    return bool(
        Captions.objects.filter(
            rested,
            pk=captions.pk,
            state=CaptionState.WAITING,
            text_hash=captions.text_hash,
            tries=captions.tries,
            tries__lt=MOST_TRIES,
        ).update(tries=F("tries") + 1, next_try_at=now + FIRST_WAIT * 2**captions.tries)
    )


def _settle(captions: Captions, now: datetime, **values: Any) -> bool:
    # The text may have changed meanwhile: then another job is about it.
    settled = Captions.objects.filter(
        pk=captions.pk, state=CaptionState.WAITING, text_hash=captions.text_hash
    )
    return bool(settled.update(**values, made_at=now, tries=0, next_try_at=None))
