"""What this room registers."""

from __future__ import annotations

from editorial.placements import publications, standing_changes
from portals.alerts import registry
from portals.database.cloned import keep_from_clone
from portals.database.rights import keep_secret
from portals.jobs import schedules

from .followables import FOLLOWABLE
from .jobs import refresh_followed_searches
from .listening import StandingAlerts, note_published


def install() -> None:
    for followable in FOLLOWABLE:
        registry.register(followable)
    publications.register(note_published)
    standing_changes.register(StandingAlerts())
    schedules.register(
        refresh_followed_searches, every_seconds=6 * 3600, queue=schedules.BULK, in_practice=False
    )
    # Somebody's name may be among the words, and few follow the same.
    keep_from_clone("editorial_followedsearch")
    keep_secret("editorial_followedsearch", "about", "words", "find")
