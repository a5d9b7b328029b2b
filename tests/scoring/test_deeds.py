"""Points that were lost for want of a skill are those of published cards, by the measure of the line."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection

from portals.learning.skills.registry import loss_sources
from scoring.deeds import SKILLS_OF_MEASURES
from scoring.enums import ProceedingState
from scoring.models import Criterion, Scorecard
from tests.scoring.cast import OCTOBER
from tests.scoring.course.cast import make_course
from tests.scoring.published.cast import fill_cards


def read(since: date) -> dict[tuple[int, str], Decimal]:
    lost: dict[tuple[int, str], Decimal] = defaultdict(Decimal)
    with connection.cursor() as cursor:
        cursor.execute(loss_sources()["scores"].sql, {"since": since})
        for portal, skill, _month, points in cursor.fetchall():
            lost[portal, skill] += points
    return {key: points for key, points in lost.items() if points}


@pytest.mark.django_db
def test_a_published_months_losses_belong_to_skills() -> None:
    course = make_course(2).at(ProceedingState.APPEALABLE)
    fill_cards(course)
    first = OCTOBER.first
    assert read(first) == {}
    course.at(ProceedingState.PUBLISHED)
    expected: dict[tuple[int, str], Decimal] = defaultdict(Decimal)
    cards = list(Scorecard.objects.filter(proceeding__published_at__isnull=False))
    for card in cards:
        measures = dict(
            Criterion.objects.filter(group__rubric=card.rubric).values_list("code", "measure")
        )
        for line in card.lines["criteria"]:
            skill = SKILLS_OF_MEASURES.get(measures[line["code"]])
            lost = Decimal(line["most"]) - Decimal(line["points"] or line["most"])
            if skill and lost:
                expected[card.portal_id, skill] += lost
    assert expected
    assert read(first) == expected
    assert read(date(first.year, first.month + 1, 1)) == {}
