"""What this room registers."""

from __future__ import annotations

from editorial.kinds import registry
from editorial.open_data import registry as open_data
from editorial.placements import publications, withdrawals
from editorial.public import more_pages, search_hits, section_contents, section_lists, under_text
from portals.duties import registry as duties
from portals.operations.doctor import registry as doctor

from . import checks
from .fulfilment import LandPlans
from .plans.following import LandPlansEnd, follow_plan
from .plans.kind import LAND_PLANS
from .plans.privacy import refuse_households_by_name
from .prices.deriving import LandPricesEnd, follow_price_table
from .prices.named import prices_named
from .prices.on_page import UNDER_A_TABLE
from .prices.open_data import StreetPrices
from .prices.views import SECTION_TYPE, pages_of_prices
from .section import LAND, named_in_plans


def install() -> None:
    registry.register(LAND_PLANS)
    publications.register(refuse_households_by_name)
    publications.register(follow_price_table)
    publications.register(follow_plan)
    withdrawals.register(LandPricesEnd())
    withdrawals.register(LandPlansEnd())
    open_data.register(StreetPrices())
    duties.register(LandPlans())
    section_lists.register(SECTION_TYPE, LAND)
    section_contents.register_value(named_in_plans)
    under_text.register(UNDER_A_TABLE)
    more_pages.register(pages_of_prices)
    search_hits.register(prices_named)
    doctor.register("land", lambda: checks.CHECKS, rank=111)
