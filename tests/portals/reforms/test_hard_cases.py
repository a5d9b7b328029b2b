"""What a hostile reader tried: acts meanwhile, codes that come back, units upon none of ours, rows of the clock."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from portals.accountability.actions.triage import dismiss_case
from portals.accountability.enums import CaseStep
from portals.accountability.left_behind import follow_left_behind
from portals.accountability.models import CitizenCase
from portals.boards.actions import appoint
from portals.boards.enums import Position
from portals.models import Oversight, Portal
from portals.reforms.actions import ReformNotPossible, UnfitReform
from portals.reforms.endings import run_afterwards
from portals.reforms.sheet import ReformLine
from portals.visits.models import PageViews
from syndication.models import Delivery, Dispatch, PortalList
from tests.factories import make_member, make_portal, make_user
from tests.portals.accountability.cases import happens, make_case
from tests.portals.reforms.test_switching import (
    BEFORE,
    DAY,
    LATER,
    THAT_DAY,
    Province,
    province,
    state,
)
from tests.syndication.casts import make_cast, send

__all__ = ["province"]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english_and_later() -> Iterator[None]:
    with translation.override("en"), time_machine.travel(LATER, tick=True):
        yield


def test_what_happens_to_a_request_meanwhile_stops_nothing(province: Province) -> None:
    case = make_case(province.communes[0], now=BEFORE)
    reform = province.entered(province.merging())
    happens(case, CaseStep.ADDED, THAT_DAY + timedelta(seconds=5))

    province.carry(reform, THAT_DAY)

    event = case.events.get(step=CaseStep.BODY_CLOSED)
    assert event.at == THAT_DAY + timedelta(seconds=5)
    assert CitizenCase.objects.get(pk=case.pk).portal.name == "Xã Mới"


def test_what_ended_at_the_successor_goes_back_where_it_came_from(province: Province) -> None:
    _first, second, _third = province.communes
    case = make_case(second, now=BEFORE)
    reform = province.entered(province.merging())
    province.carry(reform, THAT_DAY)
    opened = Portal.objects.get(name="Xã Mới")
    editor = make_member(opened, Position.EDITOR)
    dismiss_case(case=CitizenCase.objects.get(pk=case.pk), actor=editor, now=LATER)

    province.take_back(reform, LATER)

    assert CitizenCase.objects.get(pk=case.pk).portal == second


def test_what_was_founded_upon_none_of_ours_leaves_its_requests_to_its_overseer(
    province: Province,
) -> None:
    unit = province.unit(code="BG1", name="Xã Phương Xa")
    outside = ReformLine(2, "07681", "Xã Cũ", old_province="Tỉnh Bắc Giang", result=unit)
    reform = province.entered([outside])
    province.carry(reform, THAT_DAY)
    case = make_case(Portal.objects.get(code="BG1"), now=LATER)

    province.take_back(reform, LATER)

    assert CitizenCase.objects.get(pk=case.pk).portal == province.district


def test_a_unit_that_opened_where_none_was_is_taken_back_and_carried_out_again(
    province: Province,
) -> None:
    before = state()
    unit = province.unit(code="X9", name="Xã Xa")
    reform = province.entered([ReformLine(2, "", "", result=unit)])
    act = province.carry(reform, THAT_DAY)
    assert act.findings == {"differences": []}
    opened = Portal.objects.get(code="X9")
    assert (opened.opened_on, Oversight.objects.get(portal=opened).overseer) == (
        DAY,
        province.district,
    )
    province.take_back(reform, LATER)
    assert state() == before

    province.carry(reform, LATER)
    case = make_case(Portal.objects.get(code="X9"), now=LATER)
    province.take_back(reform, LATER + timedelta(days=1))
    # Whoever oversaw it answers what was asked there.
    assert CitizenCase.objects.get(pk=case.pk).portal == province.district
    province.carry(reform, LATER + timedelta(days=2))
    assert Portal.objects.get(code="X9").closed_on is None


def test_a_code_of_twenty_characters_is_taken_back(province: Province) -> None:
    reform = province.entered(
        province.lines((province.communes[0], province.unit(code="X" * 20), "merge"))
    )
    province.carry(reform, THAT_DAY)
    make_member(Portal.objects.get(code="X" * 20), Position.HEAD)

    province.take_back(reform, LATER)

    assert Portal.objects.filter(code__startswith="~").count() == 1


def test_what_the_clock_wrote_is_no_use_of_a_portal(province: Province) -> None:
    before = state()
    reform = province.entered(province.merging())
    province.carry(reform, THAT_DAY)
    opened = Portal.objects.get(name="Xã Mới")
    PageViews.objects.create(portal=opened, page=opened.root, day=DAY, views=3)

    act = province.take_back(reform, LATER)

    assert act.findings == {"kept": []}
    assert state() == before


class TestALaterChange:
    def test_that_gave_a_code_away_stands_upon_it(self, province: Province) -> None:
        first = province.entered(
            province.lines(*((one, province.unit(code="N"), "") for one in province.communes[:2]))
        )
        province.carry(first, THAT_DAY)
        unit = province.unit(code=province.communes[0].code, name="Xã Sau")
        later = province.entered(
            province.lines((province.communes[2], unit, "merge")),
            day=LATER.date(),
            mandate="NQ sau",
        )
        province.carry(later, LATER)

        with pytest.raises(ReformNotPossible, match="Take back the later change first"):
            province.take_back(first, LATER)

    def test_that_ended_who_oversaw_stands_upon_it(self, province: Province) -> None:
        other = make_portal("district", overseer=province.portal)
        moved = [
            (one, province.unit(code=one.code, name=one.name, overseer=other.code), "")
            for one in province.communes
        ]
        first = province.entered(province.lines(*moved))
        province.carry(first, THAT_DAY)
        later = province.entered(
            province.lines((province.district, None, "")), day=LATER.date(), mandate="NQ sau"
        )
        province.carry(later, LATER)

        with pytest.raises(ReformNotPossible, match="Take back the later change first"):
            province.take_back(first, LATER)
        assert Oversight.objects.in_force(LATER.date()).filter(overseer=other).count() == 3

    def test_that_set_a_unit_below_one_that_would_go_stands_upon_it(
        self, province: Province
    ) -> None:
        town = province.unit(
            code="D9", name="Sở Mới", tier="department", overseer=province.portal.code
        )
        first = province.entered(province.lines((province.communes[0], town, "merge")))
        province.carry(first, THAT_DAY)
        below = province.unit(code="C9", name="Xã Dưới", overseer="D9")
        later = province.entered(
            province.lines((province.communes[1], below, "merge")),
            day=LATER.date(),
            mandate="NQ sau",
        )
        province.carry(later, LATER)

        with pytest.raises(ReformNotPossible, match="Take back the later change first"):
            province.take_back(first, LATER)


def test_a_request_goes_back_to_the_officer_who_had_it(province: Province) -> None:
    first = province.communes[0]
    case, officer = make_case(first, now=BEFORE), make_member(first, Position.EDITOR)
    CitizenCase.objects.filter(pk=case.pk).update(assigned_to=officer)
    reform = province.entered(province.merging())

    province.carry(reform, THAT_DAY)
    assert CitizenCase.objects.get(pk=case.pk).assigned_to is None
    province.take_back(reform, LATER)

    assert CitizenCase.objects.get(pk=case.pk).assigned_to == officer


def test_two_of_a_list_that_became_one_are_named_once_and_come_back(province: Province) -> None:
    named = PortalList.objects.create(
        owner=province.portal, name="Xã", made_by=province.head, made_at=BEFORE
    )
    named.portals.set(province.communes)
    reform = province.entered(province.merging())

    province.carry(reform, THAT_DAY)
    opened = Portal.objects.get(name="Xã Mới")
    assert set(named.portals.all()) == {opened, province.communes[2]}
    assert named.portals.count() == 2
    province.take_back(reform, LATER)

    assert set(named.portals.all()) == set(province.communes)


def test_what_was_recalled_meanwhile_waits_no_more(province: Province) -> None:
    cast = make_cast(at_once=False)
    send(cast.story, cast.head)
    first, second = cast.communes
    Dispatch.objects.update(state="recalled", ended_at=LATER)
    Delivery.objects.filter(portal=second).update(state="placed")

    run_afterwards([first.pk], LATER)

    assert set(Delivery.objects.values_list("portal", "state")) >= {
        (first.pk, "lapsed"),
        (second.pk, "placed"),
    }


def test_a_post_that_would_begin_later_never_begins(province: Province) -> None:
    user = make_member(province.communes[0], Position.HEAD, starts_on=DAY + timedelta(days=40))
    reform = province.entered(province.merging())

    province.carry(reform, THAT_DAY)
    assert user.posts.get().period.isempty
    province.take_back(reform, LATER)

    assert user.posts.get().period.lower == DAY + timedelta(days=40)


def test_rows_are_locked_while_they_are_chosen(province: Province) -> None:
    reform = province.entered(province.merging())

    with CaptureQueriesContext(connection) as asked:
        province.carry(reform, THAT_DAY)

    chosen = [one["sql"] for one in asked if 'FROM "syndication_delivery"' in one["sql"]]
    assert any("FOR NO KEY UPDATE" in sql for sql in chosen)


def test_a_unit_that_goes_on_does_not_take_anothers_code(province: Province) -> None:
    first, second, _third = province.communes
    lines = province.lines(
        (first, province.unit(code=second.code), "rename"), (second, None, "dissolve")
    )
    with pytest.raises(UnfitReform) as unfit:
        province.entered(lines)

    assert ["no unit that goes on" in bad.reason for bad in unfit.value.bad] == [True]


def test_a_post_on_a_board_that_has_ended_gives_no_rights(province: Province) -> None:
    first = province.communes[0]
    province.carry(province.entered(province.merging()), THAT_DAY)
    user = make_user()

    appoint(
        board=first.board,
        user=user,
        position=Position.HEAD,
        starts_on=DAY,
        ends_on=None,
        actor=None,
        now=LATER,
    )

    assert user.groups.count() == 0


def test_what_reached_a_portal_while_it_ended_follows(province: Province) -> None:
    first, _second, third = province.communes
    province.carry(province.entered(province.merging()), THAT_DAY)
    late, other = make_case(first, now=THAT_DAY), make_case(third, now=THAT_DAY)

    assert follow_left_behind(now=THAT_DAY - timedelta(hours=1)) == 0
    assert follow_left_behind(now=THAT_DAY) == 1

    came = CitizenCase.objects.get(pk=late.pk)
    assert (came.portal.name, came.due_at) == ("Xã Mới", late.due_at)
    assert CitizenCase.objects.get(pk=other.pk).portal == third
    assert follow_left_behind(now=LATER) == 0
