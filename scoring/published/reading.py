"""Reading what is published of a month. The one way from cards to the public: it knows no card without a notice."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from portals.clock import local_date
from portals.models import Portal, PortalAddress
from scoring.enums import CriterionKind, LineState, ProceedingState
from scoring.models import Proceeding, RoundCorrection, Scorecard
from scoring.periods import Month
from scoring.rounds.ledger_entries import name_of_rubric
from scoring.rubrics.spec import RubricSpec
from scoring.rubrics.storage import read_specs

from .table import (
    Judged,
    PublishedAdjustment,
    PublishedLine,
    PublishedMonth,
    PublishedPortal,
    PublishedProceeding,
)


def published_proceedings() -> QuerySet[Proceeding]:
    """The proceedings that anybody may read of: those with a notice."""
    return Proceeding.objects.filter(published_at__isnull=False, notice__isnull=False)


def published_cards() -> QuerySet[Scorecard]:
    """The cards that anybody may read."""
    return Scorecard.objects.filter(proceeding__in=published_proceedings())


def published_months(scorer: Portal | None = None) -> list[Month]:
    """Return the months of which something is published, of one scorer or of any, the newest first. One query."""
    found = published_proceedings()
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
) -> PublishedMonth | None:
    """Return what is published of `month`; None where nothing is. Ten queries, whatever the number of portals.

    Of one scorer, or of some portals, where these are given. Without lines a month of thousands of cards is light.
    """
    rows = published_proceedings().filter(round__month=month.first)
    if scorer is not None:
        rows = rows.filter(scorer=scorer)
    proceedings = list(rows.select_related("scorer__site", "notice").order_by("scorer__name", "pk"))
    if not proceedings:
        return None
    cards = _cards(proceedings, portal_ids, with_lines=with_lines)
    hosts = _hosts(proceedings, cards)
    specs = read_specs({card.rubric_id: card.rubric for card in cards}.values())
    corrected = set(
        RoundCorrection.objects.filter(
            confirmed_at__isnull=False, card__proceeding__in=proceedings
        ).values_list("card", flat=True)
    )
    scorers = {one.pk: hosts[one.scorer_id] for one in proceedings}
    return PublishedMonth(
        month=month,
        scope=hosts[scorer.pk] if scorer else "",
        is_complete=not Proceeding.objects.filter(
            round__month=month.first, published_at=None
        ).exists(),
        proceedings=[_proceeding(one, hosts) for one in proceedings],
        rubrics=specs,
        portals=[
            _portal(
                card,
                hosts,
                scorers[card.proceeding_id or 0],
                specs[card.rubric_id],
                card.pk in corrected,
                with_lines,
            )
            for card in cards
        ],
    )


def _cards(
    proceedings: list[Proceeding], portal_ids: Collection[int] | None, *, with_lines: bool
) -> list[Scorecard]:
    found = published_cards().filter(proceeding__in=proceedings)
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
    found: dict[int, str] = {}
    rows = PortalAddress.objects.filter(portal__in=asked, is_main=True).order_by("period", "pk")
    for address in rows:
        # The newest stands for a portal that had none that day.
        if address.portal_id not in found or asked[address.portal_id] >= address.period.lower:
            found[address.portal_id] = address.hostname
    return found


def _proceeding(row: Proceeding, hosts: Mapping[int, str]) -> PublishedProceeding:
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
        is_corrected=row.state == ProceedingState.CORRECTED,
    )


def _portal(
    card: Scorecard,
    hosts: Mapping[int, str],
    scorer: str,
    spec: RubricSpec,
    is_corrected: bool,
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


def judged_by(line: Mapping[str, Any], kinds: Mapping[str, CriterionKind]) -> Judged:
    """Who found what a kept line says."""
    if line["state"] == LineState.NOT_MEASURED:
        return Judged.NOT_MEASURED
    by_person = (
        line.get("overridden") or line.get("entered_from")
        or kinds.get(line["code"]) == CriterionKind.JUDGED
    )  # fmt: skip
    return Judged.BY_PEOPLE if by_person else Judged.BY_MACHINE


def _adjustment(one: Mapping[str, Any]) -> PublishedAdjustment:
    return PublishedAdjustment(
        one["code"], one["name"], one["kind"], one["times"], Decimal(one["points"])
    )
