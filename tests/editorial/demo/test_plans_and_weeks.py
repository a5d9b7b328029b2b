"""The demo's plans, promises and leaders' weeks, of one portal that is shown off."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine

from editorial.demo.plans import PROMISES, plan_and_promise
from editorial.demo.schedules import post_weeks
from editorial.demo.stories import Board
from editorial.models import SectionPage
from editorial.plans.enums import PromiseStanding, TargetState
from editorial.plans.promises.queries import counted, public_promises, shown_promises
from editorial.plans.promises.reading import promised_day
from editorial.plans.targets.queries import plans_of
from editorial.schedules.models import LeaderSchedule
from portals.boards.enums import Position
from portals.demo.people import Crew, Crews
from tests.factories import make_member, make_portal
from tests.support.visiting import visit

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 27, 2, tzinfo=UTC)


def test_show_every_state() -> None:
    portal = make_portal(code="09163")
    head, editor = make_member(portal, Position.HEAD), make_member(portal)
    sections = {one.section_type_id: one for one in SectionPage.objects.filter(portal=portal)}
    nothing: Any = None
    board = Board(portal, nothing, sections, {}, {}, [editor], head, nothing)
    plan_and_promise([board], now=NOW)
    standing = dict(counted(shown_promises(public_promises(portal), NOW)))
    assert set(standing) == set(PromiseStanding) - {PromiseStanding.KEPT_LATE}
    plans = [one for _kind, some in plans_of(portal, NOW.date()) for one in some]
    assert len(plans) == 3
    assert {one.state for plan in plans for one in plan.targets} == set(TargetState)
    crews = Crews({portal.pk: Crew([(Position.HEAD, head)])})
    post_weeks([portal], crews, now=NOW)
    with time_machine.travel(NOW, tick=False):
        for path in ("/lich-lam-viec/", "/quy-hoach/", "/cam-ket/"):
            assert visit(portal, path).status_code == 200
        weeks = LeaderSchedule.objects.filter(portal=portal, published_at__isnull=False)
        assert weeks.count() > 12
        assert not weeks.filter(published_at__gt=NOW).exists()


def test_promise_what_the_reader_finds() -> None:
    """Else the demo would show promises that no board could have confirmed."""
    for words, *_rest in PROMISES:
        said = words.format(don_vi="UBND xã", ngay="30/6/2026")
        assert promised_day(said, date(2026, 6, 30) - timedelta(days=90)) == date(2026, 6, 30)
