"""The demo's days of reception, conclusions and statements: nothing there contradicts itself."""

from __future__ import annotations

from datetime import date

import pytest

from editorial.conclusions.models import ConclusionPage
from editorial.demo.inspected import INSPECTED
from editorial.demo.inspections import REWARDED, _day_of
from editorial.demo.press import STATEMENTS
from editorial.demo.receptions import MONTHS_TOLD, _reception
from editorial.press.models import StatementPage
from editorial.reception.enums import TOLD_BY_DAY, Sitter
from portals.calendar.working_days import WorkingCalendar
from portals.models import Portal

CALENDAR = WorkingCalendar(off=frozenset({date(2026, 9, 2), date(2026, 9, 3)}))
NAMES = {
    "province": "Tỉnh Thử", "department": "Sở Thử", "district": "Huyện Thử", "commune": "Xã Thử",
}  # fmt: skip


@pytest.mark.parametrize("today", [date(2026, 11, 27), date(2026, 12, 1), date(2027, 1, 31)])
@pytest.mark.parametrize("tier", NAMES)
def test_days_are_such_as_boards_could_have_told(tier: str, today: date) -> None:
    for number in range(20):
        portal = Portal(pk=number, code=str(number), name=NAMES[tier], tier_id=tier)
        made = _reception(portal, CALENDAR, today)
        assert {rule.sits for rule in made.rules} >= {Sitter.HEAD, Sitter.OFFICER}
        assert len({month.starts_on for month in made.months}) == len(made.months) <= MONTHS_TOLD
        for row in made.days:
            assert row.sits in TOLD_BY_DAY
            assert CALENDAR.is_working_day(row.on) or row.on != row.planned_on
            assert (row.told_at is None) == (row.state == "planned")
            assert row.on < today or row.state == "planned"
            assert (row.sat != "") == (row.state == "held")
            assert row.state != "held" or row.sat == row.sits or row.why
            assert row.people >= row.taken_in + row.guided + row.handed_on
            assert row.people >= row.crowds


def test_conclusions_are_old_enough_and_of_the_year_of_which_they_are_owed() -> None:
    for today in (date(2026, 11, 27), date(2027, 1, 2), date(2027, 5, 31), date(2027, 6, 1)):
        for number in (1, 2):
            day = _day_of(number, today)
            assert (today - day).days >= 50
            assert day.weekday() < 5
            assert day.year == today.year - (today.month < 6)


@pytest.mark.django_db
def test_conclusions_and_statements_pass_their_own_checks() -> None:
    assert set(REWARDED) <= set(INSPECTED)
    for one in (each for some in INSPECTED.values() for each in some):
        assert len(f"Kết luận thanh tra {one.about} tại {one.body}") < 255
        ConclusionPage(number="12/KL-TTr", inspected_body=one.body, lead=one.found).check_own()
        assert len(one.found) <= 600
    for _days, told, facts in STATEMENTS:
        page = StatementPage(**told, lead=facts)
        page.derive()
        page.check_own()
        assert page.title.startswith(page.verdict_words)
        assert len(facts) <= 600
