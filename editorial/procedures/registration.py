"""What this room registers."""

from __future__ import annotations

from editorial.open_data import registry as open_data
from editorial.public import more_pages, section_contents, section_lists
from editorial.public.home_blocks import register_home_block
from editorial.search import sources as search_sources
from portals.database.cloned import clone_as_it_is
from portals.jobs import schedules
from portals.read_api import registry as read_api
from portals.visits import countable_pages

from .handling import key_of_body
from .open_data import ProcedurePapers, Procedures
from .probing.jobs import check_services
from .public.counted import PROCEDURE, procedures_that_stand
from .public.finding import centre_pages, procedure_pages
from .public.home_block import PROCEDURES_AT_HOME
from .public.section import PROCEDURES, SECTION_TYPE
from .read_api import PROCEDURES as READ_PROCEDURES
from .search_things import CENTRES
from .search_things import PROCEDURES as PROCEDURES_FOUND


def install() -> None:
    read_api.register(READ_PROCEDURES)
    clone_as_it_is("procedures_pointofficer", "phone", why="stands on a public page")
    clone_as_it_is("procedures_servicepoint", "email", "phone", why="stands on a public page")
    countable_pages.register(procedures_that_stand, kind=PROCEDURE)
    section_lists.register(SECTION_TYPE, PROCEDURES)
    section_contents.register_value(key_of_body)
    open_data.register(Procedures())
    open_data.register(ProcedurePapers())
    search_sources.register(PROCEDURES_FOUND)
    search_sources.register(CENTRES)
    more_pages.register(centre_pages)
    more_pages.register(procedure_pages, of_many=True)
    schedules.register(
        check_services, every_seconds=300, queue=schedules.ROUTINE, in_practice=False
    )


def install_blocks() -> None:
    """Offer this room's block of home pages."""
    register_home_block(PROCEDURES_AT_HOME)
