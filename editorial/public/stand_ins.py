"""What is given in the place of a file that the storage no longer holds, registered by the rooms that know why."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from editorial.models import PortalDocument

type StandIn = Callable[[PortalDocument], str | None]

_stand_ins: list[StandIn] = []


def register(stand_in: StandIn) -> None:
    """Have `stand_in` return the path of what is given instead, or None; once, from an app's `ready()`."""
    _stand_ins.append(stand_in)


def stand_in_for(document: PortalDocument) -> str | None:
    return next((path for one in _stand_ins if (path := one(document))), None)
