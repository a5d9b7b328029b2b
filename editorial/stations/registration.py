"""What this room registers."""

from __future__ import annotations

from portals.duties import registry as duties

from .fulfilment import PostedWeeks, StationWeeks


def install() -> None:
    duties.register(PostedWeeks())
    duties.register_events(StationWeeks())
