"""Preparing recordings, by the clock and after uploads. Each job asks the database what is due; safe to run twice."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

import django_rq
from django.utils import timezone
from rq.timeouts import JobTimeoutException

from portals.jobs.schedules import SOUND

from .captions import due_captions, give_up_captions, make_captions
from .making import (
    due_recordings,
    give_up_recordings,
    make_sound,
    next_recording,
    take_up_as_it_came,
)
from .models import Captions, Recording
from .originals import leave_originals
from .sounds import note_sound, unnoted_sounds
from .tools import speech

# One more may take fourteen minutes; the queue's jobs have twenty.
SECONDS_A_ROUND = 300
NOTED_A_ROUND = 500
LEFT_A_ROUND = 200
_no_hurry = ContextVar("no_hurry", default=False)


def prepare_new_sound(document_id: int, **_: object) -> bool:
    """A sound came, or what it waited for: prepare what is next until this one is; return whether it is settled now.

    Each that came has a job, so a portal's many take no turn of another's one. Captions are a job of their own: both
    together would outlast what a job may take.
    """
    now, until = timezone.now(), time.monotonic() + SECONDS_A_ROUND
    is_settled, seen = False, set[int]()
    while document_id not in seen and time.monotonic() < until:
        recording = next_recording(now, leaving=seen)
        if recording is None or not due_recordings(now).filter(pk=document_id).exists():
            break
        seen.add(recording.pk)
        is_made = make_sound(recording=recording, now=timezone.now())
        is_settled = is_made and recording.pk == document_id
    if due_captions(timezone.now()).filter(pk=document_id).exists():
        # Whose text came before the sound was ready.
        nudge_captions(document_id)
    return is_settled


def caption_sound(document_id: int, **_: object) -> bool:
    """A text came, or the sound that it waited for: make its captions at once; return whether they are settled now."""
    captions = due_captions(timezone.now()).filter(pk=document_id).first()
    return captions is not None and make_captions(captions=captions, now=timezone.now())


def prepare_sounds() -> int:
    """Prepare what no job came for, the newest first, then captions; return how many were settled."""
    now = timezone.now()
    give_up_recordings(now=now)
    give_up_captions(now=now)
    take_up_as_it_came()
    settled, failures, seen = 0, [], set[int]()
    until = time.monotonic() + SECONDS_A_ROUND
    while time.monotonic() < until and (waiting := _next(now, seen)) is not None:
        seen.add(waiting.pk)
        try:
            settled += _prepare(waiting)
        except JobTimeoutException:
            # The queue ends this job; going on would take the time of the next.
            raise
        except Exception as error:  # noqa: BLE001  (collected, and raised below)
            error.add_note(f"While preparing recording {waiting.pk}.")
            failures.append(error)
    if failures:
        raise ExceptionGroup("Recordings could not be prepared.", failures)
    return settled


def leave_old_originals() -> int:
    """Delete originals whose months are over; return how many."""
    return leave_originals(limit=LEFT_A_ROUND, now=timezone.now())


def note_old_sounds() -> int:
    """Note sounds that came before recordings were kept, or in bulk; return of how many. Looks at all files."""
    now = timezone.now()
    return sum(
        note_sound(document=document, now=now) is not None
        for document in unnoted_sounds()[:NOTED_A_ROUND]
    )


def _next(now: datetime, seen: set[int]) -> Recording | Captions | None:
    recording = next_recording(now, leaving=seen)
    if recording is not None or speech() is None:
        return recording
    return due_captions(now).exclude(pk__in=seen).first()


def _prepare(waiting: Recording | Captions) -> bool:
    if isinstance(waiting, Captions):
        return make_captions(captions=waiting, now=timezone.now())
    return make_sound(recording=waiting, now=timezone.now())


@contextmanager
def no_hurry() -> Iterator[None]:
    """Leave all that comes meanwhile to the rounds: nobody waits for what an archive brings."""
    before = _no_hurry.set(True)
    try:
        yield
    finally:
        _no_hurry.reset(before)


def nudge_captions(document_id: int) -> None:
    """Have captions made soon; where the queue is away, a round does it."""
    _nudge(caption_sound, document_id)


def nudge(document_id: int) -> None:
    """Have a sound prepared soon; where the queue is away, a round does it."""
    _nudge(prepare_new_sound, document_id)


def _nudge(job: Callable[..., bool], document_id: int) -> None:
    if not _no_hurry.get():
        django_rq.get_queue(SOUND).enqueue(job, document_id=document_id)
