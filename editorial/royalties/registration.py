"""What this room registers."""

from __future__ import annotations

from portals.jobs import schedules

from .jobs import print_what_is_missing


def install() -> None:
    schedules.register(print_what_is_missing, every_seconds=600, queue=schedules.ROUTINE)
