"""Who may see which scores, and what the pages of scores show."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Q, QuerySet

from portals.boards.enums import ALL_POSITIONS, APPROVERS, STANDING_EDITORS, Position
from portals.boards.models import BoardMember, User
from portals.clock import local_date
from portals.models import Cluster, Succession, Tier
from portals.tiers import INSTALL_TIER

from .measures.registry import known_measure
from .models import MeasuringRun, Round, Rubric, Scorecard

MONTHS_OF_TREND = 6


@dataclass(frozen=True)
class Office:
    """On which boards a person sits, for scoring: everything of the province, or what their boards score and get."""

    portal_ids: frozenset[int]
    is_of_province: bool
    scores: bool
    decides: bool


def office_of(user: User, now: datetime) -> Office:
    """Return what `user` may do with scores now. One query."""
    posts = list(
        BoardMember.objects.holding(ALL_POSITIONS, local_date(now))
        .filter(user=user)
        .values_list("board__portal", "board__portal__tier", "position")
    )
    of_province = {Position(position) for _portal, tier, position in posts if tier == INSTALL_TIER}
    return Office(
        portal_ids=frozenset(portal for portal, _tier, _position in posts),
        is_of_province=bool(of_province),
        scores=bool(of_province & STANDING_EDITORS),
        decides=bool(of_province & APPROVERS),
    )


def scorecards_seen_by(office: Office) -> QuerySet[Scorecard]:
    """The scorecards that a person may see: all published ones; of others their own boards' and those they score."""
    if office.is_of_province:
        return Scorecard.objects.all()
    if not office.portal_ids:
        return Scorecard.objects.none()
    return Scorecard.objects.filter(
        Q(proceeding__published_at__isnull=False)
        # Of months that were published before there were proceedings, until the clock has given them theirs.
        | Q(round__published_at__isnull=False) & ~Q(tier=INSTALL_TIER)
        | Q(own_way__published_at__isnull=False)
        | Q(portal__in=office.portal_ids)
        | Q(scorer__in=office.portal_ids)
        # Whoever takes the steps of a scorer that closed, and whoever succeeds a portal that did.
        | Q(proceeding__passed_to__in=office.portal_ids)
        | Q(
            portal__in=Succession.objects.filter(
                successor__in=office.portal_ids, portal__closed_on__isnull=False
            ).values("portal")
        )
    )


@dataclass(frozen=True)
class LeagueRow:
    card: Scorecard
    before: Decimal | None
    trend: Sequence[tuple[Round, Decimal]]

    @property
    def change(self) -> Decimal | None:
        return None if self.before is None else self.card.total - self.before

    @property
    def loss(self) -> Decimal | None:
        """How much less than the month before, as a positive number."""
        return None if self.before is None else self.before - self.card.total


def league(cards: QuerySet[Scorecard]) -> QuerySet[Scorecard]:
    """The cards in the order of a league: ranked ones first, ties by name."""
    return cards.select_related("portal", "tier", "cluster", "round", "scorer").order_by(
        "tier__level", "tier", "rank_in_tier", "-total", "portal__name", "pk"
    )


def with_trends(cards: Sequence[Scorecard], office: Office) -> list[LeagueRow]:
    """Put beside each card the totals of the months before, as far as the person may see them. One query."""
    if not cards:
        return []
    months = {card.round.month for card in cards}
    before: dict[int, list[tuple[Round, Decimal]]] = defaultdict(list)
    earlier = (
        scorecards_seen_by(office)
        .filter(portal__in=[card.portal_id for card in cards], round__month__lt=max(months))
        .select_related("round")
        .order_by("-round__month", "pk")
        .only("portal", "total", "provisional", "round__month")
    )
    for card in earlier:
        if len(before[card.portal_id]) < MONTHS_OF_TREND - 1:
            before[card.portal_id].append((card.round, card.total))
    rows = []
    for card in cards:
        past = [pair for pair in before[card.portal_id] if pair[0].month < card.round.month]
        rows.append(
            LeagueRow(
                card=card,
                before=past[0][1] if past else None,
                trend=[*reversed(past), (card.round, card.total)],
            )
        )
    return rows


def rounds() -> QuerySet[Round]:
    return Round.objects.order_by("-month")


@dataclass(frozen=True)
class ToldRun:
    """A measuring of a month, with the name of the measure that it took again."""

    at: datetime
    is_late: bool
    measure: str
    name: str
    reason: str
    ordered_by: User | None


def runs_of(round_: Round) -> list[ToldRun]:
    """Return the measurings of a month, the first one first. One query."""
    runs = MeasuringRun.objects.filter(round=round_).select_related("ordered_by")
    return [
        ToldRun(run.at, run.is_late, run.measure, _name_of(run.measure), run.reason, run.ordered_by)
        for run in runs.order_by("number")
    ]


def _name_of(measure: str) -> str:
    known = known_measure(measure)
    return str(known.name) if known else measure


def tiers_of(cards: QuerySet[Scorecard]) -> QuerySet[Tier]:
    return Tier.objects.filter(pk__in=cards.values("tier")).order_by("level", "pk")


def clusters_of(cards: QuerySet[Scorecard]) -> QuerySet[Cluster]:
    return Cluster.objects.filter(pk__in=cards.values("cluster")).order_by("name", "pk")


def rubrics_seen_by(office: Office) -> QuerySet[Rubric]:
    """The adopted rubrics, and for the province the drafts too; the newest first in each tier."""
    found = Rubric.objects.select_related("tier", "drawn_up_by", "adopted_by")
    if not office.is_of_province:
        found = found.filter(adopted_at__isnull=False)
    return found.order_by("tier__level", "tier", "-version")
