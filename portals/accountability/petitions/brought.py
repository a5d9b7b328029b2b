"""Who hears that petitions were brought in, or got a result. Floors above have pages of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from ..models import CouncilPetition

type PetitionListener = Callable[
    [Sequence[CouncilPetition], Sequence[CouncilPetition], datetime], None
]

_listeners: list[PetitionListener] = []


def on_petitions(listener: PetitionListener) -> None:
    """Have `listener` called with the new ones, those with a new result, and the moment; in the transaction."""
    _listeners.append(listener)


def tell_brought(
    new: Sequence[CouncilPetition], settled: Sequence[CouncilPetition], now: datetime
) -> None:
    for listener in _listeners:
        listener(new, settled, now)
