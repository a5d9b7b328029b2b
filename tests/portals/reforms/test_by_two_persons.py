"""The page of a change: what each person is offered in each state, and what is said of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import translation

from portals.boards.enums import Position
from portals.boards.models import User
from portals.clock import LOCAL_ZONE
from portals.inbox.queries import items_of
from portals.inbox.reader import InboxReader
from portals.mail.models import OutgoingMail
from portals.models import Portal
from portals.operations.checking import ask_checks
from portals.reforms import jobs, registry, switch_actions
from portals.reforms.actions import ReformNotPossible, ask_for_plan, drop_reform, enter_reform
from portals.reforms.checks import reform_checks
from portals.reforms.enums import ActDirection
from portals.reforms.inbox import ReformsToConfirm
from portals.reforms.jobs import make_plans
from portals.reforms.models import Reform, ReformAct
from portals.reforms.sheet import ReformLine, ReformUnitSpec
from portals.reforms.switch_actions import (
    call_off_reform_act,
    confirm_reform_act,
    run_reform_act,
    try_reform_act_again,
    waits_for,
    want_reform_act,
)
from portals.refusals import NotYourOffice
from tests.factories import make_member, make_province_tree
from tests.walls import desk_client

pytestmark = pytest.mark.django_db
DAY = date(2031, 7, 1)
BEFORE = datetime(2031, 6, 20, 9, tzinfo=LOCAL_ZONE)
THAT_DAY = datetime(2031, 7, 1, 0, 1, tzinfo=LOCAL_ZONE)
ASK, CONFIRM, CALL_OFF, BACK, DROP = (
    "reform_want",
    "reform_confirm",
    "reform_call_off",
    "reform_want_back",
    "reform_drop",
)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


@dataclass
class Province:
    """Two communes of it become one."""

    communes: list[Portal]
    head: User
    deputy: User
    secretary: User
    reform: Reform

    def page(self, user: User, now: datetime = BEFORE) -> str:
        with time_machine.travel(now, tick=False):
            return desk_client(user).get(self.at("reform")).content.decode()

    def at(self, name: str) -> str:
        return reverse(name, args=[self.reform.pk])

    def offered(self, user: User, now: datetime = BEFORE) -> set[str]:
        shown = self.page(user, now)
        return {one for one in (ASK, CONFIRM, CALL_OFF, BACK, DROP) if self.at(one) in shown}

    def send(self, user: User, name: str, now: datetime = BEFORE) -> str:
        """Read what the page asks, and press its button."""
        act = self.reform.acts.wanted().first()
        with time_machine.travel(now, tick=False):
            client = desk_client(user)
            asked = client.get(self.at(name)).content.decode()
            client.post(self.at(name), {"act": act.pk if act else ""})
        return asked

    def want(self, user: User, direction: ActDirection = ActDirection.FORWARD) -> ReformAct:
        return want_reform_act(reform=self.reform, direction=direction, actor=user, now=BEFORE)


@pytest.fixture
def province() -> Province:
    portal, district, communes = make_province_tree(2)
    people = (Position.HEAD, Position.DEPUTY, Position.SECRETARY)
    head, deputy, secretary = (make_member(portal, one) for one in people)
    unit = ReformUnitSpec("X1", "Xã Mới", "commune", district.code)
    reform = enter_reform(
        title="Sắp xếp xã",
        mandate="12/NQ",
        takes_effect_on=DAY,
        lines=[
            ReformLine(line, one.code, one.name, result=unit)
            for line, one in enumerate(communes, start=2)
        ],
        actor=secretary,
        now=BEFORE,
    )
    ask_for_plan(reform=reform, actor=secretary, now=BEFORE)
    make_plans(now=BEFORE)
    return Province(communes, head, deputy, secretary, reform)


class TestTheWay:
    def test_from_the_secretarys_wish_to_what_was_taken_back(self, province: Province) -> None:
        head, deputy, secretary = province.head, province.deputy, province.secretary
        assert province.offered(secretary) == {ASK, DROP}

        asked = province.send(secretary, ASK)
        assert "On 01/07/2031: 2 portals end; 1 opens; 0 go on" in asked
        assert "waits for a second person" in province.page(head)
        assert "another head or deputy" in province.page(secretary)
        assert province.offered(secretary) == {CALL_OFF, DROP}
        assert province.offered(head) == {CONFIRM, CALL_OFF, DROP}

        asked = province.send(head, CONFIRM)
        assert "On 01/07/2031: 2 portals end" in asked
        act = province.reform.acts.get()
        assert (act.wanted_by, act.confirmed_by) == (secretary, head)
        assert "is carried out on 01/07/2031" in province.page(deputy)
        assert province.offered(secretary) == set()
        assert province.offered(deputy) == {CALL_OFF}

        run_reform_act(act_id=act.pk, now=THAT_DAY)
        shown = province.page(secretary, THAT_DAY)
        assert "Everything went as its plan said." in shown
        assert "It can be taken back until 31/07/2031 00:01." in shown
        assert province.offered(secretary, THAT_DAY) == {BACK}
        late = THAT_DAY + timedelta(days=30)
        assert province.offered(secretary, late - timedelta(minutes=1)) == {BACK}
        assert province.offered(secretary, late) == set()

        asked = province.send(head, BACK, THAT_DAY)
        assert "2 portals that ended are open again" in asked
        assert province.offered(secretary, THAT_DAY) == {CALL_OFF}
        Portal.objects.filter(pk=province.communes[0].pk).update(closed_on=date(2031, 8, 1))
        asked = province.send(deputy, CONFIRM, THAT_DAY)
        assert "1 that opened is taken away" in asked
        run_reform_act(act_id=province.reform.acts.latest("pk").pk, now=THAT_DAY)

        shown = province.page(head, THAT_DAY)
        assert "Taken back" in shown
        assert province.communes[0].name in shown.partition("stays as it is now:")[2]
        assert "closed on" in shown
        assert province.offered(head, THAT_DAY) == {ASK}
        assert shown.count("carried out, 01/07/2031 00:01") == 2

    def test_waits_in_the_first_minutes_for_what_has_to_be_done_before(
        self, province: Province, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        said = {DAY: "The month has to be measured."}
        monkeypatch.setattr(registry, "_day_waits", [said.__getitem__])
        act = province.want(province.head)
        confirm_reform_act(act=act, actor=province.deputy, now=BEFORE)

        assert run_reform_act(act_id=act.pk, now=THAT_DAY) is None
        assert f"00:30 at the latest. {said[DAY]}" in province.page(province.head, THAT_DAY)
        assert run_reform_act(act_id=act.pk, now=THAT_DAY + timedelta(minutes=28)) is None
        for minutes, is_late in ((43, False), (45, True)):
            (late,) = ask_checks(now=THAT_DAY + timedelta(minutes=minutes), checks=reform_checks())
            assert late.is_good is not is_late
        done = run_reform_act(act_id=act.pk, now=THAT_DAY + timedelta(minutes=29))
        assert done is not None
        assert done.done_at is not None

        back = want_reform_act(
            reform=province.reform, direction=ActDirection.BACK, actor=province.head, now=THAT_DAY
        )
        assert waits_for(back, THAT_DAY) == ""
        again = ReformAct(reform=province.reform, direction=ActDirection.FORWARD)
        assert waits_for(again, THAT_DAY) == said[DAY]
        said[DAY] = ""
        assert waits_for(again, THAT_DAY) == ""

    def test_what_failed_says_why_and_is_called_off(self, province: Province) -> None:
        act = province.want(province.head)
        confirm_reform_act(act=act, actor=province.deputy, now=BEFORE)
        Portal.objects.filter(pk=province.communes[1].pk).update(name="Xã Khác")
        run_reform_act(act_id=act.pk, now=THAT_DAY)

        shown = province.page(province.head, THAT_DAY)
        assert "could not be carried out" in shown
        assert "Line 3: The portal" in shown

        province.send(province.head, CALL_OFF, THAT_DAY)
        shown = province.page(province.head, THAT_DAY)
        assert "called off, 01/07/2031 00:01" in shown
        assert "Line 3: The portal" not in shown

    def test_what_differs_from_the_plan_is_told(self, province: Province) -> None:
        act = province.want(province.head)
        confirm_reform_act(act=act, actor=province.deputy, now=BEFORE)
        run_reform_act(act_id=act.pk, now=THAT_DAY)
        column = {"column": "boards.BoardMember.board", "planned": 7654, "written": 7655}
        ReformAct.objects.update(findings={"differences": [column]}, took_ms=12345)

        shown = province.page(province.head, THAT_DAY)

        assert "What differs from the plan:" in shown
        assert "Everything went as its plan said." not in shown
        assert "7654</td>" in shown
        assert "7655</td>" in shown
        assert "in 12,3 seconds" in shown


class TestWhoMay:
    def test_a_secretary_wants_and_does_not_confirm(self, province: Province) -> None:
        act = province.want(province.head)
        with pytest.raises(NotYourOffice):
            confirm_reform_act(act=act, actor=province.secretary, now=BEFORE)
        province.send(province.secretary, CONFIRM)
        act.refresh_from_db()
        assert act.confirmed_at is None

        confirm_reform_act(act=act, actor=province.deputy, now=BEFORE)
        with pytest.raises(NotYourOffice):
            call_off_reform_act(act=act, actor=province.secretary, now=BEFORE)
        with pytest.raises(ReformNotPossible, match="called off first"):
            drop_reform(reform=province.reform, actor=province.secretary, now=BEFORE)

    def test_who_wanted_it_is_told_why_not(self, province: Province) -> None:
        act = province.want(province.head)

        assert "You asked for it" in province.send(province.head, CONFIRM)

        act.refresh_from_db()
        assert act.confirmed_at is None

    def test_who_read_of_one_act_confirms_no_other(self, province: Province) -> None:
        read = province.want(province.head)
        call_off_reform_act(act=read, actor=province.head, now=BEFORE)
        act = province.want(province.head)
        with time_machine.travel(BEFORE, tick=False):
            desk = desk_client(province.deputy)
            answer = desk.post(province.at(CONFIRM), {"act": read.pk}).content.decode()

        assert "called off meanwhile" in answer
        act.refresh_from_db()
        assert act.confirmed_at is None

    def test_the_others_who_confirm_find_it_in_the_inbox(self, province: Province) -> None:
        def told(user: User) -> list[str]:
            items = items_of(InboxReader(user, BEFORE), [ReformsToConfirm()])
            return [f"{item.title}: {item.note}" for item in items]

        act = province.want(province.head)
        assert told(province.deputy) == [
            f"Sắp xếp xã: {province.head} asks to have it carried out on 01/07/2031."
        ]
        below = make_member(province.communes[0], Position.HEAD)
        assert [told(one) for one in (province.head, province.secretary, below)] == [[], [], []]
        confirm_reform_act(act=act, actor=province.deputy, now=BEFORE)
        assert told(province.deputy) == []


class TestTheJob:
    def test_one_act_that_breaks_keeps_why_and_stops_no_other(
        self, province: Province, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        act = province.want(province.head)
        confirm_reform_act(act=act, actor=province.deputy, now=BEFORE)
        monkeypatch.setattr(jobs, "run_reform_act", lambda act_id, now: 1 / 0)

        assert jobs.carry_out_confirmed() == 0

        act.refresh_from_db()
        assert (act.failure, act.done_at) == ("ZeroDivisionError: division by zero", None)

    def test_what_fails_is_told_once_and_tried_less_and_less(
        self, province: Province, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for one in (province.head, province.deputy, province.secretary):
            User.objects.filter(pk=one.pk).update(email=f"{one.username}@example.vn")
        act = province.want(province.head)
        confirm_reform_act(act=act, actor=province.deputy, now=BEFORE)
        with pytest.raises(ReformNotPossible, match="Nothing stands against it"):
            try_reform_act_again(act=act, actor=province.head, now=BEFORE)
        tries, reason = [], "no room for row"

        def breaks(act_id: int, now: datetime) -> None:
            tries.append(now)
            # The same error names another row each time.
            raise ValueError(f"{reason} {len(tries)}")

        monkeypatch.setattr(jobs, "run_reform_act", breaks)
        mails = OutgoingMail.objects.filter(subject="A change of units could not be carried out")

        def tried(minutes: float) -> bool:
            before = len(tries)
            with time_machine.travel(THAT_DAY + timedelta(minutes=minutes), tick=False):
                jobs.carry_out_confirmed()
            return len(tries) > before

        assert [tried(minute) for minute in (0, 1, 14.9, 15.1)] == [True] * 4
        assert [tried(minute) for minute in (16, 75, 75.2)] == [False, False, True]
        assert {mail.person for mail in mails.all()} == {province.head, province.deputy}
        assert mails.all().count() == 2
        act.refresh_from_db()
        assert act.failure == "ValueError: no room for row 5"
        assert act.failed_since == THAT_DAY
        assert "next try: 01/07/2031 02:16" in province.page(
            province.secretary, THAT_DAY + timedelta(minutes=76)
        )

        province.send(province.secretary, "reform_try", THAT_DAY + timedelta(minutes=80))
        assert [tried(minute) for minute in (80, 81, 95, 96)] == [True, True, True, False]
        assert mails.all().count() == 2
        below = make_member(province.communes[0], Position.HEAD)
        with pytest.raises(NotYourOffice):
            try_reform_act_again(act=act, actor=below, now=THAT_DAY + timedelta(minutes=82))
        reason = "another reason"
        assert [tried(minute) for minute in (156, 157)] == [True, False]
        assert mails.all().count() == 4

    def test_reasons_in_turn_are_each_told_once_and_tried_less_and_less(
        self, province: Province, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        User.objects.filter(pk=province.head.pk).update(email="chu-tich@example.vn")
        act = province.want(province.head)
        confirm_reform_act(act=act, actor=province.deputy, now=BEFORE)
        # They differ in the unit's code alone.
        reasons = [f"Line 3: no portal has the code {code}" for code in ("04013", "04022")]
        tries: list[datetime] = []

        def refused(_act: ReformAct, now: datetime, _day: date) -> str:
            tries.append(now)
            return reasons[len(tries) % 2]

        monkeypatch.setattr(switch_actions, "_refusal", refused)
        for minute in range(21):
            with time_machine.travel(THAT_DAY + timedelta(minutes=minute), tick=False):
                jobs.carry_out_confirmed()

        subject = "A change of units could not be carried out"
        told = [
            mail.text for mail in OutgoingMail.objects.filter(subject=subject, person=province.head)
        ]
        assert [sum(reason in text for text in told) for reason in reasons] == [1, 1]
        assert len(tries) == 16
        act.refresh_from_db()
        assert act.failed_since == THAT_DAY
        assert act.next_try_at == tries[-1] + timedelta(hours=1)
