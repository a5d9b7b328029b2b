"""Whoever judges by reading judges all that was drawn, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from django.utils.translation import gettext as _

from portals.models import Portal
from portals.refusals import Refusal
from scoring.periods import Month
from scoring.rubrics.storage import specs_of

from . import reading
from .sampling import SAMPLED, news_to_draw_from, size_of_sample


class NotTheSample(Refusal):
    """What was judged is not what was drawn."""


class JudgedFact(Protocol):
    """What a person entered, as far as the sample asks."""

    @property
    def portal(self) -> Portal: ...
    @property
    def measure(self) -> str: ...
    @property
    def cases(self) -> int: ...


def numbers_drawn(
    facts: Sequence[JudgedFact], month: Month, now: datetime
) -> dict[tuple[int, str], int]:
    """Return for what was judged by reading, by portal and measure, how many were drawn. A fixed number of queries."""
    found: dict[tuple[int, str], int] = {}
    judged = [fact for fact in facts if fact.measure in SAMPLED]
    if judged:
        news = news_to_draw_from([fact.portal for fact in judged], month, now)
        for fact in judged:
            drawn = min(size_of_sample(month), len(news[fact.portal.pk]))
            found[fact.portal.pk, fact.measure] = drawn
    read = [fact for fact in facts if fact.measure == reading.MEASURE]
    if read:
        answers = reading.answers_to_read([fact.portal for fact in read], specs_of(month), month)
        for fact in read:
            some = answers.get(fact.portal.pk)
            found[fact.portal.pk, fact.measure] = len(some.drawn) if some else 0
    return found


def must_judge_the_sample(facts: Sequence[JudgedFact], month: Month, now: datetime) -> None:
    """Raise NotTheSample unless as many were judged as are drawn: all three, or all that there are."""
    drawn = numbers_drawn(facts, month, now)
    for fact in facts:
        number = drawn.get((fact.portal.pk, fact.measure))
        if number is not None and fact.cases != number:
            told = {"portal": fact.portal, "drawn": number, "cases": fact.cases}
            if fact.measure == reading.MEASURE:
                raise NotTheSample(
                    _(
                        "%(portal)s: answers drawn to be read: %(drawn)s; judged: %(cases)s. Judge all that were drawn."
                    )
                    % told
                )
            raise NotTheSample(
                _(
                    "%(portal)s: drawn for this criterion: %(drawn)s; judged: %(cases)s. Judge all that were drawn."
                )
                % told
            )
