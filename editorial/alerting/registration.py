"""What this room registers."""

from __future__ import annotations

from editorial.placements import publications, standing_changes
from portals.alerts import registry

from .followables import FOLLOWABLE
from .listening import StandingAlerts, note_published


def install() -> None:
    for followable in FOLLOWABLE:
        registry.register(followable)
    publications.register(note_published)
    standing_changes.register(StandingAlerts())
