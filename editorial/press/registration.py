"""What this room registers."""

from __future__ import annotations

from editorial.documents import secrecy
from editorial.kinds import registry
from editorial.public import more_pages

from .kind import RELEASES, STATEMENTS
from .models import ReleasePage
from .public import press_pages


def install() -> None:
    registry.register(STATEMENTS)
    registry.register(RELEASES)
    secrecy.watch(ReleasePage)
    more_pages.register(press_pages)
