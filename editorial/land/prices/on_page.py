"""What leads from a price table's own page to its prices by street."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from editorial.models import DisclosurePage
from editorial.public.under_text import UnderText

from .deriving import FORM
from .views import prices_path

if TYPE_CHECKING:
    from editorial.models import StoryPage
    from portals.models import Portal


@dataclass(frozen=True, slots=True)
class WayToPrices:
    path: str


def way_to_prices(story: StoryPage, _portal: Portal) -> WayToPrices | None:
    """Return it for a public price table. No query."""
    if isinstance(story, DisclosurePage) and story.form == FORM and story.live:
        return WayToPrices(prices_path())
    return None


UNDER_A_TABLE = UnderText("editorial/land/way_to_prices.html", way_to_prices)
