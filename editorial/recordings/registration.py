"""What this room registers."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from editorial.public import stand_ins
from portals.jobs import schedules
from portals.operations import alarms, gauges
from portals.operations.doctor import registry as doctor
from portals.operations.doctor.files import register_left

from .checks import CHECKS, failed_count, stored_bytes
from .jobs import leave_old_originals, note_old_sounds, prepare_sounds
from .originals import mp3_instead, names_of_left
from .voices.jobs import speak_texts


def install() -> None:
    schedules.register(prepare_sounds, every_seconds=30, queue=schedules.SOUND)
    schedules.register(speak_texts, every_seconds=60, queue=schedules.SOUND)
    schedules.register(note_old_sounds, every_seconds=1800, queue=schedules.SOUND)
    schedules.register(leave_old_originals, every_seconds=3600, queue=schedules.SOUND)
    stand_ins.register(mp3_instead)
    register_left(names_of_left)
    doctor.register("recordings", lambda: CHECKS, rank=103)
    gauges.register(
        "portals_recordings_failed", "Recordings of which nothing could be made.", failed_count
    )
    gauges.register(
        "portals_recordings_bytes", "What is kept of recordings to be heard.", stored_bytes
    )
    alarms.register(
        "recordings",
        _("Recordings cannot be prepared: find out why, then manage.py prepare_recordings_anew."),
        lambda: failed_count() > 0,
    )
