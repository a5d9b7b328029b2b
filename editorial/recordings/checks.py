"""What must hold of recordings, and what the operator's monitoring reads. Asked by `doctor` and the metrics."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.core.cache import cache
from django.db.models import Sum

from portals.operations.checking import Check

from .enums import SoundFault, SoundState
from .models import Recording
from .tools import NONE, PACKAGES, ffmpeg, missing_encoders, speech

# A morning's recordings of a whole province may take that long on one worker.
LATE = "2 hours"
# The sum reads a row for each recording.
BYTES_KEPT_SECONDS = 3600

_LATE_RECORDINGS = f"""
    SELECT 'file ' || recording.document_id || ': not prepared'
    FROM recordings_recording recording
    JOIN editorial_portaldocument document ON document.id = recording.document_id
    WHERE recording.state IN ('waiting', 'working') AND document.examination = 'fine'
        AND document.scan_state <> 'infected'
        AND recording.seen_at < %(now)s - interval '{LATE}'
    UNION ALL
    SELECT 'file ' || captions.recording_id || ': no captions'
    FROM recordings_captions captions
    JOIN recordings_recording recording ON recording.document_id = captions.recording_id
    WHERE captions.state = 'waiting' AND recording.state = 'ready'
        AND captions.asked_at < %(now)s - interval '{LATE}'
"""


def missing_tools() -> Iterator[str]:
    """What is wanted and not there; an install may do without either by its settings."""
    program = ffmpeg()
    if program is None and settings.PORTALS_FFMPEG != NONE:
        yield f"ffmpeg: missing, so recordings are heard as they came; install {PACKAGES}"
    elif program is not None and (lacking := missing_encoders(program)):
        yield f"{program}: cannot write {', '.join(lacking)}"
    if speech() is None and settings.PORTALS_SPEECH != NONE:
        yield "espeak-ng: missing, so there are no captions; install the wheel espeakng-loader"


def failed_count() -> int:
    """How many recordings failed for a reason that does not lie in them. One query."""
    return Recording.objects.filter(
        state=SoundState.FAILED, fault__in=(SoundFault.GIVEN_UP, SoundFault.LOST)
    ).count()


def stored_bytes() -> int:
    """How much is kept of recordings to be heard, as it was within the hour."""
    return int(cache.get_or_set("recordings.bytes", _sum, BYTES_KEPT_SECONDS) or 0)


def _sum() -> int:
    found = Recording.objects.aggregate(mp3=Sum("mp3_bytes"), opus=Sum("opus_bytes"))
    return (found["mp3"] or 0) + (found["opus"] or 0)


CHECKS = (
    Check(
        "recordings.prepared",
        f"recordings can be heard within {LATE}, and have captions where they have a text",
        _LATE_RECORDINGS,
    ),
    Check("recordings.tools", "what prepares recordings is there", missing_tools),
)
