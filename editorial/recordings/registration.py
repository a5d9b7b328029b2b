"""What this room registers."""

from __future__ import annotations

from portals.jobs import schedules

from .jobs import note_old_sounds, prepare_sounds


def install() -> None:
    schedules.register(prepare_sounds, every_seconds=30, queue=schedules.SOUND)
    schedules.register(note_old_sounds, every_seconds=1800, queue=schedules.SOUND)
