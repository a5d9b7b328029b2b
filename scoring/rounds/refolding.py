"""Words of persons on copies, applied to items that were measured before: the same measures fold over them again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from portals.calendar.working_days import WorkingCalendar, load_calendar
from scoring.measures.own_items import WordsOnCopies, remember_items, with_words
from scoring.measures.registry import Measurement, known_measure
from scoring.periods import Month, Period
from scoring.rubrics.spec import CriterionSpec, RubricSpec

from .measuring import (
    MONTH,
    POOLED,
    POOLED_MONTHS,
    MeasuredLine,
    MeasuredMonth,
    MeasuredPortal,
    OwnRows,
)

MONTHS_OF = {MONTH: 1, POOLED: POOLED_MONTHS}


def with_words_of_persons(
    measured: MeasuredMonth, words: Mapping[int, WordsOnCopies], measured_at: datetime
) -> list[MeasuredPortal]:
    """Return the portals with the lines that such words change. Two queries, for the calendar, where there are any."""
    if not words:
        return list(measured.portals)
    folder = _Folder(measured.month, measured_at, load_calendar())
    return [
        folder.fold(one, measured.specs[one.standing.rubric_id], words[one.portal.pk])
        if one.portal.pk in words
        else one
        for one in measured.portals
    ]


class _Folder:
    def __init__(self, month: Month, measured_at: datetime, calendar: WorkingCalendar) -> None:
        self.month, self.measured_at, self.calendar = month, measured_at, calendar

    def fold(self, one: MeasuredPortal, spec: RubricSpec, words: WordsOnCopies) -> MeasuredPortal:
        lines = dict(one.lines)
        for criterion in spec.criteria:
            known, line = known_measure(criterion.measure), one.lines.get(criterion.code)
            if known and known.folds_own_items and line:
                own = one.own_of(criterion.code)
                lines[criterion.code] = self._line(one, criterion, line, own, words)
        return replace(one, lines=lines)

    def _line(
        self,
        one: MeasuredPortal,
        criterion: CriterionSpec,
        line: MeasuredLine,
        own: Mapping[str, OwnRows],
        words: WordsOnCopies,
    ) -> MeasuredLine:
        found = {
            span: self._measure(one, criterion, span, rows, words)
            for span, rows in own.items()
            if span == MONTH or line.pooled is not None
        }
        return replace(line, month=found[MONTH], pooled=found.get(POOLED))

    def _measure(
        self,
        one: MeasuredPortal,
        criterion: CriterionSpec,
        span: str,
        rows: OwnRows,
        words: WordsOnCopies,
    ) -> Measurement:
        known = known_measure(criterion.measure)
        if known is None or known.take is None:
            raise LookupError(criterion.measure)
        period = Period.of_months(
            self.month, self.measured_at, self.calendar, months=MONTHS_OF[span]
        )
        remember_items(
            [one.portal],
            period,
            items=with_words({one.portal.pk: rows.items}, words),
            lost={one.portal.pk: rows.lost},
        )
        wanted = known.read_parameters(criterion.parameters)
        return known.take([one.portal], period, wanted)[one.portal.pk]
