"""How diligent the boards of the demo are: what each does late, or leaves."""

from __future__ import annotations

from random import Random

from portals.models import Portal

# How much of what is asked a board does: the best, the good, those in the middle, the weak.
CHARACTERS = ((0.3, (0.96, 1.0)), (0.65, (0.85, 0.97)), (0.85, (0.65, 0.85)), (1.0, (0.25, 0.6)))


def character_of(portal: Portal) -> tuple[float, float]:
    """Between which shares of what is asked the portal's board does."""
    lot = Random(f"character {portal.code}").random()
    return next(span for most, span in CHARACTERS if lot <= most)
