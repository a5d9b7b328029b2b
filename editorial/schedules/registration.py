"""What this room registers."""

from __future__ import annotations

from editorial.public import section_lists
from portals.duties import registry as duties

from .fulfilment import PublishedWeeks
from .public.section import SCHEDULES, SECTION_TYPE


def install() -> None:
    section_lists.register(SECTION_TYPE, SCHEDULES)
    duties.register(PublishedWeeks())
