"""Segments that match a question, each with its prices, those of the table before, and what an area costs."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import reduce
from operator import or_
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When, Window

from editorial.land.models import LandPrice
from editorial.models.disclosure_sheet import shown_figure
from editorial.procedures.words import folded_words, has_accents, typed_words

from .asking import PriceQuestion
from .tables import PriceTable, TablesInForce

ROWS_A_PAGE = 20
_SEGMENT = (
    *("page_id", "row", "line", "street", "begins_at", "ends_at", "commune", "commune_key"),
    *("land_type", "segment_key"),
)
# What names a segment, in the order in which they are listed behind their ranks.
_KEY = ("commune_key", "page_id", "line")
_RANKS = ("is_elsewhere", "is_otherwise")


@dataclass(frozen=True, slots=True)
class FoundPrice:
    """The price at one position, in words. `before` and `change` are empty where no older table has the segment."""

    position: int
    price: str
    before: str
    change: str
    whole: str


@dataclass(frozen=True, slots=True)
class FoundSegment:
    street: str
    begins_at: str
    ends_at: str
    commune: str
    land_type: str
    table: PriceTable
    before: PriceTable | None
    prices: list[FoundPrice]


@dataclass(frozen=True, slots=True)
class PriceChoice:
    """A value by which the list is narrowed, with its name. `is_own`: of the reader's portal."""

    value: str
    name: str
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class PriceChoices:
    communes: list[PriceChoice]
    land_types: list[PriceChoice]
    positions: list[int]


def choices_in(tables: TablesInForce, own: Collection[str]) -> PriceChoices:
    """Return by what the prices can be narrowed; the communes of the portal itself first. One query."""
    rows = list(
        LandPrice.objects.filter(page__in=[one.page_id for one in tables.current])
        .values_list("commune_key", "commune", "land_type_key", "land_type", "position")
        .distinct()
    )
    communes = {key: name for key, name, *_rest in rows if key}
    types = {key: name for _key, _name, key, name, _position in rows}
    named = [PriceChoice(key, name, key in own) for key, name in communes.items()]
    return PriceChoices(
        sorted(named, key=lambda one: (not one.is_own, folded_words(one.name))),
        sorted((PriceChoice(key, name) for key, name in types.items()), key=lambda one: one.name),
        sorted({row[-1] for row in rows}),
    )


def found_prices(tables: TablesInForce, asked: PriceQuestion) -> QuerySet[LandPrice]:
    """Return the prices that are asked for. An accent that was typed counts; a word without finds all that it means."""
    wanted = Q(page__in=[one.page_id for one in tables.current])
    for word in typed_words(asked.text):
        wanted &= (
            Q(words__contains=f" {word}")
            if has_accents(word)
            else Q(folded_words__contains=f" {folded_words(word)}")
        )
    if asked.commune:
        wanted &= Q(commune_key=asked.commune)
    if asked.position:
        wanted &= Q(position=asked.position)
    if asked.land_type:
        wanted &= Q(land_type_key=asked.land_type)
    return LandPrice.objects.filter(wanted)


def found_segments(
    tables: TablesInForce, asked: PriceQuestion, own: Collection[str]
) -> tuple[list[FoundSegment], int]:
    """Return one page of the segments, the portal's own communes first, and how many there are. Three queries.

    Which segments they are is asked of one position each, and their words are read for those of the page alone: a
    province has ten thousand.
    """
    prices = found_prices(tables, asked)
    once = prices if asked.position else prices.filter(is_further=False)
    begin = (asked.page - 1) * ROWS_A_PAGE
    keys = list(_keys_in_order(once, asked, own)[begin : begin + ROWS_A_PAGE])
    if not keys:
        return [], once.values(*_KEY).distinct().count() if begin else 0
    of_page = reduce(or_, (Q(**{name: key[name] for name in _KEY}) for key in keys))
    rows = list(in_order(prices.filter(of_page), asked, own))
    former = _former(tables, rows)
    return [_segment(row, tables, asked, former) for row in rows], keys[0]["total"]


