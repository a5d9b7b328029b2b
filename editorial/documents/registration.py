"""What this room registers."""

from __future__ import annotations

from editorial.kinds import registry
from editorial.public import search_hits, section_lists

from .kind import DOCUMENTS
from .register.by_number import hits_of
from .register.section import REGISTER, SECTION_TYPE


def install() -> None:
    registry.register(DOCUMENTS)
    section_lists.register(SECTION_TYPE, REGISTER)
    search_hits.register(hits_of)
