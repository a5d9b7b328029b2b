"""Answers to citizens that a person reads where too few rated them: drawn by the month's seed from what was public."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from django.db.models import Q

from editorial.answers.models import ReleasedAnswer
from portals.accountability.facts import ratings_between
from portals.clock import LOCAL_ZONE
from portals.models import Portal
from scoring.enums import CriterionKind
from scoring.measures.registry import known_measure
from scoring.measures.requests import LEAST_RATINGS
from scoring.models import Round
from scoring.periods import Month
from scoring.rubrics.spec import CriterionSpec, RubricSpec

from .sampling import A_MONTH, lot

MEASURE = "judged.answers"


@dataclass(frozen=True, slots=True)
class DrawnAnswer:
    """An answer that was drawn. What was taken out of view since has no title any more, and says why."""

    title: str
    address: str
    answered_on: date
    retraction_reason: str


@dataclass(frozen=True, slots=True)
class AnswersToRead:
    """What a person judges at one portal in place of ratings: the criterion, and the answers that were drawn."""

    line: CriterionSpec
    drawn: Sequence[DrawnAnswer]


def answers_to_read(
    portals: Sequence[Portal], specs: Mapping[str, RubricSpec], month: Month
) -> dict[int, AnswersToRead]:
    """Return by portal what is to be read of a scored month: three answers, or all where there are fewer.

    Only where there were ratings on fewer than `LEAST_RATINGS` days and something was public; what a board took out of
    view after the month, when it could know the seed, stays among them. Three queries.
    """
    seed = Round.objects.filter(month=month.first).values_list("seed", flat=True).first()
    lines = {tier: line for tier, spec in specs.items() if (line := _line(spec))}
    judged = {portal.pk: lines[portal.tier_id] for portal in portals if portal.tier_id in lines}
    if not seed or not judged:
        return {}
    starts, ends = (datetime.combine(day, time(), LOCAL_ZONE) for day in (month.first, month.end))
    rated = ratings_between(list(judged), starts, ends)
    few = [pk for pk in judged if pk not in rated or rated[pk].days < LEAST_RATINGS]
    public = ReleasedAnswer.objects.filter(
        Q(retracted_at=None) | Q(retracted_at__gte=ends),
        portal__in=few,
        answered_on__gte=month.first,
        answered_on__lt=month.end,
    )
    of_portal: dict[int, list[ReleasedAnswer]] = defaultdict(list)
    for answer in public.select_related("portal__site"):
        of_portal[answer.portal_id].append(answer)
    return {pk: AnswersToRead(judged[pk], _drawn(some, seed)) for pk, some in of_portal.items()}


def _line(spec: RubricSpec) -> CriterionSpec | None:
    """The criterion whose ratings a person stands in for, as that person judges it."""
    for one in spec.criteria:
        known = known_measure(one.measure)
        if known is not None and known.stand_in == MEASURE:
            return replace(one, measure=MEASURE, kind=CriterionKind.JUDGED)
    return None


def _drawn(answers: Sequence[ReleasedAnswer], seed: str) -> list[DrawnAnswer]:
    in_order = sorted(answers, key=lambda one: lot(f"{seed}:answer", one.pk))
    return [
        DrawnAnswer(one.subject, one.address, one.answered_on, one.retraction_reason)
        for one in in_order[:A_MONTH]
    ]