def _keys_in_order(
    prices: QuerySet[LandPrice], asked: PriceQuestion, own: Collection[str]
) -> QuerySet[Any, dict[str, Any]]:
    """Return the segments by what names them, each once, in the order of `in_order`; `total`: how many there are."""
    return (
        _ranked(prices, asked, own)
        .values(*_KEY, *_RANKS)
        .annotate(rows=Count("pk"), total=Window(Count("*")))
        .order_by(*_RANKS, *_KEY)
    )


def in_order(
    prices: QuerySet[LandPrice], asked: PriceQuestion, own: Collection[str]
) -> QuerySet[Any, dict[str, Any]]:
    """Return `prices` by segment: those of the portal's communes first, then those spelt just as typed."""
    return (
        _ranked(prices, asked, own)
        .values(*_SEGMENT, *_RANKS)
        .annotate(
            positions=ArrayAgg("position", order_by="position"),
            prices=ArrayAgg("price", order_by="position"),
        )
        .order_by(*_RANKS, *_KEY)
    )


def _ranked(
    prices: QuerySet[LandPrice], asked: PriceQuestion, own: Collection[str]
) -> QuerySet[LandPrice]:
    as_typed = Q()
    for word in typed_words(asked.text):
        as_typed &= Q(words__contains=f" {word}")
    return prices.annotate(
        is_elsewhere=_unless(Q(commune_key__in=list(own))) if own else Value(0),
        is_otherwise=_unless(as_typed) if as_typed else Value(0),
    )


def _unless(condition: Q) -> Case:
    return Case(When(condition, then=Value(0)), default=Value(1), output_field=IntegerField())


def _former(
    tables: TablesInForce, rows: Iterable[dict[str, Any]]
) -> dict[tuple[int, str, int], int]:
    """The prices of these segments in the tables before, by table, segment and position. One query."""
    keys = [row["segment_key"] for row in rows]
    pages = [one.page_id for one in tables.before.values()]
    if not keys or not pages:
        return {}
    found = LandPrice.objects.filter(page__in=pages, segment_key__in=keys)
    return {
        (page, key, position): price
        for page, key, position, price in found.values_list(
            "page", "segment_key", "position", "price"
        )
    }


def _segment(
    row: dict[str, Any],
    tables: TablesInForce,
    asked: PriceQuestion,
    former: dict[tuple[int, str, int], int],
) -> FoundSegment:
    before = tables.before.get(row["page_id"])
    return FoundSegment(
        street=row["street"],
        begins_at=row["begins_at"],
        ends_at=row["ends_at"],
        commune=row["commune"],
        land_type=row["land_type"],
        table=tables.by_page[row["page_id"]],
        before=before,
        prices=[
            _price(
                position,
                price,
                former.get((before.page_id, row["segment_key"], position)) if before else None,
                asked,
            )
            for position, price in zip(row["positions"], row["prices"], strict=True)
        ],
    )


def _price(position: int, price: int, before: int | None, asked: PriceQuestion) -> FoundPrice:
    whole = asked.whole(price)
    return FoundPrice(
        position,
        shown_figure(price),
        "" if before is None else shown_figure(before),
        "" if before is None else change_in_words(before, price),
        "" if whole is None else shown_figure(whole),
    )


def change_in_words(before: int, now: int) -> str:
    """Such as "+10,6 %"; "0 %" where nothing changed."""
    percent = (Decimal(now - before) * 100 / before).quantize(Decimal("0.1"), ROUND_HALF_UP)
    if not percent:
        return "0 %"
    return f"{'+' if percent > 0 else ''}{shown_figure(percent.normalize())} %"


def table_lines(
    tables: TablesInForce, asked: PriceQuestion, own: Collection[str], limit: int
) -> Iterator[list[Any]]:
    """Yield what is found for a file, a line for each position, of at most `limit` segments. One query."""
    by_page = tables.by_page
    for row in in_order(found_prices(tables, asked), asked, own)[:limit]:
        table = by_page[row["page_id"]]
        for position, price in zip(row["positions"], row["prices"], strict=True):
            yield [
                *(row["street"], row["begins_at"], row["ends_at"], row["commune"]),
                *(row["land_type"], position, price),
                *(table.title, table.decision),
                *(table.valid_from.isoformat(), table.valid_to.isoformat()),
            ]
