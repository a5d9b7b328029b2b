"""What this room registers."""

from __future__ import annotations

from portals.read_api import registry

from .stories import STORIES


def install() -> None:
    registry.register(STORIES)
