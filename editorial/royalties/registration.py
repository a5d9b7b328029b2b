"""What this room registers."""

from __future__ import annotations

from portals.database.cloned import keep_from_clone
from portals.jobs import schedules

from .jobs import print_what_is_missing


def install() -> None:
    schedules.register(print_what_is_missing, every_seconds=600, queue=schedules.ROUTINE)
    # Who was paid what; sheets to practise on are drawn anew.
    keep_from_clone("royalties_royaltysheet")
