"""What this room registers."""

from __future__ import annotations

from portals.database.cloned import keep_from_clone
from portals.jobs import schedules
from portals.operations.doctor import registry as doctor

from .checks import CHECKS
from .jobs import bring_up_sources, count_searched_words, fill_search, write_searches


def install() -> None:
    doctor.register("search", lambda: CHECKS, rank=100)
    # A round may take a minute and more: no mail and no alert waits behind it.
    schedules.register(fill_search, every_seconds=300, queue=schedules.BULK)
    schedules.register(bring_up_sources, every_seconds=900, queue=schedules.BULK)
    schedules.register(count_searched_words, every_seconds=6 * 3600, queue=schedules.BULK)
    schedules.register(write_searches, every_seconds=60, queue=schedules.ROUTINE)
    # Somebody's name may be among it.
    keep_from_clone("editorial_searchedwords")
