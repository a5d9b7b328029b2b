"""How old the clone is, and who is told."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from portals.operations.alarms import problems
from portals.operations.checking import ask_checks
from portals.practice.checks import practice_checks
from portals.practice.enums import CloneState
from portals.practice.models import PracticeClone

DAY_AND_A_HALF = timedelta(hours=36)


def cloned(ended_at: datetime, state: CloneState = CloneState.READY) -> None:
    PracticeClone.objects.create(
        state=state,
        began_at=ended_at,
        ended_at=ended_at,
        fault="đĩa đầy" if state == CloneState.FAILED else "",
    )


def is_told(now: datetime) -> bool:
    alarm = "practice" in {one.name for one in problems(now=now)}
    (check,) = [one for one in practice_checks() if one.name == "practice.clone"]
    (found,) = ask_checks(now=now, checks=[check])
    assert alarm is not found.is_good
    return alarm


@pytest.mark.django_db
class TestTheAge:
    @pytest.fixture(autouse=True)
    def beside_practice(self, settings: Any) -> None:
        settings.PORTALS_PRACTICE_URL = "https://quantri.tap.bacninh.gov.vn"

    def test_is_told_after_a_day_and_a_half(self) -> None:
        now = timezone.now()
        cloned(now - DAY_AND_A_HALF + timedelta(minutes=5))
        assert not is_told(now)
        PracticeClone.objects.all().delete()
        cloned(now - DAY_AND_A_HALF - timedelta(minutes=5))
        assert is_told(now)

    def test_is_told_where_none_was_made_or_the_last_failed(self) -> None:
        now = timezone.now()
        assert is_told(now)
        cloned(now, CloneState.FAILED)
        assert is_told(now)

    def test_is_nobodys_where_nothing_is_practised(self, settings: Any) -> None:
        settings.PORTALS_PRACTICE_URL = ""
        assert "practice" not in {one.name for one in problems(now=timezone.now())}
        assert [one.name for one in practice_checks()] == ["practice.name"]
