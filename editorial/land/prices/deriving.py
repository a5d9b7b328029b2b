"""Prices are made of public price tables by one verb: at publication, at a correction, at a withdrawal, and anew."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import TYPE_CHECKING

from django.db import transaction

from editorial.land.models import LandPrice
from editorial.land.models.price import LONGEST_NAME, LONGEST_STREET
from editorial.models import DisclosurePage
from editorial.models.disclosure_sheet import SheetRow, StoredSheet
from editorial.procedures.words import folded_words, procedure_words
from portals.models import Portal
from portals.pagecache.cache_invalidation import change_province_edition
from portals.text import slug_of
from portals.tiers import traits_of

if TYPE_CHECKING:
    from editorial.models import StoryPage

# The form of official sheets that is a price table.
FORM = "bang-gia-dat"
# What a table without a column for it is about: the form says so.
RESIDENTIAL = "Đất ở"
POSITION = re.compile(r"vt([1-9])")
AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class Segment:
    """One line of a table, without its prices."""

    street: str
    begins_at: str
    ends_at: str
    commune: str
    land_type: str

    @property
    def key(self) -> str:
        """The same for the same segment in the tables of all years, however its words are spelt."""
        parts = (self.street, self.begins_at, self.ends_at, self.commune, self.land_type)
        told = "|".join(folded_words(procedure_words([part])) for part in parts)
        return sha256(told.encode()).hexdigest()[:32]


def key_of(name: str) -> str:
    """Return how a commune or a kind of land is called in addresses."""
    return slug_of(name, fallback="", max_length=LONGEST_NAME)


def prices_of(page: DisclosurePage, portal: Portal) -> Iterator[LandPrice]:
    """Yield the prices in the table of `page`, which `portal` published. No query."""
    sheet = page.stored_sheet
    places = _positions(sheet)
    usual = portal.name if traits_of(portal.tier_id).is_compared else ""
    begins = first_day(page)
    for line, row in enumerate(sheet.rows):
        prices = {
            position: value
            for position, place in places.items()
            if isinstance(value := row.cells[place], int) and value > 0
        }
        if not prices:
            continue
        segment = _segment(sheet, row, usual)
        words = procedure_words([segment.street, segment.begins_at, segment.ends_at])
        for position, price in prices.items():
            yield LandPrice(
                page=page,
                row=row.code,
                position=position,
                price=price,
                is_further=position > min(prices),
                line=line,
                street=segment.street,
                begins_at=segment.begins_at,
                ends_at=segment.ends_at,
                commune=segment.commune,
                commune_key=key_of(segment.commune),
                land_type=segment.land_type,
                land_type_key=key_of(segment.land_type),
                valid_from=begins,
                valid_to=page.period_ends,
                words=words,
                folded_words=folded_words(words),
                segment_key=segment.key,
            )


def first_day(page: DisclosurePage) -> date:
    """Return the first day of the table's period."""
    quarter, month = page.period_quarter, page.period_month
    begins = 3 * quarter - 2 if quarter else month or 1
    return date(page.period_year, begins, page.period_day or 1)


def _positions(sheet: StoredSheet) -> Mapping[int, int]:
    """Where the prices of each position stand among the cells of a row."""
    found = ((POSITION.fullmatch(one.code), place) for place, one in enumerate(sheet.columns))
    return {int(match[1]): place for match, place in found if match}


def _segment(sheet: StoredSheet, row: SheetRow, usual: str) -> Segment:
    def said(column: str, longest: int) -> str:
        place = sheet.place_of(column)
        value = row.cells[place] if place is not None else None
        return " ".join(value.split())[:longest] if isinstance(value, str) else ""

    return Segment(
        row.label[:LONGEST_STREET],
        said("tu", LONGEST_STREET),
        said("den", LONGEST_STREET),
        said("dia_ban", LONGEST_NAME) or usual,
        said("loai_dat", LONGEST_NAME) or RESIDENTIAL,
    )


def derive_prices(page: DisclosurePage) -> int:
    """Put the prices of the table as the instance has it in the place of those that were kept; return how many.

    A page that is not public any more, or is another board's version, keeps none. Two statements for each 2,000.
    """
    with transaction.atomic():
        LandPrice.objects.filter(page=page.pk).delete()
        rows = list(prices_of(page, page.portal_of_page())) if page.series else []
        LandPrice.objects.bulk_create(rows, batch_size=AT_ONCE)
    return len(rows)


def derive_all() -> int:
    """Make the prices of all public tables anew, and end those of others; return how many stand. For the operator."""
    public = DisclosurePage.objects.filter(form=FORM, live=True).exclude(series="")
    with transaction.atomic():
        LandPrice.objects.exclude(page__in=public.values("pk")).delete()
        count = sum(derive_prices(page) for page in public.order_by("pk").iterator(chunk_size=20))
        change_province_edition(forbid_stale=True)
    return count


def follow_price_table(*, story: StoryPage, now: datetime) -> None:
    """Keep the prices of the version that is public now. For `placements.publications`."""
    if isinstance(story, DisclosurePage) and story.form == FORM:
        derive_prices(story)
        # The portals below look prices up in the tables of those above.
        change_province_edition(forbid_stale=True)


class LandPricesEnd:
    """What was withdrawn is looked up no more. For `placements.withdrawals`."""

    rank = 83

    def lock(self, story: StoryPage) -> None:
        """Nothing: the rows are the story's own, and whoever changes them holds the story."""

    def settle(self, *, story: StoryPage, now: datetime, reason: str) -> None:
        if LandPrice.objects.filter(page=story.pk).delete()[0]:
            change_province_edition(forbid_stale=True)


def keep_imported_prices(pages: Sequence[DisclosurePage], portals: Mapping[int, Portal]) -> None:
    """Keep the prices of tables that a bulk import wrote. `portals` by the pages' ids."""
    rows = [
        price for page in pages if page.form == FORM for price in prices_of(page, portals[page.pk])
    ]
    LandPrice.objects.bulk_create(rows, batch_size=AT_ONCE)
