"""Minutes a week: of duties, of deeds, and what a further duty adds."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import ModelLogEntry

from portals.boards.enums import Position
from portals.boards.models import User
from portals.duties.loading import SHIPPED, read_duties
from portals.duties.models import Duty
from portals.models import Tier
from portals.workload.counting import count_deeds
from portals.workload.models import CountedDeeds, DeedMinutes
from portals.workload.queries import MOST_OF_A_COMMUNE, added_by, default_minutes, loads_of
from tests.factories import make_member, make_portal
from tests.walls import desk_client

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 9)
# By the clock of Bắc Ninh: the last second before the week, its first and its last.
BEFORE = datetime(2026, 11, 8, 16, 59, 59, tzinfo=UTC)
FIRST = datetime(2026, 11, 8, 17, tzinfo=UTC)
LAST = datetime(2026, 11, 15, 16, 59, 59, tzinfo=UTC)


def act(who: User, at: datetime, action: str = "editorial.approve") -> None:
    # As the log writes it, without a thing of its own.
    ModelLogEntry.objects.log_action(who, action, user=who, timestamp=at)


def test_a_commune_is_asked_for_less_than_an_hour_by_default() -> None:
    lines = read_duties(
        SHIPPED.read_text("utf-8"), frozenset(Tier.objects.values_list("code", flat=True))
    )
    duties = sum(
        added_by(frequency=line.frequency, minutes=line.minutes, times=line.times_a_year)
        for line in lines
        if line.tier == "commune" and line.ends is None
    )
    deeds = default_minutes(DeedMinutes.objects.in_force(date(2026, 11, 28)))

    assert duties > 0
    assert deeds > 0
    assert duties + deeds < MOST_OF_A_COMMUNE


def test_deeds_of_a_week_count_by_tier_once() -> None:
    communes = [make_portal(), make_portal()]
    editor, other = (make_member(one, Position.EDITOR) for one in communes)
    provincial = make_member(make_portal("province"), Position.HEAD)
    for who, at in ((editor, BEFORE), (editor, FIRST), (other, LAST), (provincial, FIRST)):
        act(who, at)
    act(other, LAST + timedelta(seconds=1))
    act(editor, FIRST, "editorial.set_subject")

    assert count_deeds(monday=MONDAY) == 2
    act(editor, FIRST)
    assert count_deeds(monday=MONDAY) == 0

    counted = CountedDeeds.objects.values_list("tier", "action", "deeds", "boards")
    assert set(counted) == {
        ("commune", "editorial.approve", 2, 2),
        ("province", "editorial.approve", 1, 1),
    }
    # One a week of each board, in one of four weeks: a quarter of 1.5 minutes, rounded up to a tenth.
    province, commune = loads_of([], date(2026, 11, 16))
    assert (commune.tier.pk, commune.minutes) == ("commune", Decimal("0.4"))
    assert loads_of([], date(2026, 12, 14)) == []


def test_the_count_asks_no_more_for_more_deeds() -> None:
    editor = make_member(make_portal(), Position.EDITOR)

    def queries(monday: date) -> int:
        with CaptureQueriesContext(connection) as caught:
            count_deeds(monday=monday)
        return len(caught)

    act(editor, FIRST)
    few = queries(MONDAY)
    for _deed in range(3):
        act(editor, FIRST + timedelta(days=7))
    assert queries(MONDAY + timedelta(days=7)) == few


@pytest.mark.parametrize(
    ("frequency", "times", "minutes"),
    [("week", 0, "20"), ("month", 0, "4.7"), ("year", 0, "0.4"), ("event", 26, "10")],
)
def test_a_duty_adds(frequency: str, times: int, minutes: str) -> None:
    assert added_by(frequency=frequency, minutes=20, times=times) == Decimal(minutes)


def test_is_shown_to_the_province_alone() -> None:
    province = make_portal("province")
    commune = make_portal(overseer=province)
    secretary, head = (
        make_member(province, Position.SECRETARY),
        make_member(commune, Position.HEAD),
    )
    editor = make_member(province, Position.EDITOR)
    with time_machine.travel(LAST, tick=False):
        count_deeds(monday=MONDAY)
        page = "/khoi-luong-viec/?minutes=52&frequency=week"
        assert [desk_client(who).get(page).status_code for who in (head, editor)] == [404, 404]
        html = desk_client(secretary).get(page).content.decode()
    assert "52" in html
    assert Duty.objects.count() == 0
