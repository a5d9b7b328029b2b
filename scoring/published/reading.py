"""Reading what is published of a month. The one way from cards to the public: it knows no card without a notice."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from portals.clock import local_date
from portals.models import Portal, PortalAddress
from scoring.enums import CriterionKind, LineState, ProceedingState
from scoring.models import (
    OwnCard,
    Proceeding,
    PublicScores,
    PublishedRanks,
    RoundCorrection,
    Scorecard,
)
from scoring.periods import Month
from scoring.rounds.ledger_entries import name_of_rubric
from scoring.rubrics.spec import RubricSpec
from scoring.rubrics.storage import read_specs

from .table import (
    Confirmed,
    JudgedBy,
    PublishedAdjustment,
    PublishedLine,
    PublishedMonth,
    PublishedOwnCard,
    PublishedPortal,
    PublishedProceeding,
    RankRange,
)


def published_proceedings(*, in_public: bool = False) -> QuerySet[Proceeding]:
    """The proceedings with a notice; `in_public`: those that anybody is shown, since all of their tiers are."""
    found = Proceeding.objects.filter(published_at__isnull=False, notice__isnull=False)
    if not in_public:
        return found
    shown = PublicScores.objects.values("tier")
    kept_back = Scorecard.objects.filter(round=OuterRef("round"), proceeding=OuterRef("pk"))
    return found.filter(~Exists(kept_back.exclude(tier__in=shown)))


def published_cards(*, in_public: bool = False) -> QuerySet[Scorecard]:
    """The cards of these proceedings."""
    return Scorecard.objects.filter(proceeding__in=published_proceedings(in_public=in_public))


def published_months(scorer: Portal | None = None, *, in_public: bool = False) -> list[Month]:
    """Return the months of which something is published, of one scorer or of any, the newest first. One query."""
    found = published_proceedings(in_public=in_public)
    if scorer is not None:
        found = found.filter(scorer=scorer)
    days = found.order_by("-round__month").values_list("round__month", flat=True).distinct()
    return [Month.of(day) for day in days]


def published_month(
    month: Month,
    *,
    scorer: Portal | None = None,
    portal_ids: Collection[int] | None = None,
    with_lines: bool = True,
    in_public: bool = False,
) -> PublishedMonth | None:
    """Return what is published of `month`; None where nothing is. Twelve queries, whatever the number of portals.

    Some eight more for the province's own card. Of one scorer, or of some portals, where these are given. Without lines
    a month of thousands of cards is light.
    """
    rows = published_proceedings(in_public=in_public).filter(round__month=month.first)
    if scorer is not None:
        rows = rows.filter(scorer=scorer)
    proceedings = list(rows.select_related("scorer__site", "notice").order_by("scorer__name", "pk"))
    if not proceedings:
        return None
    cards = _cards(proceedings, portal_ids, with_lines=with_lines)
    hosts = _hosts(proceedings, cards)
    specs = read_specs({card.rubric_id: card.rubric for card in cards}.values())
    corrected = {
        card: (proceeding, at)
        for card, proceeding, at in RoundCorrection.objects.filter(
            confirmed_at__isnull=False, card__proceeding__in=proceedings
        )
        .order_by("confirmed_at")
        .values_list("card", "card__proceeding", "confirmed_at")
        if at is not None
    }
    told = [_proceeding(one, hosts, corrected.values()) for one in proceedings]
    others = Proceeding.objects.filter(round__month=month.first).exclude(
        pk__in=[one.pk for one in proceedings]
    )
    is_complete = scorer is not None or not others.exists()
    ranks = _ranks(proceedings, scorer, max(one.changed_at for one in told)) if is_complete else {}
    scorers = {one.pk: hosts[one.scorer_id] for one in proceedings}
    return PublishedMonth(
        month=month,
        scope=hosts[scorer.pk] if scorer else "",
        is_complete=is_complete,
        proceedings=told,
        rubrics=specs,
        portals=[
            _portal(
                card,
                hosts,
                scorers[card.proceeding_id or 0],
                specs[card.rubric_id],
                card.pk in corrected,
                ranks.get(card.pk),
                with_lines,
            )
            for card in cards
        ],
        own=None if scorer else published_own_card(month, in_public=in_public),
    )


def published_own_card(
    month: Month, *, with_lines: bool = True, in_public: bool = False
) -> PublishedOwnCard | None:
    """Return the province's own card of `month` once it is public; `in_public`: where anybody is shown its tier.

    A query where there is none, some eight where there is.
    """
    rows = OwnCard.objects.filter(card__round__month=month.first, published_at__isnull=False)
    if in_public:
        rows = rows.filter(card__tier__in=PublicScores.objects.values("tier"))
    found = rows.select_related(
        "card__portal", "card__tier", "card__cluster", "card__rubric", "confirmed_by__decision"
    ).first()
    if found is None or found.published_at is None:
        return None
    card, seat = found.card, found.confirmed_by
    hosts = _hosts_on({card.portal_id: local_date(found.published_at)})
    spec = read_specs([card.rubric])[card.rubric_id]
    return PublishedOwnCard(
        portal=_portal(card, hosts, "", spec, False, None, with_lines),
        published_at=found.published_at,
        office=seat.decision.office if seat else "",
        decision_number=seat.decision.number if seat else "",
        confirmed_at=found.confirmed_at,
        findings=_findings(found),
    )


def _findings(own_card: OwnCard) -> dict[str, tuple[Confirmed, str]]:
    points = {line["code"]: line["points"] for line in own_card.card.lines["criteria"]}
    found = {}
    for one in own_card.verdicts.order_by("pk"):
        now = points.get(one.criterion_code)
        is_other = one.points != (None if now is None else Decimal(now))
        said = Confirmed.CONTESTED if one.is_contested else Confirmed.HOLDS
        found[one.criterion_code] = (Confirmed.CHANGED if is_other else said, one.reason)
    return found


def kept_ranks(
    proceedings: Collection[Proceeding], scorer: Portal | None
) -> QuerySet[PublishedRanks]:
    """What was counted of these proceedings together, or of the one of `scorer`."""
    rows = PublishedRanks.objects.filter(round__in={one.round_id for one in proceedings})
    if scorer is None:
        return rows.filter(proceeding=None)
    return rows.filter(proceeding__in=proceedings)


def _ranks(
    proceedings: Collection[Proceeding], scorer: Portal | None, changed_at: datetime
) -> dict[int, RankRange]:
    """The ranks by card, as far as they were counted after the last change. One query."""
    return {
        int(card): RankRange(*numbers)
        for row in kept_ranks(proceedings, scorer)
        if row.of >= changed_at
        for card, numbers in row.ranks.items()
    }


def _cards(
    proceedings: list[Proceeding], portal_ids: Collection[int] | None, *, with_lines: bool
) -> list[Scorecard]:
    found = Scorecard.objects.filter(proceeding__in=proceedings)
    if portal_ids is not None:
        found = found.filter(portal__in=portal_ids)
    if not with_lines:
        found = found.defer("lines")
    return list(
        found.select_related("portal", "tier", "cluster", "rubric").order_by(
            "tier__level", "tier", "portal__name", "pk"
        )
    )


def _hosts(proceedings: list[Proceeding], cards: list[Scorecard]) -> dict[int, str]:
    """The main host name of each portal on the day on which its card was decided: that of the ledger. One query."""
    days = {one.pk: local_date(one.decided_at or one.opened_at) for one in proceedings}
    asked = {one.scorer_id: days[one.pk] for one in proceedings}
    asked |= {card.portal_id: days[card.proceeding_id or 0] for card in cards}
    return _hosts_on(asked)


def _hosts_on(asked: Mapping[int, date]) -> dict[int, str]:
    found: dict[int, str] = {}
    rows = PortalAddress.objects.filter(portal__in=asked, is_main=True).order_by("period", "pk")
    for address in rows:
        # The newest stands for a portal that had none that day.
        if address.portal_id not in found or asked[address.portal_id] >= address.period.lower:
            found[address.portal_id] = address.hostname
    return found


def _proceeding(
    row: Proceeding, hosts: Mapping[int, str], corrected: Iterable[tuple[int, datetime]]
) -> PublishedProceeding:
    if row.decided_at is None or row.published_at is None:
        raise ValueError(f"proceeding {row.pk} is not published")
    return PublishedProceeding(
        proceeding_id=row.pk,
        scorer_id=row.scorer_id,
        scorer=hosts[row.scorer_id],
        scorer_name=row.scorer.name,
        notice_number=row.notice.number,
        notice_dated=row.notice.dated,
        notice_file_id=row.notice.file_id,
        decided_at=row.decided_at,
        published_at=row.published_at,
        changed_at=max([row.published_at, *(at for pk, at in corrected if pk == row.pk)]),
        is_corrected=row.state == ProceedingState.CORRECTED,
        notice_signatures=row.notice.signatures,
    )


def _portal(
    card: Scorecard,
    hosts: Mapping[int, str],
    scorer: str,
    spec: RubricSpec,
    is_corrected: bool,
    rank: RankRange | None,
    with_lines: bool,
) -> PublishedPortal:
    kinds = {one.code: one.kind for one in spec.criteria}
    return PublishedPortal(
        portal_id=card.portal_id,
        card_id=card.pk,
        hostname=hosts[card.portal_id],
        code=card.portal.code,
        name=card.portal.name,
        tier=card.tier_id,
        tier_name=card.tier.name,
        cluster=card.cluster.name if card.cluster else "",
        scorer=scorer,
        rubric_id=card.rubric_id,
        rubric=name_of_rubric(card.rubric),
        earned=card.earned,
        applicable=card.applicable,
        penalty=card.penalty,
        bonus=card.bonus,
        total=card.total,
        band=card.band,
        provisional=card.provisional,
        is_corrected=is_corrected,
        rank=rank,
        lines=[_line(one, kinds) for one in card.lines["criteria"]] if with_lines else (),
        adjustments=[_adjustment(one) for one in card.lines["adjustments"]] if with_lines else (),
    )


def _line(line: Mapping[str, Any], kinds: Mapping[str, CriterionKind]) -> PublishedLine:
    state = LineState(line["state"])
    return PublishedLine(
        code=line["code"],
        name=line["name"],
        group=line["group"],
        most=Decimal(line["most"]),
        points=None if line["points"] is None else Decimal(line["points"]),
        state=state,
        judged=judged_by(line, kinds),
        is_late=bool(line.get("late")),
        reason=line.get("reason", "") if state == LineState.BY_NATURE else "",
    )


def judged_by(line: Mapping[str, Any], kinds: Mapping[str, CriterionKind]) -> JudgedBy:
    """Who found what a kept line says."""
    if line["state"] == LineState.NOT_MEASURED:
        return JudgedBy.NOT_MEASURED
    by_person = (
        line.get("overridden") or line.get("entered_from")
        or kinds.get(line["code"]) == CriterionKind.JUDGED
    )  # fmt: skip
    return JudgedBy.BY_PEOPLE if by_person else JudgedBy.BY_MACHINE


def _adjustment(one: Mapping[str, Any]) -> PublishedAdjustment:
    return PublishedAdjustment(
        one["code"], one["name"], one["kind"], one["times"], Decimal(one["points"])
    )
