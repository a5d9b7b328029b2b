"""What this room registers."""

from __future__ import annotations

from editorial.open_data import registry as open_data
from editorial.public import known_pages, more_pages, section_contents, section_parts
from portals.database.cloned import clone_as_it_is
from portals.duties import registry

from .fulfilment import Receptions
from .models import ReceptionOffice
from .open_data import ReceptionDays
from .public import IN_SECTIONS, SECTION_TYPES, plans_days, reception_pages


def install() -> None:
    clone_as_it_is("reception_receptionoffice", "phone", why="stands on a public page")
    registry.register(Receptions())
    open_data.register(ReceptionDays())
    more_pages.register(reception_pages)
    known_pages.only_where(
        "reception", lambda: set(ReceptionOffice.objects.values_list("portal", flat=True))
    )
    for section_type in SECTION_TYPES:
        section_parts.register(section_type, IN_SECTIONS)
        section_contents.register(section_type, plans_days)
