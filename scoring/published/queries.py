"""What the public pages of scores ask: a page of a table, the months before and after, who does a criterion best."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import DecimalField, F, OuterRef, QuerySet, Subquery

from editorial.models import StoryPage
from portals.models import Cluster, Portal, Tier
from scoring.models import Proceeding, PublishedRanks
from scoring.periods import Month

from .reading import kept_ranks, published_cards, published_proceedings
from .table import PublishedLine, PublishedPortal
from .together import Together

MONTHS_OF_TREND = 24
MOST_LOST = 5
MOST_IMPROVED = 3
EXAMPLES = 2
RANK, NAME, CHANGE = "hang", "ten", "tien-bo"
ORDERS: Mapping[str, tuple[Any, ...]] = {
    RANK: ("tier__level", "tier", "provisional", "-total", "portal__name", "pk"),
    NAME: ("portal__name", "pk"),
    CHANGE: (F("moved").desc(nulls_last=True), "portal__name", "pk"),
}


@dataclass(frozen=True, slots=True)
class TableFilter:
    """Which rows of a month are looked at, and in which order. Empty: all."""

    order: str = RANK
    tier: str = ""
    cluster: int = 0


def cards_shown(month: Month, scorer: Portal | None) -> QuerySet[Any]:
    """The cards of a month that anybody is shown, each with how it `moved` since the month before."""
    shown = published_cards(in_public=True)
    before = shown.filter(round__month=month.later(-1).first, portal=OuterRef("portal"))
    found = shown.filter(round__month=month.first)
    if scorer is not None:
        found = found.filter(proceeding__scorer=scorer)
    points = DecimalField(max_digits=5, decimal_places=2)
    return found.annotate(
        moved=F("total") - Subquery(before.values("total")[:1], output_field=points)
    )


def rows_of(cards: QuerySet[Any], wanted: TableFilter) -> QuerySet[Any]:
    """The cards that are looked at, in the order asked for."""
    if wanted.tier:
        cards = cards.filter(tier=wanted.tier)
    if wanted.cluster:
        cards = cards.filter(cluster=wanted.cluster)
    return cards.defer("lines").order_by(*ORDERS[wanted.order])


def tiers_and_clusters(cards: QuerySet[Any]) -> tuple[list[Tier], list[Cluster]]:
    """Return which of them the month has. Two queries."""
    tiers = Tier.objects.filter(pk__in=cards.order_by().values("tier")).order_by("level", "pk")
    clusters = Cluster.objects.filter(pk__in=cards.order_by().values("cluster"))
    return list(tiers), list(clusters.order_by("name", "pk"))


def most_improved(cards: QuerySet[Any]) -> list[Any]:
    """Return those whose totals grew most since the month before, provisional ones left out. One query."""
    risen = cards.filter(moved__gt=0, provisional="").select_related("portal").defer("lines")
    return list(risen.order_by("-moved", "portal__name", "pk")[:MOST_IMPROVED])


def kept_together(month: Month, scorer: Portal | None) -> dict[str, Together]:
    """Return by tier what was counted of all cards together, as far as it is of what is shown now. Two queries."""
    shown = published_proceedings(in_public=True).filter(round__month=month.first)
    if scorer is not None:
        shown = shown.filter(scorer=scorer)
    proceedings = list(shown)
    others = Proceeding.objects.filter(round__month=month.first).exclude(
        pk__in=[one.pk for one in proceedings]
    )
    if not proceedings or (scorer is None and others.exists()):
        return {}
    rows: QuerySet[PublishedRanks] = kept_ranks(proceedings, scorer)
    return {row.tier_id: Together.from_json(row.together) for row in rows}


def criteria_without_variance() -> list[tuple[Tier, list[str]]]:
    """Return by tier the criteria on which all had the same in the last two months that were counted. One query."""
    kept: dict[Tier, list[set[str]]] = {}
    rows = PublishedRanks.objects.filter(proceeding=None).select_related("tier", "round")
    for row in rows.order_by("tier__level", "tier", "-round__month"):
        kept.setdefault(row.tier, []).append(set(Together.from_json(row.together).even))
    both = {tier: sets[0] & sets[1] for tier, sets in kept.items() if len(sets) > 1}
    return [(tier, sorted(codes)) for tier, codes in both.items() if codes]


@dataclass(frozen=True, slots=True)
class TrendPoint:
    month: Month
    total: Decimal
    band: str
    is_provisional: bool


def trend_of(portal: Portal, month: Month) -> list[TrendPoint]:
    """Return the published months of a portal up to `month`, the oldest first. One query."""
    rows = (
        published_cards(in_public=True)
        .filter(
            portal=portal,
            round__month__lte=month.first,
            round__month__gt=month.later(-MONTHS_OF_TREND).first,
        )
        .order_by("round__month")
        .values_list("round__month", "total", "band", "provisional")
    )
    return [
        TrendPoint(Month.of(day), total, band, bool(provisional))
        for day, total, band, provisional in rows
    ]


@dataclass(frozen=True, slots=True)
class MendedLine:
    """A line that lost points, and the first month since in which it lost none."""

    line: PublishedLine
    mended_in: Month | None


def lost_points(portal: PublishedPortal, month: Month) -> tuple[list[MendedLine], Month | None]:
    """Return the lines that lost most, and the newest published month that says what became of them. One query."""
    lost = sorted(
        (one for one in portal.lines if one.lost > 0), key=lambda one: (-one.lost, one.code)
    )
    mended: dict[str, Month] = {}
    newest: Month | None = None
    later = published_cards(in_public=True).filter(
        portal=portal.portal_id, round__month__gt=month.first
    )
    for day, lines in later.order_by("round__month").values_list("round__month", "lines"):
        newest = Month.of(day)
        for line in lines["criteria"]:
            if line["points"] is not None and Decimal(line["points"]) == Decimal(line["most"]):
                mended.setdefault(line["code"], newest)
            elif line["points"] is not None:
                mended.pop(line["code"], None)
    return [MendedLine(one, mended.get(one.code)) for one in lost[:MOST_LOST]], newest


@dataclass(frozen=True, slots=True)
class Example:
    """A portal that does a criterion well, with stories on which its points rest."""

    portal: Portal
    points: Decimal
    most: Decimal
    stories: list[tuple[str, int]]


def examples_of(together: Together) -> dict[str, list[Example]]:
    """Return by criterion who does it best. Two queries: at most three cards a criterion are read."""
    wanted = {pk for cards in together.best.values() for pk in cards}
    cards = {
        card.pk: card
        for card in published_cards(in_public=True)
        .filter(pk__in=wanted)
        .select_related("portal__site")
    }
    lines = {
        pk: {line["code"]: line for line in card.lines["criteria"]} for pk, card in cards.items()
    }
    titles = _public_titles(
        pk for by_code in lines.values() for line in by_code.values() for pk in _stories(line)
    )
    return {
        code: [
            Example(
                cards[pk].portal,
                Decimal(lines[pk][code]["points"]),
                Decimal(lines[pk][code]["most"]),
                [(titles[one], one) for one in _stories(lines[pk][code]) if one in titles][
                    :EXAMPLES
                ],
            )
            for pk in kept
            if pk in cards and lines[pk].get(code, {}).get("points") is not None
        ]
        for code, kept in together.best.items()
    }


def _stories(line: Mapping[str, Any]) -> list[int]:
    """The stories that counted for a line, as far as its card names them."""
    return [pk for kind, pk, _name, why in line.get("evidence", ()) if kind == "story" and not why]


def _public_titles(stories: Iterable[int]) -> dict[int, str]:
    """What is public today under its title of today: a story that was withdrawn is not named."""
    rows = StoryPage.objects.filter(
        pk__in=set(stories),
        live=True,
        placements__removed_at__isnull=True,
    )
    return dict(rows.values_list("pk", "title"))
