"""Preparing recordings, by the clock and after uploads. Each job asks the database what is due; safe to run twice."""

from __future__ import annotations

import time
from datetime import datetime

import django_rq
from django.utils import timezone

from portals.jobs.schedules import SOUND

from .making import due_recordings, give_up_recordings, make_sound, take_up_as_it_came
from .models import Recording
from .sounds import note_sound, unnoted_sounds

# One more may take some minutes; the queue's jobs have twenty.
SECONDS_A_ROUND = 300
NOTED_A_ROUND = 500


def prepare_new_sound(document_id: int, **_: object) -> bool:
    """A sound came, or what it waited for: prepare it at once; return whether it is settled now."""
    recording = due_recordings(timezone.now()).filter(pk=document_id).first()
    return recording is not None and prepare(recording)


def prepare_sounds() -> int:
    """Prepare what no job came for, the newest first; return how many were settled."""
    now = timezone.now()
    give_up_recordings(now=now)
    take_up_as_it_came()
    until, settled, failures, seen = time.monotonic() + SECONDS_A_ROUND, 0, [], set[int]()
    while time.monotonic() < until and (recording := _next(now, seen)) is not None:
        seen.add(recording.pk)
        try:
            settled += prepare(recording)
        except Exception as error:  # noqa: BLE001  (collected, and raised below)
            error.add_note(f"While preparing recording {recording.pk}.")
            failures.append(error)
    if failures:
        raise ExceptionGroup("Recordings could not be prepared.", failures)
    return settled


def note_old_sounds() -> int:
    """Note sounds that came before recordings were kept, or in bulk; return of how many. Looks at all files."""
    now = timezone.now()
    return sum(
        note_sound(document=document, now=now) is not None
        for document in unnoted_sounds()[:NOTED_A_ROUND]
    )


def _next(now: datetime, seen: set[int]) -> Recording | None:
    return due_recordings(now).exclude(pk__in=seen).first()


def prepare(recording: Recording) -> bool:
    return make_sound(recording=recording, now=timezone.now())


def nudge(document_id: int) -> None:
    """Have a sound prepared soon; where the queue is away, a round does it."""
    django_rq.get_queue(SOUND).enqueue(prepare_new_sound, document_id=document_id)
