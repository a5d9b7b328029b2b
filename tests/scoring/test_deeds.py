"""Points that were lost for want of a skill are those of published cards, by the measure of the line."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection

from portals.learning.skills.registry import deed_sources, loss_sources
from scoring.deeds import SKILLS_OF_MEASURES
from scoring.enums import ProceedingState
from scoring.models import Appeal, Criterion, Scorecard
from tests.scoring.cast import OCTOBER
from tests.scoring.course.cast import APPEALING, make_course
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


@pytest.mark.django_db
def test_to_sign_a_card_and_to_ask_for_a_review_are_deeds_of_who_did_it() -> None:
    course = make_course(2)

    def done() -> list[tuple[int, str, bool]]:
        with connection.cursor() as cursor:
            sql = deed_sources()["score"].sql
            cursor.execute(f"SELECT user_id, evidence, is_right FROM ({sql}) AS deed ORDER BY at")
            return cursor.fetchall()

    # A card that is frozen is nobody's deed yet.
    assert done() == []
    course.signed(0)
    assert done() == [(course.heads[0].pk, "10/2026", True)]
    Appeal.objects.create(
        card=course.card(1), criterion_code="F1", text="Vì", made_by=course.deputies[1],
        made_at=APPEALING,
    )  # fmt: skip
    assert done()[1:] == [(course.deputies[1].pk, "10/2026 F1", True)]
