"""What this room registers."""

from __future__ import annotations

from editorial.disclosures import owed
from editorial.public import more_pages, section_contents, section_lists
from portals.duties import registry

from .fulfilment import DocumentEvents, Sheets
from .public_list import ACCESS, MISSING, SECTION_TYPE, missing_in, pages_of_duties


def install() -> None:
    registry.register(Sheets())
    registry.register_events(DocumentEvents())
    owed.register(missing_in)
    more_pages.register(pages_of_duties)
    section_lists.register(SECTION_TYPE, ACCESS)
    section_contents.register_owed(MISSING)
