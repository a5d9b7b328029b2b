"""Months of the time before there were proceedings: what the migration makes of them."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps

from scoring.course.actions import move_on_by_clock
from scoring.enums import ProceedingState, RoundState
from scoring.models import Proceeding, Round, Scorecard
from scoring.queries import office_of, scorecards_seen_by
from tests.factories import make_member, make_portal
from tests.scoring.cast import local
from tests.scoring.course.cast import DECIDING, ENTERING, make_course

pytestmark = pytest.mark.django_db
adopt = import_module("scoring.migrations.0007_adopt_old_rounds").adopt


def as_before(**fields) -> None:
    """October as a release without proceedings left it, one card without a scorer."""
    course = make_course()
    Scorecard.objects.update(proceeding=None)
    Proceeding.objects.all().delete()
    Scorecard.objects.filter(portal=course.communes[1]).update(scorer=None)
    Round.objects.update(**fields)


@pytest.mark.parametrize(
    ("published", "state"),
    [(ENTERING, ProceedingState.PUBLISHED), (None, ProceedingState.DECIDED)],
)
def test_a_closed_month_is_as_far_as_it_was(published, state) -> None:
    as_before(state=RoundState.CLOSED, closed_at=DECIDING, published_at=published)
    adopt(apps, None)
    adopt(apps, None)

    made = Proceeding.objects.all()
    assert [(one.state, one.decided_at, one.published_at) for one in made] == [
        (state, DECIDING, published)
    ] * 2
    assert {one.scorer.tier_id for one in made} == {"province", "district"}
    assert not Scorecard.objects.filter(proceeding=None).exists()
    assert move_on_by_clock(now=local(2027, 1, 5, 9)) == 0
    stranger = make_member(make_portal("district"))
    seen = scorecards_seen_by(office_of(stranger, ENTERING))
    assert seen.count() == (2 if published else 0)


def test_an_open_month_is_left_to_the_clock() -> None:
    as_before()
    adopt(apps, None)
    assert not Proceeding.objects.exists()
