"""Making voices, by the clock and after somebody wanted one. Each job asks the database what is due."""

from __future__ import annotations

import django_rq
from django.db import transaction
from django.utils import timezone

from portals.jobs.schedules import SOUND

MADE_A_ROUND = 20


def speak_one(*, story_id: int) -> bool:
    """Make the voice of one text if it is due; return whether it was settled."""
    # Their actions nudge this job.
    from .making import due_voices, make_voice

    now = timezone.now()
    voice = due_voices(now).filter(pk=story_id).first()
    return voice is not None and make_voice(voice=voice, now=now)


def speak_texts() -> int:
    """Make what no job came for; return how many were settled."""
    from .making import due_voices, give_up_voices

    now = timezone.now()
    give_up_voices(now=now)
    waiting = list(due_voices(now).values_list("pk", flat=True)[:MADE_A_ROUND])
    return sum(speak_one(story_id=pk) for pk in waiting)


def nudge_voice(story_id: int) -> None:
    """Have a voice made once the transaction stands; where the queue is away, a round does it."""
    transaction.on_commit(
        lambda: django_rq.get_queue(SOUND).enqueue(speak_one, story_id=story_id), robust=True
    )
