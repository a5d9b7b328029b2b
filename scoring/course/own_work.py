"""Whether the portal that runs the install does its own part of the rounds in time: rulings, verification, notices.

The days are those of the schedule. What a scorer was given as an extension by its own board moves none of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime

from django.conf import settings
from django.db.models.functions import Coalesce
from django.utils.translation import override

from portals.models import Portal
from scoring.enums import CourseStep
from scoring.measures.own_work import IN_TIME, LATE, share_in_time
from scoring.measures.registry import Evidence, Measured, NoParameters
from scoring.models import Appeal, Proceeding
from scoring.periods import Month, Period

from .schedule import StepDues, dues_of, schedules_of

# A month's last step is due within twelve working days; a schedule may set more.
MONTHS_BEFORE = 3


def reviews(portals: Sequence[Portal], period: Period, _wanted: NoParameters) -> Measured:
    """T3: the share of requests for review that were ruled on by the day of the decision. Three queries."""
    found: dict[int, list[Evidence]] = defaultdict(list)
    dues = _dues_in(period)
    asked = (
        Appeal.objects.filter(card__round__month__in=dues)
        .annotate(acting=Coalesce("card__proceeding__passed_to", "card__proceeding__scorer"))
        .filter(acting__in=[portal.pk for portal in portals], made_at__lt=period.ends_at)
        .order_by("made_at", "pk")
    )
    for pk, acting, month, code, name, ruled_at in asked.values_list(
        "pk", "acting", "card__round__month", "criterion_code", "card__portal__name", "ruled_at"
    ):
        due_at = dues[month].publication
        if period.starts_at <= due_at < period.ends_at:
            why = IN_TIME if ruled_at is not None and ruled_at <= due_at else LATE
            found[acting].append(Evidence("appeal", pk, f"{name}, {code}, {month:%m/%Y}", why))
    return {portal.pk: share_in_time(found[portal.pk]) for portal in portals}


def steps(portals: Sequence[Portal], period: Period, _wanted: NoParameters) -> Measured:
    """L1: the share of verifications and notices of own rounds that were done by their day. Three queries.

    What the clock passed was not done. A trial month ends with the decision.
    """
    found: dict[int, list[Evidence]] = defaultdict(list)
    dues = _dues_in(period)
    own = (
        Proceeding.objects.filter(round__month__in=dues)
        .annotate(taken_by=Coalesce("passed_to", "scorer"))
        .filter(taken_by__in=[portal.pk for portal in portals])
        .select_related("round", "scorer", "passed_to")
        .order_by("round__month", "pk")
    )
    # As it is kept for good, in the install's language and not in that of whoever asks.
    with override(settings.LANGUAGE_CODE):
        for one in own:
            for step, due_at, done_at in _steps_of(one, dues[one.round.month]):
                if period.starts_at <= due_at < period.ends_at:
                    why = IN_TIME if done_at is not None and done_at <= due_at else LATE
                    told = f"{step.label}, {one.round.month:%m/%Y}"
                    found[one.acting.pk].append(Evidence("round", one.pk, told, why))
    return {portal.pk: share_in_time(found[portal.pk]) for portal in portals}


def _steps_of(
    one: Proceeding, dues: StepDues
) -> Iterator[tuple[CourseStep, datetime, datetime | None]]:
    """The steps of one month: when each was due, and when a person did it."""
    verified = one.verified_at if one.verified_by_id else None
    yield CourseStep.VERIFICATION, dues.verification, verified
    told_at = one.decided_at if one.round.is_trial else one.published_at
    yield CourseStep.PUBLICATION, dues.publication, told_at


def _dues_in(period: Period) -> dict[date, StepDues]:
    """The days of the months of which a step may fall due in `period`, by the first day of each. One query."""
    last, month = Month.of(period.last), Month.of(period.first).later(-MONTHS_BEFORE)
    months = []
    while month < last:
        months.append(month)
        month = month.later(1)
    schedules = schedules_of(months)
    return {one.first: dues_of(one, schedules[one], period.calendar) for one in months}
