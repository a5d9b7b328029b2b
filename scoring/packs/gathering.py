"""The figures of a pack, read from published months alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from portals.ledger.queries import address_of_files
from scoring.enums import NoticeStanding
from scoring.models import RoundNotice
from scoring.periods import Month
from scoring.published.proofs import proven_acts
from scoring.published.reading import published_cards, published_month
from scoring.published.years import PublishedYear, published_year

TENTH = Decimal("0.1")
AT_ONCE = 200


@dataclass(frozen=True)
class PackPeriod:
    """A half of a year, 1 or 2; 0: the whole."""

    year: int
    half: int

    @property
    def months(self) -> list[Month]:
        first, last = {0: (1, 12), 1: (1, 6), 2: (7, 12)}[self.half]
        return [Month(self.year, number) for number in range(first, last + 1)]

    def __str__(self) -> str:
        named = {0: "năm", 1: "6 tháng đầu năm", 2: "6 tháng cuối năm"}
        return f"{named[self.half]} {self.year}"


@dataclass
class CriterionFigures:
    """What portals reached of a criterion: points earned and possible by month, and how often all of them."""

    code: str
    name: str
    earned: dict[Month, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    possible: dict[Month, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    cards: int = 0
    full: int = 0

    def share(self, month: Month | None = None) -> Decimal | None:
        """Points earned of a hundred possible, in a month or in all; None where nothing applied."""
        if month is None:
            earned, possible = sum(self.earned.values()), sum(self.possible.values())
        else:
            earned, possible = self.earned.get(month, 0), self.possible.get(month, 0)
        if not possible:
            return None
        return (Decimal(earned) * 100 / Decimal(possible)).quantize(TENTH, ROUND_HALF_UP)


@dataclass(frozen=True)
class NoticeFigures:
    """A notice with what proves it: its place in the ledger, None while that is not signed."""

    month: Month
    scorer: str
    number: str
    dated: date
    standing: NoticeStanding
    sha256: str
    entry: int | None


@dataclass(frozen=True)
class PackFigures:
    period: PackPeriod
    months: Sequence[Month]
    year: PublishedYear
    criteria: Mapping[str, CriterionFigures]
    notices: Sequence[NoticeFigures]
    # Where the ledger's files are; empty without a province.
    ledger: str


def gather(period: PackPeriod, now: datetime) -> PackFigures:
    """Read all that a pack tells. For workers: it reads every line of every published card of the period."""
    criteria: dict[str, CriterionFigures] = {}
    months: set[Month] = set()
    firsts = [month.first for month in period.months]
    cards = published_cards().filter(round__month__in=firsts).order_by("round__month", "pk")
    for day, lines in cards.values_list("round__month", "lines").iterator(AT_ONCE):
        month = Month.of(day)
        months.add(month)
        for line in lines["criteria"]:
            found = criteria.setdefault(line["code"], CriterionFigures(line["code"], line["name"]))
            if line["points"] is None:
                continue
            points, most = Decimal(line["points"]), Decimal(line["most"])
            found.earned[month] += points
            found.possible[month] += most
            found.cards += 1
            found.full += points == most
    in_order = sorted(months)
    return PackFigures(
        period=period,
        months=in_order,
        year=published_year(period.year, months=[month.month for month in period.months]),
        criteria=dict(sorted(criteria.items())),
        notices=[one for month in in_order for one in _notices(month)],
        ledger=address_of_files(now=now),
    )


def _notices(month: Month) -> list[NoticeFigures]:
    published = published_month(month, with_lines=False)
    if published is None:
        return []
    proven = {
        act.entry.body["scorer"]: act
        for act in proven_acts(published) or ()
        if act.entry.kind == "scores-published"
    }
    standings = dict(
        RoundNotice.objects.filter(
            proceeding__in=[one.proceeding_id for one in published.proceedings]
        ).values_list("proceeding", "standing")
    )
    found = []
    for one in published.proceedings:
        act = proven.get(one.scorer)
        found.append(
            NoticeFigures(
                month=month,
                scorer=one.scorer_name,
                number=one.notice_number,
                dated=one.notice_dated,
                standing=NoticeStanding(standings[one.proceeding_id]),
                sha256=str(act.entry.body["sha256"]) if act else "",
                entry=act.proof.index if act else None,
            )
        )
    return found
