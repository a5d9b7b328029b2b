"""What this room registers."""

from __future__ import annotations

from editorial.open_data import registry as open_data
from editorial.public import section_lists
from portals.duties import registry as duties

from .fulfilment import PublishedWeeks
from .open_data import LeadersWeeks
from .public.section import SCHEDULES, SECTION_TYPE


def install() -> None:
    section_lists.register(SECTION_TYPE, SCHEDULES)
    open_data.register(LeadersWeeks())
    duties.register(PublishedWeeks())
