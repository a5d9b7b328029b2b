"""What the portal's search names of prices: who asks what land is priced at is led to the table, of a street too."""

from __future__ import annotations

from itertools import pairwise
from urllib.parse import urlencode

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from editorial.procedures.words import folded_words, typed_words
from editorial.public.search_hits import SearchHit, SearchHits
from portals.clock import local_date
from portals.models import Portal
from portals.queries import overseers_of

from .asking import TEXT, PriceQuestion
from .finding import found_prices
from .tables import tables_on
from .views import prices_path

PRICE_OF_LAND = ("gia", "dat")
# Words before these two that say nothing of a street.
LEADING = {"bang"}


def prices_named(portal: Portal, text: str) -> SearchHits | None:
    """Lead to the prices, of what else was typed where a street is called so. Three queries, none without the words."""
    street = _beside_the_price(text)
    if street is None:
        return None
    day = local_date(timezone.now())
    tables = tables_on(portal, overseers_of(portal, day), day)
    if not tables.current:
        return None
    narrowing = ""
    if street and found_prices(tables, PriceQuestion(text=street)).exists():
        narrowing = f"?{urlencode({TEXT: street})}"
    hit = SearchHit(
        f"{_('Prices of land by street')}{': ' if narrowing else ''}{street if narrowing else ''}",
        _("By street, commune, position and kind of land; an area is reckoned with it."),
        f"{prices_path()}{narrowing}",
    )
    return SearchHits(gettext_lazy("Prices of land"), [hit])


def _beside_the_price(text: str) -> str | None:
    """What was typed beside "giá đất"; None where that was not."""
    words = typed_words(text)
    folded = [folded_words(word) for word in words]
    place = next((n for n, pair in enumerate(pairwise(folded)) if pair == PRICE_OF_LAND), None)
    if place is None:
        return None
    before = [
        word for word, bare in zip(words[:place], folded, strict=False) if bare not in LEADING
    ]
    return " ".join([*before, *words[place + 2 :]])
