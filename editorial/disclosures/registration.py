"""What this room registers."""

from __future__ import annotations

from editorial.kinds import registry
from editorial.open_data import registry as open_data
from editorial.placements import publications, withdrawals
from editorial.public import more_pages, section_lists
from portals.jobs import schedules
from portals.operations.doctor import registry as doctor
from portals.read_api import registry as read_api

from . import checks
from .desk import jobs
from .figures import FiguresEnd, follow_disclosure, refuse_without_sheet
from .indicator_views import pages_that_compare
from .kind import DISCLOSURES
from .listing import section_lists as lists_of_disclosures
from .open_data import ComparedFigures, DisclosedSheets
from .read_api import DISCLOSURES as READ_DISCLOSURES


def install() -> None:
    registry.register(DISCLOSURES)
    read_api.register(READ_DISCLOSURES)
    publications.register(refuse_without_sheet)
    publications.register(follow_disclosure)
    withdrawals.register(FiguresEnd())
    for section_type, shown in lists_of_disclosures():
        section_lists.register(section_type, shown)
    more_pages.register(pages_that_compare)
    open_data.register(DisclosedSheets())
    open_data.register(ComparedFigures())
    schedules.register(jobs.read_sheets, every_seconds=120, queue=schedules.ROUTINE)
    doctor.register("disclosures", lambda: checks.CHECKS, rank=106)
