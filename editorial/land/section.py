"""The section of land: plans that are posted, the way to prices by street, and the sheets that stand there."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, Q
from django.http import HttpRequest
from django.utils import timezone

from editorial.disclosures.listing import YEAR, read_disclosures
from editorial.enums import PlacementRole
from editorial.models import DisclosurePage
from editorial.public.section_lists import SectionList
from portals.clock import local_date
from portals.models import Portal
from portals.process_cache import process_cache
from portals.queries import all_above, overseers_of

from .enums import PostingState
from .models import LandPlanPage
from .plans.listing import KIND, KINDS, PAGE, STATE, TEXT, listed_plans, place_key, plan_question
from .prices.deriving import FORM as PRICES
from .prices.views import SECTION_TYPE, price_tables, prices_path

_NO_SHEETS: dict[str, Any] = {"forms": [], "years": [], "year": None, "owed": []}


def read_land(request: HttpRequest, portal: Portal) -> dict[str, Any] | None:
    """Return what the page shows; None where nothing of it stands here. Seven queries at most."""
    day = local_date(timezone.now())
    overseers = (
        process_cache.get(
            ("overseers", portal.pk), request=request, read=lambda day: overseers_of(portal, day)
        )
        or []
    )
    asked = plan_question(request.GET)
    plans = listed_plans(portal, overseers, asked, day)
    sheets = read_disclosures(request, portal, section_type=SECTION_TYPE)
    has_prices = bool(price_tables(request, portal, overseers).current)
    if not (plans.total or asked.kept or sheets or has_prices):
        return None
    return {
        **(sheets or _NO_SHEETS),
        "plans": plans,
        "asked": asked,
        "kinds": [(value, kind.label) for value, kind in KINDS.items()],
        "states": PostingState.choices,
        "prices": prices_path() if has_prices else "",
        # The section is not empty where no story of its own stands in it.
        "shows_more": True,
    }


def shown_from_above(portal: Portal) -> Q:
    """Whether offices above have prices, or plans that name this portal: part of a query over its sections."""
    above = all_above(portal, local_date(timezone.now())).values("pk")
    standing = {
        "live": True,
        "placements__portal__in": above,
        "placements__role": PlacementRole.ORIGIN,
        "placements__removed_at__isnull": True,
    }
    prices = DisclosurePage.objects.filter(form=PRICES, **standing).exclude(series="")
    plans = LandPlanPage.objects.filter(place_keys__contains=place_key(portal), **standing)
    return Q(Exists(prices)) | Q(Exists(plans))


def named_in_plans(portal: Portal) -> str:
    """Return how the portal is looked for among the keys of a plan: a key has no sign that would have to be escaped."""
    return f"%{place_key(portal)}%"


LAND = SectionList(
    "editorial/land/section.html",
    read_land,
    holds=shown_from_above,
    query=frozenset({YEAR, TEXT, KIND, STATE, PAGE}),
)
