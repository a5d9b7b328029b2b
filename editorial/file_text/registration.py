"""What this room registers."""

from __future__ import annotations

from portals.jobs import schedules
from portals.operations.doctor import registry as doctor
from portals.overview import sources

from .checks import CHECKS
from .jobs import read_unread_files, recognise_scans
from .sources import FILES


def install() -> None:
    doctor.register("files", lambda: CHECKS, rank=102)
    sources.register(FILES)
    schedules.register(read_unread_files, every_seconds=120, queue=schedules.ROUTINE)
    schedules.register(recognise_scans, every_seconds=300, queue=schedules.BULK)
