"""What this room registers."""

from __future__ import annotations

from editorial.documents import secrecy
from editorial.kinds import registry
from editorial.public import known_pages, more_pages
from portals.database.cloned import clone_as_it_is

from .kind import RELEASES, STATEMENTS
from .models import PressCorner, ReleasePage
from .public import press_pages


def install() -> None:
    clone_as_it_is("press_presscorner", "mail_address", why="stands on a public page")
    clone_as_it_is("press_releasepage", "ask_phone", why="stands on a public page")
    registry.register(STATEMENTS)
    registry.register(RELEASES)
    secrecy.watch(ReleasePage)
    more_pages.register(press_pages)
    known_pages.only_where(
        "press_corner", lambda: set(PressCorner.objects.values_list("portal", flat=True))
    )
