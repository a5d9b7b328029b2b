"""What becomes of a recording: the tries, the renditions, the originals that go. No person does it."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Collection
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.files import File
from django.db import transaction
from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from portals.uploads.apart import Exhausting, Unfinished
from portals.uploads.kinds import CLAIMS
from portals.uploads.scanner import ScanState
from portals.uploads.states import Examination

from .enums import SOUND_TO_DO, SoundFault, SoundState
from .models import Recording
from .preparing import PreparedSound, UnfitSound, prepare_sound
from .tools import ffmpeg

logger = logging.getLogger(__name__)

MOST_TRIES = 5
# Longer than any try takes; doubled with each.
FIRST_WAIT = timedelta(minutes=15)
# Portals that were not served within it are alike.
SERVED_LATELY = timedelta(hours=1)


def due_recordings(now: datetime) -> QuerySet[Recording]:
    """The recordings that wait or whose worker died, and are due, the newest first."""
    rested = Q(next_try_at=None) | Q(next_try_at__lte=now)
    return (
        Recording.objects.filter(rested, state__in=SOUND_TO_DO, tries__lt=MOST_TRIES)
        .filter(document__examination=Examination.FINE)
        .exclude(document__scan_state=ScanState.INFECTED)
        .select_related("document")
        .order_by("-pk")
    )


def next_recording(now: datetime, *, leaving: Collection[int] = ()) -> Recording | None:
    """Return which of the due is prepared next: one of the portal that was served longest ago, its newest.

    So neither an archive of hundreds nor a board that sends many keeps the others waiting.
    """
    served = Recording.objects.filter(
        document__collection=OuterRef("document__collection"),
        state__in=(SoundState.READY, SoundState.FAILED),
        made_at__gt=now - SERVED_LATELY,
    )
    last = served.order_by("-made_at").values("made_at")[:1]
    return (
        due_recordings(now)
        .exclude(pk__in=leaving)
        .annotate(served_at=Subquery(last))
        .order_by(F("served_at").asc(nulls_first=True), "-pk")
        .first()
    )


def make_sound(*, recording: Recording, now: datetime) -> bool:
    """Prepare one recording if it is due; return whether this call settled it. Safe to repeat.

    Without ffmpeg it is heard as it came, until there is one. What fails for a reason that does not lie in the file is
    tried again.
    """
    program = ffmpeg()
    if program is None:
        return _settle(recording, now, {"state": SoundState.AS_IT_CAME})
    if not _try(recording, now):
        return False
    document = recording.document
    with TemporaryDirectory(prefix="recording-") as folder:
        ending = document.file_extension
        name = f"given.{CLAIMS[ending]}"
        try:
            _copy_out(document.file, Path(folder) / name)
            made = prepare_sound(program=program, folder=folder, name=name, ending=ending)
        except FileNotFoundError:
            return _fail(recording, now, SoundFault.LOST)
        except UnfitSound as unfit:
            return _fail(recording, now, unfit.fault)
        except Exhausting:
            return _fail(recording, now, SoundFault.TOO_MUCH)
        except Unfinished:
            logger.warning(
                "A recording could not be prepared, and is tried again.",
                extra={"event": "editorial.recordings.unfinished", "file": document.pk},
            )
            return False
        return _keep(recording, now, made)


def give_up_recordings(*, now: datetime) -> int:
    """Say of what was tried often enough that nothing can be made of it; return of how many."""
    return Recording.objects.filter(
        state__in=SOUND_TO_DO, tries__gte=MOST_TRIES, next_try_at__lte=now
    ).update(state=SoundState.FAILED, fault=SoundFault.GIVEN_UP, made_at=now)


def take_up_as_it_came() -> int:
    """Have prepared what was heard as it came, once there is a program for it; return of how many."""
    if ffmpeg() is None:
        return 0
    return Recording.objects.filter(state=SoundState.AS_IT_CAME).update(
        state=SoundState.WAITING, made_at=None, tries=0, next_try_at=None
    )


def prepare_anew() -> int:
    """Have prepared again what could not be, once its cause is gone; return how many."""
    return Recording.objects.filter(state=SoundState.FAILED).update(
        state=SoundState.WAITING, fault="", made_at=None, tries=0, next_try_at=None
    )


def _try(recording: Recording, now: datetime) -> bool:
    """Count a try before it is made, unless another worker makes it or it is not due."""
    due = due_recordings(now).filter(pk=recording.pk, tries=recording.tries)
    # An update joins nothing.
    return bool(
        Recording.objects.filter(pk__in=due.order_by().values("pk"), tries=recording.tries).update(
            state=SoundState.WORKING,
            tries=F("tries") + 1,
            next_try_at=now + FIRST_WAIT * 2**recording.tries,
            stored_as=recording.document.file.name,
        )
    )


def _copy_out(stored: Any, path: Path) -> None:
    with stored.storage.open(stored.name, "rb") as file, path.open("wb") as out:
        shutil.copyfileobj(file, out, 1024 * 1024)


def _keep(recording: Recording, now: datetime, made: PreparedSound) -> bool:
    """Store what was made; what a worker that was quicker or a file that went leaves over is deleted again."""
    kept: list[tuple[Any, str]] = []
    try:
        with made.mp3.open("rb") as mp3, made.opus.open("rb") as opus:
            for field, file in ((recording.mp3, mp3), (recording.opus, opus)):
                field.save("sound" + Path(file.name).suffix, File(file), save=False)
                kept.append((field.storage, str(field.name)))
        values = {
            "state": SoundState.READY,
            "seconds": made.seconds,
            "loudness_before": made.loudness_before,
            "loudness_after": made.loudness_after,
            "mp3": recording.mp3.name,
            "mp3_bytes": made.mp3.stat().st_size,
            "opus": recording.opus.name,
            "opus_bytes": made.opus.stat().st_size,
            "peaks": made.peaks,
        }
        is_kept = _settle(recording, now, values)
    except BaseException:
        _delete(kept)
        raise
    if not is_kept:
        _delete(kept)
    return is_kept


def _delete(kept: list[tuple[Any, str]]) -> None:
    for storage, name in kept:
        storage.delete(name)


def _fail(recording: Recording, now: datetime, fault: SoundFault) -> bool:
    return _settle(recording, now, {"state": SoundState.FAILED, "fault": fault})


def _settle(recording: Recording, now: datetime, values: dict[str, Any]) -> bool:
    # Another worker may have been quicker, and the file may have gone with its entry, or been replaced.
    settled = Recording.objects.filter(
        pk=recording.pk, state__in=SOUND_TO_DO, stored_as=recording.document.file.name
    )
    return bool(settled.update(**values, made_at=now, tries=0, next_try_at=None))


def delete_renditions(*, recording: Recording) -> None:
    """Delete what was made of a recording whose row is gone, once that is certain."""
    names = [(field.storage, str(field.name)) for field in (recording.mp3, recording.opus) if field]

    def delete() -> None:
        for storage, name in names:
            storage.delete(name)

    transaction.on_commit(delete)
