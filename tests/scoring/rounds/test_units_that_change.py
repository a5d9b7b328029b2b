"""What a change of units waits for: the month before, measured by what lies where it lay."""

from __future__ import annotations

from datetime import date

import pytest

from scoring.reform_endings import month_to_measure
from scoring.rounds.actions import score_month
from tests.factories import make_portal
from tests.scoring.cast import OCTOBER, SNAPSHOT, adopt_default, make_province

pytestmark = pytest.mark.django_db


def test_a_change_on_the_first_waits_until_the_month_before_is_measured() -> None:
    province, head, deputy = make_province()
    make_portal(overseer=province)
    assert month_to_measure(OCTOBER.end) == ""
    adopt_default(head, deputy, tiers=("commune",))

    assert str(OCTOBER) in month_to_measure(OCTOBER.end)
    assert month_to_measure(date(2026, 11, 2)) == ""
    # Rubrics are in force from June.
    assert month_to_measure(date(2026, 6, 1)) == ""

    score_month(month=OCTOBER, actor=None, now=SNAPSHOT)
    assert month_to_measure(OCTOBER.end) == ""
