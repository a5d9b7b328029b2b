"""What this room registers."""

from __future__ import annotations

from editorial.open_data import registry as open_data
from editorial.public import known_pages, more_pages, section_lists
from portals.jobs import schedules

from .jobs import read_for_promises
from .open_data import PlanTargets
from .promises.queries import portals_with_promises
from .public.promises import promise_pages
from .public.section import PLANS, SECTION_TYPE


def install() -> None:
    section_lists.register(SECTION_TYPE, PLANS)
    open_data.register(PlanTargets())
    more_pages.register(promise_pages)
    known_pages.only_where("promises", portals_with_promises)
    schedules.register(read_for_promises, every_seconds=300, queue=schedules.ROUTINE)
