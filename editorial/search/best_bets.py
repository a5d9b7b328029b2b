"""What stands first for certain words, as the province wants it."""

from __future__ import annotations

from editorial.models import BestBet

from .asking import read_asked
from .syllables import folded_key

MOST = 3


def best_bets(text: str) -> list[BestBet]:
    """Return what stands first for what was typed, accents or not, or for the words it begins with. One query."""
    keys = {folded_key(text), " ".join(one.folded for one in read_asked(text).syllables)} - {""}
    if not keys:
        return []
    return list(BestBet.objects.filter(asked_key__in=keys).order_by("position", "pk")[:MOST])
