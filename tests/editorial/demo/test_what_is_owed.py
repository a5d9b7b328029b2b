"""Portals that the demo shows off have done what was due; elsewhere silence is left to be seen."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest
import time_machine
from django.db.models import QuerySet

from editorial.conclusions.fulfilment import signed_conclusions
from editorial.conclusions.models import ConclusionPage
from editorial.demo.disclosures import sheets_of
from editorial.demo.inspected import SIGNED_LATELY
from editorial.demo.inspections import SECTION, leave_signed_conclusion
from editorial.demo.land_sheets import sheets_about_land
from editorial.demo.receptions import receive_citizens
from editorial.demo.schedules import post_weeks
from editorial.demo.stories import Board
from editorial.disclosures.reading.sheet import SheetPeriod
from editorial.models import SectionPage
from editorial.models.disclosure import end_of_period
from editorial.owed.fulfilment import Sheets
from portals.boards.enums import Position
from portals.demo.owed import say_what_is_owed
from portals.demo.people import Crew, Crews
from portals.duties.models import Obligation
from portals.duties.queries import UNMET
from portals.duties.registry import PublishedForDuty
from portals.models import Portal
from tests.factories import make_member, make_portal

from .test_disclosures import board_of

pytestmark = pytest.mark.django_db
SHOWN = {"27": "province", "SYT": "department", "256": "district", "09163": "commune"}
PLAIN = {"259": "district"}
SECTIONS = {"lich-lam-viec", "dau-tu", "ngan-sach", "thong-ke", "an-sinh"}
# As the year ends, as sheets of a year are due, and long after they were.
DAYS = [
    datetime(2026, 11, 27, 2, tzinfo=UTC),
    datetime(2027, 3, 12, 2, tzinfo=UTC),
    datetime(2027, 5, 20, 2, tzinfo=UTC),
]


@pytest.mark.parametrize("now", DAYS, ids=str)
def test_is_done_by_boards_that_are_shown_off(
    now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    with time_machine.travel(now, tick=False):
        portals = {
            code: make_portal(tier, code=code, opened_on=date(2024, 1, 1))
            for code, tier in (SHOWN | PLAIN).items()
        }
        heads = {code: make_member(one, Position.HEAD) for code, one in portals.items()}
        crews = Crews(
            {one.pk: Crew([(Position.HEAD, heads[code])]) for code, one in portals.items()}
        )
        post_weeks(list(portals.values()), crews, now=now)
        receive_citizens(list(portals.values()), now=now)
        sheets = list(_sheets(portals, now))

        def deliveries(
            _self: Sheets, whats: Collection[str], since: date
        ) -> list[PublishedForDuty]:
            return [one for one in sheets if one.what in whats and one.on >= since]

        monkeypatch.setattr(Sheets, "deliveries", deliveries)
        say_what_is_owed(actor=heads["27"], now=now)
        missing = {
            code: {one.duty.section for one in _missing(portal, now)} & SECTIONS
            for code, portal in portals.items()
        }
    assert {code: missing[code] for code in SHOWN} == {code: set() for code in SHOWN}
    assert all({"dau-tu", "thong-ke"} <= missing[code] for code in PLAIN)
    # What was settled is as if it had stood there: the next round takes nothing back.
    assert not Obligation.objects.filter(taken_down_at__isnull=False).exists()


def test_a_conclusion_that_was_signed_is_owed_by_the_province_alone(
    settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    province, nothing = make_portal("province", code="27"), cast("Any", None)
    city = make_portal("district", code="256")
    boards = [
        Board(
            portal,
            nothing,
            {SECTION: SectionPage.objects.get(portal=portal, section_type=SECTION)},
            {},
            {},
            [make_member(portal)],
            nothing,
            nothing,
        )
        for portal in (province, city)
    ]
    leave_signed_conclusion(boards, now=DAYS[0])
    (signed,) = signed_conclusions(date(2026, 1, 1))
    assert signed.portal_id == province.pk
    # Ten days from its own are its term.
    assert DAYS[0].date() - timedelta(days=10) < signed.on < DAYS[0].date()
    page = ConclusionPage.objects.get(pk__in=signed.pages)
    draft = page.get_latest_revision_as_object()
    assert (page.live, draft.recommendations.count()) == (False, len(SIGNED_LATELY.asked))
    assert draft.body[0].value["document"].title == f"Kết luận {page.number}.pdf"


def _missing(portal: Portal, now: datetime) -> QuerySet[Obligation]:
    """Of weeks that nobody needs any more as well, which a board reads in its list."""
    return Obligation.objects.filter(UNMET, portal=portal, told_at__lte=now).select_related("duty")


def _sheets(portals: dict[str, Portal], now: datetime) -> Iterator[PublishedForDuty]:
    for code, portal in portals.items():
        board = board_of(code, portal.tier_id)
        for one in (*sheets_of(board, now=now), *sheets_about_land([board], now=now)):
            if one.published_at <= now:
                ends = _end(one.period)
                yield PublishedForDuty(portal.pk, one.form.code, ends, one.published_at, "", "/x/")


def _end(period: SheetPeriod) -> date:
    return end_of_period(period.kind, period.year, period.quarter, period.month, period.day)
