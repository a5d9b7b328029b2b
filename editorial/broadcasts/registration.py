"""What this room registers."""

from __future__ import annotations

from editorial.kinds import registry

from .kind import BROADCASTS


def install() -> None:
    registry.register(BROADCASTS)
