"""What this room registers."""

from __future__ import annotations

from portals.database.cloned import keep_from_clone
from portals.database.rights import keep_secret
from portals.jobs import schedules

from .jobs import forget_old_remarks


def install() -> None:
    schedules.register(forget_old_remarks, every_seconds=6 * 3600, queue=schedules.ROUTINE)
    # Whoever writes freely may name themselves, and wrote to one board.
    keep_from_clone("remarks_readerremark")
    keep_secret("remarks_readerremark", "key", "text")
