"""Who makes bulletins of imported recordings, registered by the room whose pages they are."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from editorial.bulk_import.actions import StoryImport
from editorial.models import PortalDocument
from portals.models import Portal


class BulletinMaker(Protocol):
    def __call__(
        self,
        *,
        portal: Portal,
        document: PortalDocument,
        title: str,
        aired_at: datetime,
        text: str,
    ) -> StoryImport:
        """Return the bulletin to write, in the portal's section for them. Raises a Refusal where it has none."""


_makers: list[BulletinMaker] = []


def register(maker: BulletinMaker) -> None:
    """Have `maker` make bulletins; once, from an app's `ready()`."""
    _makers.append(maker)


def bulletin_maker() -> BulletinMaker | None:
    return _makers[-1] if _makers else None
