"""A change of units is carried out whole on its day, by two persons, and taken back within thirty days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.utils import translation

from portals.accountability.enums import CaseStep
from portals.accountability.models import CitizenCase
from portals.boards.enums import Position
from portals.boards.models import BoardMember, User
from portals.clock import LOCAL_ZONE
from portals.models import Oversight, Portal, PortalAddress, Succession
from portals.queries import heirs_of
from portals.reforms.actions import ReformNotPossible, ask_for_plan, drop_reform, enter_reform
from portals.reforms.enums import ActDirection
from portals.reforms.jobs import make_plans
from portals.reforms.models import Reform, ReformAct
from portals.reforms.sheet import ReformLine, ReformUnitSpec
from portals.reforms.state_digest import COUNTED, told_tables
from portals.reforms.switch_actions import (
    call_off_reform_act,
    confirm_reform_act,
    run_reform_act,
    want_reform_act,
)
from portals.refusals import NotYourOffice
from tests.factories import make_member, make_portal, make_province_tree
from tests.portals.accountability.cases import make_case

pytestmark = pytest.mark.django_db
DAY = date(2031, 7, 1)
BEFORE = datetime(2031, 6, 20, 9, tzinfo=LOCAL_ZONE)
THAT_DAY = datetime(2031, 7, 1, 0, 1, tzinfo=LOCAL_ZONE)
LATER = datetime(2031, 7, 10, 9, tzinfo=LOCAL_ZONE)


@pytest.fixture(autouse=True)
def _english_and_later() -> Iterator[None]:
    # Mails name the host of the day on which they are written.
    with translation.override("en"), time_machine.travel(LATER, tick=True):
        yield


@dataclass
class Province:
    portal: Portal
    district: Portal
    communes: list[Portal]
    head: User
    deputy: User
    done: list[ReformAct] = field(default_factory=list)

    def unit(self, **changes: str) -> ReformUnitSpec:
        spec = {
            "code": self.communes[0].code,
            "name": "Xã Mới",
            "tier": "commune",
            "overseer": self.district.code,
        }
        return ReformUnitSpec(**(spec | changes))

    def lines(self, *results: tuple[Portal, ReformUnitSpec | None, str]) -> list[ReformLine]:
        return [
            ReformLine(number, portal.code, portal.name, kind=kind, result=unit)
            for number, (portal, unit, kind) in enumerate(results, start=2)
        ]

    def merging(self) -> list[ReformLine]:
        """The first two communes become one, with the code of the first."""
        return self.lines(*((one, self.unit(), "") for one in self.communes[:2]))

    def entered(self, lines: list[ReformLine], *, day: date = DAY, mandate: str = "") -> Reform:
        reform = enter_reform(
            title="Sắp xếp",
            mandate=mandate or f"NQ {Reform.objects.count() + 1}",
            takes_effect_on=day,
            lines=lines,
            actor=self.head,
            now=BEFORE,
        )
        ask_for_plan(reform=reform, actor=self.head, now=BEFORE)
        make_plans(now=BEFORE)
        return reform

    def carry(
        self, reform: Reform, now: datetime, direction: ActDirection = ActDirection.FORWARD
    ) -> ReformAct:
        act = want_reform_act(reform=reform, direction=direction, actor=self.head, now=now)
        confirm_reform_act(act=act, actor=self.deputy, now=now)
        done = run_reform_act(act_id=act.pk, now=now)
        assert done is not None
        assert (done.failure, done.done_at) == ("", now)
        return done

    def take_back(self, reform: Reform, now: datetime) -> ReformAct:
        return self.carry(reform, now, ActDirection.BACK)


@pytest.fixture
def province() -> Province:
    portal, district, communes = make_province_tree(3)
    head, deputy = (make_member(portal, one) for one in (Position.HEAD, Position.DEPUTY))
    return Province(portal, district, communes, head, deputy)


def state() -> dict[str, list[Any]]:
    """Every row of every table but those apart, as PostgreSQL writes it."""
    found = {}
    with connection.cursor() as cursor:
        for table in told_tables():
            cursor.execute(
                f'SELECT (to_jsonb(t) - %s::text[])::text FROM "{table}" t ORDER BY 1',
                [COUNTED.get(table, [])],
            )
            found[table] = [row for (row,) in cursor.fetchall()]
    return found


class TestByTwoPersons:
    def test_only_the_province_wants_and_confirms(self, province: Province) -> None:
        reform = province.entered(province.merging())
        editor = make_member(province.portal, Position.EDITOR)
        other = make_member(province.district, Position.HEAD)

        for actor in (editor, other):
            with pytest.raises(NotYourOffice):
                want_reform_act(
                    reform=reform, direction=ActDirection.FORWARD, actor=actor, now=BEFORE
                )
        act = want_reform_act(
            reform=reform, direction=ActDirection.FORWARD, actor=province.head, now=BEFORE
        )
        for actor in (editor, other):
            with pytest.raises(NotYourOffice):
                confirm_reform_act(act=act, actor=actor, now=BEFORE)
            with pytest.raises(NotYourOffice):
                call_off_reform_act(act=act, actor=actor, now=BEFORE)
        with pytest.raises(ReformNotPossible, match="Another head or deputy"):
            confirm_reform_act(act=act, actor=province.head, now=BEFORE)

    def test_nothing_happens_before_it_is_confirmed_and_its_day_has_come(
        self, province: Province
    ) -> None:
        reform = province.entered(province.merging())
        act = want_reform_act(
            reform=reform, direction=ActDirection.FORWARD, actor=province.head, now=BEFORE
        )
        assert run_reform_act(act_id=act.pk, now=THAT_DAY) is None

        confirm_reform_act(act=act, actor=province.deputy, now=BEFORE)

        assert run_reform_act(act_id=act.pk, now=THAT_DAY - timedelta(minutes=2)) is None
        done = run_reform_act(act_id=act.pk, now=THAT_DAY)
        assert done is not None
        assert done.done_on == DAY
        assert run_reform_act(act_id=act.pk, now=LATER) is None

    def test_it_is_planned_first_and_wanted_once(self, province: Province) -> None:
        reform = province.entered(province.merging())
        plan = reform.plans.get()
        reform.plans.all().delete()
        with pytest.raises(ReformNotPossible, match="plan made first"):
            want_reform_act(
                reform=reform, direction=ActDirection.FORWARD, actor=province.head, now=BEFORE
            )
        plan.save()
        act = want_reform_act(
            reform=reform, direction=ActDirection.FORWARD, actor=province.head, now=BEFORE
        )
        with pytest.raises(ReformNotPossible, match="asked already"):
            want_reform_act(
                reform=reform, direction=ActDirection.FORWARD, actor=province.deputy, now=BEFORE
            )

        call_off_reform_act(act=act, actor=province.head, now=BEFORE)

        with pytest.raises(ReformNotPossible, match="called off"):
            confirm_reform_act(act=act, actor=province.deputy, now=BEFORE)
        drop_reform(reform=reform, actor=province.head, now=BEFORE)

    def test_what_stands_against_it_on_the_day_is_said_and_changes_nothing(
        self, province: Province
    ) -> None:
        reform = province.entered(province.merging())
        act = want_reform_act(
            reform=reform, direction=ActDirection.FORWARD, actor=province.head, now=BEFORE
        )
        confirm_reform_act(act=act, actor=province.deputy, now=BEFORE)
        Portal.objects.filter(pk=province.communes[1].pk).update(name="Xã Khác")
        before = state()

        refused = run_reform_act(act_id=act.pk, now=THAT_DAY)

        assert refused is not None
        assert refused.done_at is None
        assert "Line 3" in refused.failure
        assert state() == before

    def test_what_was_carried_out_is_not_dropped(self, province: Province) -> None:
        reform = province.entered(province.merging())
        province.carry(reform, THAT_DAY)

        with pytest.raises(ReformNotPossible, match="Take it back instead"):
            drop_reform(reform=reform, actor=province.head, now=LATER)
        with pytest.raises(ReformNotPossible, match="already"):
            province.carry(reform, LATER)


class TestCarriedOut:
    def test_portals_end_and_one_opens(self, province: Province) -> None:
        first, second, third = province.communes
        member = make_member(first, Position.HEAD)
        reform = province.entered(province.merging())

        act = province.carry(reform, THAT_DAY)

        assert act.findings == {"differences": []}
        opened = Portal.objects.get(name="Xã Mới")
        assert (opened.code, opened.opened_on, opened.closed_on) == (first.code, DAY, None)
        assert PortalAddress.objects.in_force(DAY).filter(portal=opened).count() == 1
        for gone in (first, second):
            gone.refresh_from_db()
            assert (gone.closed_on, gone.site) == (DAY, None)
            assert heirs_of(gone, DAY) == [opened]
            assert not Oversight.objects.in_force(DAY).filter(portal=gone).exists()
            assert Oversight.objects.in_force(DAY - timedelta(days=1)).filter(portal=gone).exists()
            assert PortalAddress.objects.in_force(DAY).filter(portal=gone).exists()
        third.refresh_from_db()
        assert third.closed_on is None
        assert Oversight.objects.in_force(DAY).get(portal=opened).overseer == province.district
        assert Oversight.objects.in_force(DAY).filter(portal=third).exists()
        post = BoardMember.objects.get(user=member)
        assert post.period.upper == DAY
        assert member.groups.count() == 0

    def test_who_goes_on_is_renamed_and_stands_under_another(self, province: Province) -> None:
        portal = province.communes[0]
        unit = province.unit(code="X1", overseer=province.portal.code)
        host = portal.site.hostname
        reform = province.entered(province.lines((portal, unit, "")))

        province.carry(reform, THAT_DAY)

        portal = Portal.objects.select_related("site", "root").get(pk=portal.pk)
        assert (portal.code, portal.name, portal.closed_on) == ("X1", "Xã Mới", None)
        assert portal.root is not None
        assert portal.root.title == portal.title == portal.site.site_name
        assert portal.site.hostname == host
        assert Oversight.objects.in_force(DAY).get(portal=portal).overseer == province.portal
        day_before = Oversight.objects.in_force(DAY - timedelta(days=1)).get(portal=portal)
        assert day_before.overseer == province.district

    def test_requests_come_to_the_successor_with_their_clocks(self, province: Province) -> None:
        first, _second, third = province.communes
        open_case, other = make_case(first, now=BEFORE), make_case(third, now=BEFORE)
        reform = province.entered(province.merging())

        province.carry(reform, THAT_DAY)

        came = CitizenCase.objects.get(pk=open_case.pk)
        assert came.portal.name == "Xã Mới"
        assert came.due_at == open_case.due_at
        event = came.events.get(step=CaseStep.BODY_CLOSED)
        assert (event.portal, event.office) == (first, came.portal)
        assert CitizenCase.objects.get(pk=other.pk).portal == third

    def test_of_one_that_is_dissolved_the_overseer_takes_over(self, province: Province) -> None:
        portal = province.communes[0]
        case = make_case(portal, now=BEFORE)
        reform = province.entered(province.lines((portal, None, "")))

        province.carry(reform, THAT_DAY)

        assert CitizenCase.objects.get(pk=case.pk).portal == province.district
        assert not Succession.objects.exists()

    def test_a_split_leads_to_all_parts_and_its_requests_to_the_first(
        self, province: Province
    ) -> None:
        portal = province.communes[0]
        case = make_case(portal, now=BEFORE)
        units = [province.unit(code=code, name=f"Xã {code}") for code in ("Y1", "Y2")]
        reform = province.entered(province.lines(*((portal, unit, "") for unit in units)))

        province.carry(reform, THAT_DAY)

        assert {heir.code for heir in heirs_of(portal, DAY)} == {"Y1", "Y2"}
        assert set(Succession.objects.values_list("kind", flat=True)) == {Succession.Kind.SPLIT}
        assert CitizenCase.objects.get(pk=case.pk).portal.code == "Y1"


class TestTakenBack:
    def test_everything_is_as_it_was(self, province: Province) -> None:
        first = province.communes[0]
        member = make_member(first, Position.HEAD)
        rights = list(member.groups.order_by("pk"))
        make_portal(overseer=province.district)
        before = state()
        reform = province.entered(province.merging())
        province.carry(reform, THAT_DAY)
        assert state() != before

        act = province.take_back(reform, LATER)

        assert act.findings == {"kept": []}
        assert state() == before
        assert list(member.groups.order_by("pk")) == rights

    def test_requests_go_back_with_their_clocks(self, province: Province) -> None:
        first = province.communes[0]
        case = make_case(first, now=BEFORE)
        reform = province.entered(province.merging())
        province.carry(reform, THAT_DAY)
        new = make_case(Portal.objects.get(name="Xã Mới"), now=LATER)

        act = province.take_back(reform, LATER)

        back = CitizenCase.objects.get(pk=case.pk)
        assert (back.portal, back.due_at) == (first, case.due_at)
        assert back.events.filter(step=CaseStep.BODY_CLOSED).count() == 2
        # What came to the portal that was opened stays owed, by one of those that were.
        came = CitizenCase.objects.get(pk=new.pk)
        assert (came.portal, came.due_at) == (first, new.due_at)
        opened = Portal.objects.get(name="Xã Mới")
        assert opened.closed_on == date(2031, 7, 10)
        assert set(heirs_of(opened, opened.closed_on)) == set(province.communes[:2])
        assert [one["row"] for one in act.findings["kept"]] == [str(opened.pk)]

    def test_what_was_written_since_stays_and_is_named(self, province: Province) -> None:
        reform = province.entered(
            province.lines((province.communes[0], province.unit(code="X1"), ""))
        )
        province.carry(reform, THAT_DAY)
        portal = Portal.objects.get(code="X1")
        Portal.objects.filter(pk=portal.pk).update(name="Xã Sửa Sau", phone="0222")

        act = province.take_back(reform, LATER)

        portal.refresh_from_db()
        assert (portal.code, portal.name, portal.phone) == (
            province.communes[0].code,
            "Xã Sửa Sau",
            "0222",
        )
        row = {"table": "portals_portal", "row": str(portal.pk), "columns": ["name"]}
        assert act.findings == {"kept": [row]}

    def test_until_thirty_days_are_over(self, province: Province) -> None:
        reform = province.entered(province.merging())
        with pytest.raises(ReformNotPossible, match="has not been carried out"):
            province.take_back(reform, BEFORE)
        province.carry(reform, THAT_DAY)
        over = THAT_DAY + timedelta(days=30)

        with pytest.raises(ReformNotPossible, match="thirty days"):
            province.take_back(reform, over)
        province.take_back(reform, over - timedelta(minutes=1))
        with pytest.raises(ReformNotPossible, match="has not been carried out"):
            province.take_back(reform, over - timedelta(minutes=1))

    def test_not_where_a_later_change_stands_on_it(self, province: Province) -> None:
        first = province.entered(province.merging())
        province.carry(first, THAT_DAY)
        opened = Portal.objects.get(name="Xã Mới")
        unit = province.unit(code="Z", name="Xã Sau")
        later = province.entered(
            province.lines((opened, unit, "")), day=date(2031, 7, 5), mandate="NQ sau"
        )
        province.carry(later, LATER)

        with pytest.raises(ReformNotPossible, match="Take back the later change first"):
            province.take_back(first, LATER)
        province.take_back(later, LATER)
        province.take_back(first, LATER)

    def test_and_carried_out_again(self, province: Province) -> None:
        reform = province.entered(province.merging())
        province.carry(reform, THAT_DAY)
        once = state()
        province.take_back(reform, LATER)
        before = state()

        province.carry(reform, LATER)
        assert Portal.objects.get(name="Xã Mới").opened_on == date(2031, 7, 10)
        province.take_back(reform, LATER)

        assert state() == before
        assert before != once

    def test_what_was_kept_of_it_opens_again(self, province: Province) -> None:
        reform = province.entered(province.merging())
        province.carry(reform, THAT_DAY)
        opened = Portal.objects.get(name="Xã Mới")
        member = make_member(opened, Position.HEAD)
        case = make_case(opened, now=LATER)
        province.take_back(reform, LATER)
        assert member.groups.count() == 0

        act = province.carry(reform, LATER + timedelta(days=1))

        again = Portal.objects.get(name="Xã Mới")
        assert (again.pk, again.code) == (opened.pk, province.communes[0].code)
        assert (again.opened_on, again.closed_on) == (date(2031, 7, 11), None)
        assert heirs_of(province.communes[0], date(2031, 7, 11)) == [again]
        assert member.groups.count() == 1
        assert CitizenCase.objects.get(pk=case.pk).portal == again
        assert act.done_at is not None
