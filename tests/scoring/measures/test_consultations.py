"""D4: drafts whose summary fell due, against an oracle that walks the days one by one."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from fractions import Fraction
from random import Random

import pytest

from editorial.consultations.models import ConsultationPage, ConsultationSummary
from editorial.models import Placement
from portals.clock import LOCAL_ZONE
from portals.models import Portal
from scoring.measures.consultations import NEITHER, NOT_SUMMED_UP, OPEN_TOO_SHORT
from scoring.periods import Period
from tests.editorial.consultations.drafts import make_consultation
from tests.factories import make_portal
from tests.scoring.cast import measure, october
from tests.support.kept import once_a_file

pytestmark = pytest.mark.django_db
CODE = "consultations.summed_up"
SEPTEMBER = date(2026, 9, 1)
DRAFTS_EACH, ROUNDS = 3, 40


def at(day: date, clock: str = "10:00") -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), LOCAL_ZONE)


def _laid_open() -> list[Portal]:
    portals = [make_portal("department") for _one in range(2)]
    for portal in portals:
        for _one in range(DRAFTS_EACH):
            make_consultation(portal, opened=SEPTEMBER, articles=())
    return portals


built, portals = once_a_file(_laid_open)


def lies(
    page: ConsultationPage,
    *,
    opens: date,
    days: int = 20,
    placed: datetime | None = None,
    removed: datetime | None = None,
    told: datetime | None = None,
) -> date:
    """Have the draft stand so; return its last day for comments."""
    closes = opens + timedelta(days=days)
    ConsultationPage.objects.filter(pk=page.pk).update(opens_on=opens, closes_on=closes)
    Placement.objects.filter(story=page).update(
        placed_at=placed or at(opens),
        removed_at=removed,
        removal_kind="in_error" if removed else "",
    )
    ConsultationSummary.objects.filter(page=page).delete()
    if told:
        ConsultationSummary.objects.create(
            portal=page.portal_of_page(), page=page, published_at=told
        )
    return closes


def halves_by_hand(page: ConsultationPage, month: Period) -> tuple[int, int] | None:
    """1 or 0 for the days it was open and for the summary; None where it is no case of the month."""
    placed = Placement.objects.get(story=page)
    due, left = page.closes_on, 30
    while left:
        due, left = due + timedelta(days=1), left - 1
    end_of_last_day = at(page.closes_on + timedelta(days=1), "00:00")
    if (due.year, due.month) != (month.first.year, month.first.month):
        return None
    if placed.removed_at is not None and placed.removed_at < end_of_last_day:
        return None
    day, nights = page.opens_on, 0
    while day < page.closes_on:
        nights += at(day + timedelta(days=1), "00:00") > placed.placed_at
        day += timedelta(days=1)
    told = ConsultationSummary.objects.filter(page=page).first()
    in_time = told is not None and told.published_at < at(due + timedelta(days=1), "00:00")
    return int(nights >= 20), int(in_time)


def test_agrees_with_days_counted_one_by_one(portals) -> None:
    random, month = Random("D4"), october()
    drafts = list(ConsultationPage.objects.order_by("pk"))
    cases = 0
    for _round in range(ROUNDS):
        for page in drafts:
            opens = date(2026, 8, 9) + timedelta(days=random.randrange(40))
            closes = opens + timedelta(days=(days := random.choice((20, 20, 21, 25))))
            clock = random.choice(("00:00", "12:00", "23:59"))
            placed = at(opens + timedelta(days=random.choice((-2, 0, 0, 0, 1, 5))), clock)
            removed = at(closes + timedelta(days=random.choice((-1, 0, 1, 9))), clock)
            told = at(closes + timedelta(days=random.choice((2, 29, 30, 31))), clock)
            lies(
                page, opens=opens, days=days, placed=placed,
                removed=random.choice((None, None, removed)), told=random.choice((None, told, told)),
            )  # fmt: skip
            page.refresh_from_db()
        found = measure(CODE, *portals, period=month)
        for portal in portals:
            own = [one for one in drafts if one.portal_of_page() == portal]
            halves = [one for page in own if (one := halves_by_hand(page, month)) is not None]
            cases += len(halves)
            assert found[portal.pk].cases == len(halves)
            if halves:
                share = Fraction(sum(map(sum, halves)), 2 * len(halves))
                assert float(found[portal.pk].value) == pytest.approx(float(share))
    assert cases > 2 * ROUNDS


def test_says_what_was_wrong_with_which_draft(portals) -> None:
    good, short, silent = (
        page for page in ConsultationPage.objects.order_by("pk") if page.portal_of_page() == portals[0]
    )  # fmt: skip
    closes = lies(good, opens=SEPTEMBER, told=at(date(2026, 10, 21), "23:59"))
    assert closes + timedelta(days=30) == date(2026, 10, 21)
    lies(short, opens=SEPTEMBER, placed=at(date(2026, 9, 2), "00:00"), told=at(date(2026, 10, 1)))
    lies(silent, opens=SEPTEMBER, told=at(date(2026, 10, 22), "00:00"))
    found = measure(CODE, portals[0], period=october())[portals[0].pk]
    assert {one.pk: one.why for one in found.evidence} == {
        good.pk: "", short.pk: OPEN_TOO_SHORT, silent.pk: NOT_SUMMED_UP,
    }  # fmt: skip
    assert found.numbers == {"drafts": 3, "open": 2, "told": 2}
    lies(silent, opens=SEPTEMBER, placed=at(date(2026, 9, 2)))
    found = measure(CODE, portals[0], period=october())[portals[0].pk]
    assert found.evidence[-1].why == NEITHER
    assert float(found.value) == pytest.approx(3 / 6)


def test_asks_nothing_of_a_day_that_is_not_over(portals) -> None:
    for page in ConsultationPage.objects.all():
        lies(page, opens=SEPTEMBER)
    whole = october()
    for now, cases in ((at(date(2026, 10, 21), "23:59"), 0), (at(date(2026, 10, 22), "00:00"), 3)):
        running = Period(whole.first, whole.end, now, whole.calendar)
        assert measure(CODE, portals[0], period=running)[portals[0].pk].cases == cases
    assert measure(CODE, portals[0], period=whole, summary_days=60)[portals[0].pk].cases == 0
