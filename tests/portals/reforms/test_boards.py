"""Boards of portals that open: proposed, decided before the day, given on it, ended where it is taken back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from io import StringIO
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from portals.auditors.models import AuditDecision, Auditor
from portals.boards.actions import derive_rights
from portals.boards.enums import Position
from portals.boards.models import BoardMember, User
from portals.clock import LOCAL_ZONE, local_date
from portals.inbox.mailing import plan_digests, send_digests
from portals.inbox.queries import items_of
from portals.inbox.reader import InboxReader
from portals.mail.models import OutgoingMail
from portals.models import Portal
from portals.reforms.actions import ReformNotPossible
from portals.reforms.boards import left_without_post, new_boards, posts_that_end
from portals.reforms.desk.plan_rows import shown_plan
from portals.reforms.enums import ActDirection
from portals.reforms.inbox import PostsThatEnd
from portals.reforms.models import Reform, ReformAct, ReformUnit
from portals.reforms.planning import reform_plan_of
from portals.reforms.seating import decide_board, decide_clear_boards
from portals.reforms.sheet import COLUMNS
from portals.reforms.switch_actions import (
    call_off_reform_act,
    confirm_reform_act,
    want_reform_act,
)
from portals.refusals import NotYourOffice
from tests.factories import make_member
from tests.portals.accountability.cases import make_case
from tests.portals.reforms.test_switching import (
    BEFORE,
    DAY,
    LATER,
    THAT_DAY,
    Province,
    province,
    state,
)
from tests.walls import desk_client

__all__ = ["province"]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english_and_later() -> Iterator[None]:
    with translation.override("en"), time_machine.travel(LATER, tick=True):
        yield


@dataclass
class Boards:
    """Two communes become one: two heads, an editor of both, a deputy; a unit that opens anew has nobody."""

    reform: Reform
    heads: list[User]
    editor: User
    deputy: User

    @property
    def unit(self) -> ReformUnit:
        return self.reform.units.get(name="Xã Mới")

    @property
    def people(self) -> list[User]:
        return [*self.heads, self.editor, self.deputy]


@pytest.fixture
def boards(province: Province) -> Boards:
    first, second, _third = province.communes
    heads = [make_member(one, Position.HEAD) for one in (first, second)]
    deputy = make_member(first, Position.DEPUTY)
    editor = make_member(second, Position.EDITOR)
    BoardMember.objects.create(
        board=first.board, user=editor, position=Position.CONTRIBUTOR, period=deputy.posts.get().period
    )  # fmt: skip
    derive_rights(user=editor, now=LATER)
    return Boards(province.entered(province.merging()), heads, editor, deputy)


def seats_of(boards: Boards) -> dict[int, Position]:
    return {
        boards.heads[0].pk: Position.HEAD,
        boards.heads[1].pk: Position.DEPUTY,
        boards.editor.pk: Position.EDITOR,
    }


class TestProposals:
    def test_each_with_the_foremost_post_and_heads_are_to_be_chosen(self, boards: Boards) -> None:
        (board,) = new_boards(boards.reform)

        assert board.proposals == {
            boards.deputy.pk: Position.DEPUTY,
            boards.editor.pk: Position.EDITOR,
        }
        assert {one.user for one in board.heads} == set(boards.heads)
        assert not board.is_clear
        assert not board.is_decided

    def test_a_post_that_ends_before_or_an_account_that_is_closed_is_none(
        self, boards: Boards
    ) -> None:
        User.objects.filter(pk=boards.editor.pk).update(is_active=False)
        post = boards.deputy.posts.get()
        post.period = type(post.period)(post.period.lower, DAY - timedelta(days=1))
        post.save()

        (board,) = new_boards(boards.reform)

        assert {one.user for one in board.candidates} == set(boards.heads)
        post.period = type(post.period)(post.period.lower, DAY)
        post.save()
        assert boards.deputy in {one.user for one in new_boards(boards.reform)[0].candidates}

    def test_of_a_split_the_first_part_takes_over(self, province: Province) -> None:
        portal = province.communes[0]
        head = make_member(portal, Position.HEAD)
        units = [province.unit(code=code, name=f"Xã {code}") for code in ("Y1", "Y2")]
        reform = province.entered(province.lines(*((portal, unit, "") for unit in units)))

        first, second = new_boards(reform)

        assert first.proposals == {head.pk: Position.HEAD}
        assert (second.proposals, [one.user for one in second.candidates]) == ({}, [head])
        assert decide_clear_boards(reform=reform, actor=province.head, now=BEFORE) == 1
        assert [one.is_decided for one in new_boards(reform)] == [True, False]

    def test_they_take_as_many_queries_for_many(self, boards: Boards, province: Province) -> None:
        other = province.entered(
            province.lines((province.communes[2], province.unit(code="Z", name="Xã Z"), "merge")),
            mandate="NQ khác",
        )
        counts = []
        for reform in (other, boards.reform):
            with CaptureQueriesContext(connection) as asked:
                new_boards(reform)
                left_without_post(posts_that_end(reform), ())
            counts.append(len(asked))
        assert counts[0] == counts[1]


class TestInThePlan:
    def test_names_who_keeps_who_loses_and_whom_one_is_to_choose(
        self, boards: Boards, province: Province, tmp_path: Path
    ) -> None:
        def names(rows: list[dict[str, Any]]) -> list[str]:
            return [one["name"] for one in rows]

        file, told = tmp_path / "don-vi.csv", StringIO()
        rows = [f"{one.code},{one.name},09999,Xã Mới,commune,{province.district.code}"
                for one in province.communes[:2]]  # fmt: skip
        file.write_text("\n".join([",".join(COLUMNS), *rows]))
        before = state()
        call_command("reform", "plan", str(file), "--on", f"{DAY}", "--json", stdout=told)
        assert state() == before
        planned = json.loads(told.getvalue())["boards"]

        first, second = planned["ending"]
        (new,) = planned["new"]
        deputy, editor = str(boards.deputy), str(boards.editor)
        heads = [str(one) for one in boards.heads]
        assert [new["decided"], names(new["members"]), names(new["to_choose"])] == [
            False, [deputy, editor], heads
        ]  # fmt: skip
        assert [names(first["keep"]), names(second["keep"])] == [[deputy, editor], [editor]]
        assert second["keep"][0]["new"] == [{"unit": "Xã Mới", "position": "editor"}]
        assert [first["to_choose"], second["to_choose"]] == [
            [new["to_choose"][0]],
            [new["to_choose"][1]],
        ]
        assert first["lose"] == second["lose"] == []

        decide_board(unit=boards.unit, seats=seats_of(boards), actor=province.head, now=BEFORE)
        content = reform_plan_of(boards.reform)
        first, second = content["boards"]["ending"]
        assert names(first["lose"]) == [deputy]
        assert second["keep"][0]["new"] == [{"unit": "Xã Mới", "position": "deputy_head"}]
        assert content["boards"]["new"][0]["decided"]
        assert first["to_choose"] == second["to_choose"] == []
        with translation.override("en"):
            shown = render_to_string("portals/reforms/plan.html", {"plan": shown_plan(content)})
        shown = " ".join(shown.split())
        assert f">{deputy} (Deputy head of the board)<" in shown
        assert f"{heads[1]} (Head of the board → Deputy head of the board, Xã Mới)" in shown

    def test_takes_as_many_queries_for_many_members(
        self, boards: Boards, province: Province
    ) -> None:
        counts = []
        for number in (0, 5):
            for _ in range(number):
                make_member(province.communes[0])
            with CaptureQueriesContext(connection) as asked:
                reform_plan_of(boards.reform)
            counts.append(len(asked))
        assert counts[0] == counts[1]


class TestDeciding:
    def test_who_may_and_what_cannot_be(self, boards: Boards, province: Province) -> None:
        unit, seats = boards.unit, seats_of(boards)
        editor = make_member(province.portal, Position.EDITOR)
        for actor in (editor, boards.heads[0], make_member(province.district, Position.HEAD)):
            with pytest.raises(NotYourOffice):
                decide_board(unit=unit, seats=seats, actor=actor, now=BEFORE)
            with pytest.raises(NotYourOffice):
                decide_clear_boards(reform=boards.reform, actor=actor, now=BEFORE)
        two = seats | {boards.heads[1].pk: Position.HEAD}
        stranger = {make_member(province.communes[2], Position.HEAD).pk: Position.HEAD}
        for wrong, why in ((two, "A board has one head"), (stranger, "that end can be chosen")):
            with pytest.raises(ReformNotPossible, match=why):
                decide_board(unit=unit, seats=wrong, actor=province.head, now=BEFORE)
        own = make_member(province.portal, Position.SECRETARY)
        BoardMember.objects.create(
            board=province.communes[0].board, user=own, position="editor", period=own.posts.get().period
        )  # fmt: skip
        with pytest.raises(ReformNotPossible, match="gives themselves"):
            decide_board(unit=unit, seats=seats | {own.pk: Position.EDITOR}, actor=own, now=BEFORE)
        decide_board(unit=unit, seats=seats, actor=own, now=BEFORE)
        province.carry(boards.reform, THAT_DAY)
        with pytest.raises(ReformNotPossible, match="appoint on the boards themselves"):
            decide_board(unit=unit, seats=seats, actor=province.head, now=LATER)

    def test_by_the_pages(self, boards: Boards, province: Province) -> None:
        desk = desk_client(make_member(province.portal, Position.SECRETARY))
        at = {
            name: reverse(name, args=[boards.reform.pk])
            for name in ("reform", "reform_boards", "reform_boards_clear")
        }
        board = reverse("reform_board", args=[boards.reform.pk, boards.unit.code])
        with time_machine.travel(BEFORE, tick=True):
            shown = desk.get(at["reform"]).content.decode()
            assert "1 portal opens with an empty board as it stands" in shown
            assert "4 people lose a post" in shown
            desk.post(at["reform_boards_clear"])
            undecided_page = desk.get(at["reform_boards"]).content.decode()
            assert "There is no board that leaves nothing to choose" in undecided_page
            assert "To choose: who is head" in undecided_page
            given = {f"post_{one.pk}": "none" for one in boards.people}
            undecided = given | {f"post_{boards.heads[0].pk}": ""}
            assert "This field is required" in desk.post(board, undecided).content.decode()
            both = given | {f"post_{one.pk}": "head" for one in boards.heads}
            assert "A board has one head" in desk.post(board, both).content.decode()
            chosen = {f"post_{user}": str(one) for user, one in seats_of(boards).items()}
            answer = desk.post(board, given | chosen)
            assert answer["Location"] == at["reform_boards"]
            shown = desk.get(at["reform"]).content.decode()
            assert "Decided: 1 of 1." in shown
            assert "1 person loses a post" in shown
            elsewhere = reverse("reform_board", args=[boards.reform.pk, "khong-co"])
            assert desk.get(elsewhere).status_code == 404
            below = desk_client(boards.heads[0])
            for address in (at["reform_boards"], board):
                assert below.get(address).status_code in {302, 403}
            below.post(board, given)
            below.post(at["reform_boards_clear"])
        assert boards.unit.seats.count() == 3


class TestGiven:
    def test_on_the_day_with_rights_and_the_decision(
        self, boards: Boards, province: Province
    ) -> None:
        for one in boards.people:
            User.objects.filter(pk=one.pk).update(email=f"{one.username}@example.vn")
        decide_board(unit=boards.unit, seats=seats_of(boards), actor=province.head, now=BEFORE)
        User.objects.filter(pk=boards.heads[1].pk).update(is_active=False)

        act = province.carry(boards.reform, THAT_DAY)

        opened = Portal.objects.get(name="Xã Mới")
        posts = {post.user_id: post for post in opened.board.members.all()}
        assert {user: post.position for user, post in posts.items()} == {
            boards.heads[0].pk: Position.HEAD,
            boards.editor.pk: Position.EDITOR,
        }
        assert {(post.period.lower, post.decision_number) for post in posts.values()} == {
            (local_date(THAT_DAY), boards.reform.mandate)
        }
        assert act.findings == {"differences": [], "not_seated": [str(boards.heads[1])]}
        groups = set(opened.rights_groups.values_list("group", flat=True))
        assert set(boards.heads[0].groups.values_list("pk", flat=True)) <= groups
        assert boards.deputy.groups.count() == 0
        told = OutgoingMail.objects.get(subject="Your post has ended with its board")
        assert told.person == boards.deputy
        assert province.communes[0].name in told.text

    def test_none_to_who_was_dismissed_since_who_gets_a_mail(
        self, boards: Boards, province: Province
    ) -> None:
        heads, deputy, seats = boards.heads, boards.deputy, seats_of(boards)
        seats = seats | {deputy.pk: Position.EDITOR}
        decide_board(unit=boards.unit, seats=seats, actor=province.head, now=BEFORE)
        for one in boards.people:
            User.objects.filter(pk=one.pk).update(email=f"{one.username}@example.vn")
        # The first is not held the day before, the second to its end; of the third one of two posts is.
        for post, day in (
            (heads[0].posts.get(), DAY - timedelta(days=1)),
            (deputy.posts.get(), DAY),
            (boards.editor.posts.get(position=Position.EDITOR), DAY - timedelta(days=1)),
        ):
            post.period = type(post.period)(post.period.lower, day)
            post.save()
        third = province.communes[2].board
        BoardMember.objects.create(
            board=third, user=heads[0], position=Position.EDITOR, period=heads[1].posts.get().period
        )
        audits = AuditDecision.objects.create(
            office="Kiểm toán thử", number="1/QĐ", decided_on=DAY, first_month="2031-01-01",
            file=ContentFile(b"x", name="quyet-dinh.pdf"), period=DateRange(DAY, LATER.date()),
            entered_by=province.head, entered_at=BEFORE,
        )  # fmt: skip
        Auditor.objects.create(decision=audits, user=heads[1])

        act = province.carry(boards.reform, THAT_DAY)

        opened = Portal.objects.get(name="Xã Mới")
        sit = set(opened.board.members.values_list("user", flat=True))
        assert sit == {deputy.pk, boards.editor.pk}
        assert act.findings["not_seated"] == [str(heads[0]), str(heads[1])]
        told = OutgoingMail.objects.filter(subject="Your post has ended with its board")
        # Who was dismissed before lost nothing on the day.
        assert [mail.person for mail in told] == [heads[1]]

    def test_nobody_where_nobody_decided(self, boards: Boards, province: Province) -> None:
        province.carry(boards.reform, THAT_DAY)

        assert not Portal.objects.get(name="Xã Mới").board.members.exists()

    def test_taken_back_everything_is_as_it_was(self, boards: Boards, province: Province) -> None:
        before = state()
        rights = {one: list(one.groups.order_by("pk")) for one in boards.people}
        decide_board(unit=boards.unit, seats=seats_of(boards), actor=province.head, now=BEFORE)
        province.carry(boards.reform, THAT_DAY)

        act = province.take_back(boards.reform, LATER)

        assert act.findings == {"kept": []}
        assert state() == before
        assert {one: list(one.groups.order_by("pk")) for one in boards.people} == rights

    def test_on_a_portal_that_stays_they_end_and_hold_again_with_it(
        self, boards: Boards, province: Province
    ) -> None:
        decide_board(unit=boards.unit, seats=seats_of(boards), actor=province.head, now=BEFORE)
        province.carry(boards.reform, THAT_DAY)
        opened = Portal.objects.get(name="Xã Mới")
        make_case(opened, now=LATER)

        province.take_back(boards.reform, LATER)

        ended = {post.period.upper for post in opened.board.members.all()}
        assert ended == {local_date(LATER)}
        again = LATER + timedelta(days=1)
        province.carry(boards.reform, again)
        held = opened.board.members.filter(period__contains=local_date(again))
        assert held.count() == len(seats_of(boards)) == opened.board.members.count()

    def test_what_was_decided_anew_takes_the_place_of_the_board_that_was(
        self, boards: Boards, province: Province
    ) -> None:
        first, second = boards.heads
        decide_board(unit=boards.unit, seats=seats_of(boards), actor=province.head, now=BEFORE)
        province.carry(boards.reform, THAT_DAY)
        opened = Portal.objects.get(name="Xã Mới")
        make_case(opened, now=LATER)
        province.take_back(boards.reform, LATER)
        seats = {
            second.pk: Position.HEAD,
            boards.deputy.pk: Position.DEPUTY,
            boards.editor.pk: Position.EDITOR,
        }
        decide_board(unit=boards.unit, seats=seats, actor=province.head, now=LATER)
        again = LATER + timedelta(days=1)

        act = province.carry(boards.reform, again)

        held = opened.board.members.filter(period__contains=local_date(again))
        assert {post.user_id: post.position for post in held} == seats
        assert "not_seated" not in act.findings
        assert not opened.board.members.filter(pk__in=held, reform_seat=None).exists()
        groups = set(opened.rights_groups.values_list("group", flat=True))
        has = {
            one: bool(groups & set(one.groups.values_list("pk", flat=True)))
            for one in boards.people
        }
        assert has == {first: False, second: True, boards.deputy: True, boards.editor: True}

    def test_of_a_board_that_opens_again_who_was_dismissed_holds_nothing(
        self, boards: Boards, province: Province
    ) -> None:
        first, by_hand = boards.heads[0], make_member(province.communes[2], Position.EDITOR)
        seats = {first.pk: Position.HEAD, boards.editor.pk: Position.EDITOR}
        decide_board(unit=boards.unit, seats=seats, actor=province.head, now=BEFORE)
        province.carry(boards.reform, THAT_DAY)
        opened = Portal.objects.get(name="Xã Mới")
        BoardMember.objects.create(
            board=opened.board,
            user=by_hand,
            position=Position.DEPUTY,
            period=boards.editor.posts.get(board=opened.board).period,
        )
        province.take_back(boards.reform, LATER)
        post = first.posts.exclude(board=opened.board).get()
        post.period = type(post.period)(post.period.lower, local_date(LATER))
        post.save()
        again = LATER + timedelta(days=1)

        act = province.carry(boards.reform, again)

        held = opened.board.members.filter(period__contains=local_date(again))
        assert set(held.values_list("user", flat=True)) == {by_hand.pk, boards.editor.pk}
        assert act.findings["not_seated"] == [str(first)]
        assert first.groups.count() == 0


class TestToldBeforeTheDay:
    """Whoever loses a post and gets none finds it in the inbox for the week before, and nobody else does."""

    @staticmethod
    def told(user: User, now: datetime) -> list[tuple[str, str]]:
        items = items_of(InboxReader(user, now), [PostsThatEnd()])
        return [(item.title, item.urgency.name) for item in items]

    @staticmethod
    def confirmed(boards: Boards, province: Province) -> ReformAct:
        act = want_reform_act(
            reform=boards.reform, direction=ActDirection.FORWARD, actor=province.head, now=BEFORE
        )
        return confirm_reform_act(act=act, actor=province.deputy, now=BEFORE)

    def test_for_a_week_by_one_mail_and_until_the_day(
        self, boards: Boards, province: Province
    ) -> None:
        decide_board(unit=boards.unit, seats=seats_of(boards), actor=province.head, now=BEFORE)
        day, deputy = datetime.combine(DAY, time(8), LOCAL_ZONE), boards.deputy
        first, last = day - timedelta(days=7), day - timedelta(days=1)
        assert self.told(deputy, last) == []
        act = self.confirmed(boards, province)
        name = province.communes[0].name
        line = f"Your post on the board of {name} ends on 01/07/2031"

        assert self.told(deputy, first - timedelta(hours=9)) == []
        assert self.told(deputy, first) == [(line, "ORDINARY")]
        assert self.told(deputy, first + timedelta(days=1)) == [(line, "UNHURRIED")]
        assert self.told(deputy, last) == [(line, "UNHURRIED")]
        assert self.told(deputy, day) == []
        others = [*boards.heads, boards.editor, province.head, province.deputy]
        others += [make_member(one) for one in (province.communes[2], province.district)]
        assert [self.told(one, last) for one in others] == [[]] * 7
        with mock.patch("portals.inbox.queries.sources", return_value=[PostsThatEnd()]):
            days = (first + timedelta(days=number) for number in range(6))
            sent = [send_digests(mail_ids=plan_digests(now=at), now=at) for at in days]
        assert sent == [1, 0, 0, 0, 0, 0]
        assert line in OutgoingMail.objects.get(person=deputy).text
        call_off_reform_act(act=act, actor=province.head, now=first)
        assert self.told(deputy, last) == []

    def test_confirmed_late_and_undecided_to_all_that_hold_one_on_the_day_before(
        self, boards: Boards, province: Province
    ) -> None:
        last = datetime.combine(DAY - timedelta(days=1), time(8), LOCAL_ZONE)
        act = self.confirmed(boards, province)
        ReformAct.objects.filter(pk=act.pk).update(confirmed_at=last - timedelta(hours=1))
        for user, ends in ((boards.heads[0], last.date()), (boards.heads[1], DAY)):
            post = user.posts.get()
            post.period = type(post.period)(post.period.lower, ends)
            post.save()
        # Of one that gives something up as well nobody loses a post.
        third, unit = province.communes[2], boards.unit
        boards.reform.rows.create(
            position=9, original=third, original_code=third.code, kind="part", result=unit
        )
        stays = make_member(third)

        assert [len(self.told(one, last)) for one in (*boards.people, stays)] == [0, 1, 2, 1, 0]
        assert self.told(boards.deputy, last)[0][1] == "ORDINARY"

    def test_of_a_split_once(self, province: Province) -> None:
        portal = province.communes[0]
        head = make_member(portal, Position.HEAD)
        units = [province.unit(code=code, name=f"Xã {code}") for code in ("Y1", "Y2")]
        reform = province.entered(province.lines(*((portal, unit, "") for unit in units)))
        self.confirmed(Boards(reform, [head], head, head), province)

        assert len(self.told(head, THAT_DAY - timedelta(days=1))) == 1
