"""The figures of one scorer's month: what its notice and the tables beside it are made of."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby
from typing import Any

from editorial.readership.monthly import ReadMonth, month_of_reading
from portals.models import Tier
from scoring.course.people import cards_of
from scoring.models import Appeal, Proceeding, Scorecard
from scoring.rounds.engine import ranks
from scoring.rubrics.spec import RubricSpec
from scoring.rubrics.storage import read_specs

HUNDREDTH = Decimal("0.01")
MOST_LOST = 5


@dataclass(frozen=True)
class PortalFigures:
    """One portal: its points by group of criteria (None: nothing of the group applied), total, band and rank.

    The rank is among those of its tier that the same scorer judges.
    """

    name: str
    groups: Sequence[Decimal | None]
    applicable: Decimal
    adjustment: Decimal
    total: Decimal
    band: str
    rank: int | None
    provisional: str


@dataclass(frozen=True)
class GroupColumn:
    code: str
    name: str
    most: Decimal


@dataclass(frozen=True)
class TierFigures:
    """All portals of a tier, the best first, those without a rank last."""

    tier: Tier
    groups: Sequence[GroupColumn]
    bands: Mapping[str, int]
    portals: Sequence[PortalFigures]

    @property
    def mean(self) -> Decimal:
        return mean([one.total for one in self.portals])

    @property
    def without_rank(self) -> int:
        return sum(1 for one in self.portals if one.rank is None)


@dataclass(frozen=True)
class LostPoints:
    """How much a criterion cost the portals to which it applied, on the average."""

    code: str
    name: str
    lost: Decimal
    most: Decimal


@dataclass(frozen=True)
class MonthFigures:
    tiers: Sequence[TierFigures]
    most_lost: Sequence[LostPoints]
    # By the value of the ruling.
    rulings: Mapping[str, int]
    # Titles of the rubrics, and numbers of the decisions by which they are in force.
    rubrics: Sequence[tuple[str, str]]
    # How these portals were read, which is no part of any score; None where it is not known.
    read: ReadMonth | None
    # The names of those that nobody looked at.
    unread: Sequence[str]

    @property
    def portals(self) -> list[PortalFigures]:
        return [one for tier in self.tiers for one in tier.portals]


def mean(values: Sequence[Decimal]) -> Decimal:
    """The mean to a hundredth, half up; of nothing zero."""
    if not values:
        return Decimal()
    return (sum(values, Decimal()) / len(values)).quantize(HUNDREDTH, ROUND_HALF_UP)


def figures_of_notice(proceeding: Proceeding, today: date) -> MonthFigures:
    """Read the figures of one scorer's month. Eleven queries, however many portals there are."""
    cards = list(
        cards_of(proceeding)
        .select_related("portal", "tier", "rubric")
        .order_by("tier__level", "tier", "-total", "portal__name", "pk")
    )
    rubrics = list({card.rubric_id: card.rubric for card in cards}.values())
    specs = read_specs(rubrics)
    names = {card.portal_id: card.portal.name for card in cards}
    read = month_of_reading(names.keys(), proceeding.round.month, today)
    rulings = Appeal.objects.filter(card__in=[card.pk for card in cards])
    return MonthFigures(
        tiers=[
            _of_tier(tier, list(own), specs)
            for tier, own in groupby(cards, key=lambda card: card.tier)
        ],
        most_lost=_most_lost(cards),
        rulings=Counter(rulings.order_by().values_list("ruling", flat=True)),
        rubrics=[(one.title, one.decision_number) for one in rubrics],
        read=read,
        unread=sorted(names[portal] for portal in read.unread) if read else [],
    )


def _of_tier(
    tier: Tier, cards: Sequence[Scorecard], specs: Mapping[int, RubricSpec]
) -> TierFigures:
    groups: dict[str, GroupColumn] = {}
    bands: Counter[str] = Counter()
    for spec in (specs[pk] for pk in dict.fromkeys(card.rubric_id for card in cards)):
        bands.update({band.name: 0 for band in spec.bands})
        for group in spec.groups:
            groups.setdefault(
                group.code, GroupColumn(group.code, group.name, spec.points_of(group.code))
            )
    bands.update(card.band for card in cards if card.band)
    placed = ranks({card.pk: card.total for card in cards if not card.provisional})
    portals = [_of_portal(card, list(groups), placed.get(card.pk)) for card in cards]
    portals.sort(key=lambda one: one.rank is None)
    return TierFigures(tier, list(groups.values()), bands, portals)


def _of_portal(card: Scorecard, groups: Sequence[str], rank: int | None) -> PortalFigures:
    points: dict[str, Decimal] = {}
    for line in card.lines["criteria"]:
        if line["points"] is not None:
            points[line["group"]] = points.get(line["group"], Decimal()) + Decimal(line["points"])
    return PortalFigures(
        name=card.portal.name,
        groups=[points.get(code) for code in groups],
        applicable=card.applicable,
        adjustment=card.bonus - card.penalty,
        total=card.total,
        band=card.band,
        rank=rank,
        provisional=card.provisional,
    )


def _most_lost(cards: Sequence[Scorecard]) -> list[LostPoints]:
    lost: dict[str, list[Decimal]] = defaultdict(list)
    last: dict[str, Mapping[str, Any]] = {}
    for card in cards:
        for line in card.lines["criteria"]:
            if line["points"] is not None:
                last[line["code"]] = line
                lost[line["code"]].append(Decimal(line["most"]) - Decimal(line["points"]))
    found = [
        LostPoints(code, last[code]["name"], mean(values), Decimal(last[code]["most"]))
        for code, values in lost.items()
    ]
    found.sort(key=lambda one: (-one.lost, one.code))
    return [one for one in found[:MOST_LOST] if one.lost]
