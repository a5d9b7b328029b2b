"""Posts and grants at their limits: the nearly allowed person, and the day before and after."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from portals.boards.actions import UnableToChangePost, change_position, end_post
from portals.boards.actions.grants import (
    LONGEST,
    UnableToEnd,
    UnableToGrant,
    declare_away,
    delegate,
    end_absence,
    end_delegation,
    grant_waiver,
    revoke_waiver,
    set_silent_hours,
)
from portals.boards.approval import approval_basis
from portals.boards.enums import Basis, Position
from portals.boards.models import Absence, BoardMember, Delegation, StandingWaiver, User
from portals.boards.permissions import may_manage
from portals.clock import local_date
from portals.models import Oversight, Portal
from portals.refusals import NotYourOffice
from tests.factories import make_member, make_portal, make_province_tree

pytestmark = pytest.mark.django_db


def today() -> date:
    return local_date(timezone.now())


def day(number: int) -> date:
    return today() + timedelta(number)


def days(starts: int = 0, ends: int = 3) -> dict[str, object]:
    return {"starts_on": day(starts), "ends_on": day(ends), "now": timezone.now()}


@pytest.fixture
def tree() -> tuple[Portal, Portal, Portal]:
    province, district, (commune,) = make_province_tree(1)
    return province, district, commune


@pytest.fixture
def commune(tree: tuple[Portal, Portal, Portal]) -> Portal:
    return tree[2]


@pytest.fixture
def head(commune: Portal) -> User:
    return make_member(commune, Position.HEAD)


@pytest.fixture
def deputy(commune: Portal) -> User:
    return make_member(commune, Position.DEPUTY)


def nearly(commune: Portal) -> list[User]:
    """Everybody who is close and may not: the rest of the board, another head, editors of the portal above."""
    district = Oversight.objects.get(portal=commune).overseer
    return [
        make_member(commune, Position.SECRETARY),
        make_member(commune, Position.EDITOR),
        make_member(make_portal(), Position.HEAD),
        make_member(district, Position.EDITOR),
    ]


class TestTakingAGrantBack:
    def test_of_a_delegation_is_for_its_giver_and_who_appoints(
        self, tree, commune, head, deputy
    ) -> None:
        granted = delegate(board=commune.board, receiver=deputy, actor=head, **days())
        for person in (deputy, *nearly(commune)):
            with pytest.raises(NotYourOffice):
                end_delegation(delegation=granted, actor=person, now=timezone.now())
        assert Delegation.objects.get().ended_at is None
        above = make_member(tree[0], Position.SECRETARY)
        end_delegation(delegation=granted, actor=above, now=timezone.now())
        assert Delegation.objects.get().ended_at

    def test_of_an_absence_is_for_who_is_away_and_who_appoints(self, commune, head, deputy) -> None:
        noted = declare_away(
            board=commune.board, user=deputy, stand_in=head, actor=deputy, **days()
        )
        for person in nearly(commune):
            with pytest.raises(NotYourOffice):
                end_absence(absence=noted, actor=person, now=timezone.now())
        assert Absence.objects.get().ended_at is None
        end_absence(absence=noted, actor=deputy, now=timezone.now())
        assert Absence.objects.get().ended_at

    def test_is_not_for_who_stands_in(self, commune, head) -> None:
        editor = make_member(commune, Position.EDITOR)
        noted = declare_away(board=commune.board, user=head, stand_in=editor, actor=head, **days())
        with pytest.raises(NotYourOffice):
            end_absence(absence=noted, actor=editor, now=timezone.now())

    def test_of_a_waiver_is_done_once_by_the_portal_above(self, tree, commune) -> None:
        boss = make_member(tree[1], Position.HEAD)
        waiver = grant_waiver(board=commune.board, reason="Một người", actor=boss, **days())
        for person in (*nearly(commune), make_member(tree[1], Position.SECRETARY)):
            with pytest.raises(NotYourOffice):
                revoke_waiver(waiver=waiver, reason="x", actor=person, now=timezone.now())
        revoke_waiver(waiver=waiver, reason="Đủ người", actor=boss, now=timezone.now())
        with pytest.raises(UnableToEnd):
            revoke_waiver(waiver=waiver, reason="Lần hai", actor=boss, now=timezone.now())
        assert StandingWaiver.objects.get().revoked_because == "Đủ người"

    def test_is_over_with_its_last_day(self, commune, head, deputy) -> None:
        granted = delegate(board=commune.board, receiver=deputy, actor=head, **days(0, 2))
        late = timezone.now() + timedelta(days=2)
        with pytest.raises(UnableToEnd):
            end_delegation(delegation=granted, actor=head, now=late)
        end_delegation(delegation=granted, actor=head, now=late - timedelta(days=1))

    def test_makes_room_for_another(self, commune, head, deputy) -> None:
        granted = delegate(board=commune.board, receiver=deputy, actor=head, **days())
        end_delegation(delegation=granted, actor=head, now=timezone.now())
        delegate(board=commune.board, receiver=deputy, actor=head, **days())
        noted = declare_away(board=commune.board, user=head, stand_in=deputy, actor=head, **days())
        with pytest.raises(UnableToGrant):
            declare_away(board=commune.board, user=head, stand_in=deputy, actor=head, **days(2, 5))
        end_absence(absence=noted, actor=head, now=timezone.now())
        declare_away(board=commune.board, user=head, stand_in=deputy, actor=head, **days(2, 5))


class TestTheDaysOfAGrant:
    def test_end_after_today_and_last_a_year_at_most(self, commune, head, deputy) -> None:
        for starts, ends in ((-5, 0), (0, LONGEST.days + 1)):
            with pytest.raises(UnableToGrant):
                delegate(board=commune.board, receiver=deputy, actor=head, **days(starts, ends))
        delegate(board=commune.board, receiver=deputy, actor=head, **days(-5, 1))
        delegate(board=commune.board, receiver=deputy, actor=head, **days(1, 1 + LONGEST.days))

    def test_begin_when_the_receiver_sits_on_the_board(self, commune, head) -> None:
        coming = make_member(commune, Position.EDITOR, starts_on=day(2))
        with pytest.raises(UnableToGrant):
            delegate(board=commune.board, receiver=coming, actor=head, **days(1, 5))
        delegate(board=commune.board, receiver=coming, actor=head, **days(2, 5))

    def test_of_a_delegation_count_by_themselves_without_the_post_nothing(
        self, commune, head, deputy
    ) -> None:
        now = timezone.now()
        editor = make_member(commune, Position.EDITOR, ends_on=day(2))
        delegate(board=commune.board, receiver=editor, actor=head, **days(0, 5))
        for later, counts in ((1, True), (2, False)):
            at = now + timedelta(days=later)
            basis = approval_basis(editor, commune, at, sensitive=True, waiting_since=at)
            assert (basis is not None) == counts

    def test_of_an_absence_count_only_while_the_absent_one_holds_a_post(self, commune) -> None:
        now = timezone.now()
        editor = make_member(commune, Position.EDITOR)
        leaving = make_member(commune, Position.DEPUTY, ends_on=day(2))
        declare_away(
            board=commune.board, user=leaving, stand_in=editor, actor=leaving, **days(0, 5)
        )
        for later, kind in ((1, Basis.STAND_IN), (2, None)):
            at = now + timedelta(days=later)
            basis = approval_basis(editor, commune, at, sensitive=False, waiting_since=at)
            assert (basis and basis.kind) == kind


class TestNotingAnAbsence:
    def test_is_for_members_of_the_board_and_who_appoints_to_it(
        self, tree, commune, head, deputy
    ) -> None:
        stranger = make_member(make_portal(), Position.HEAD)
        for user, actor in (
            (stranger, stranger),
            (head, stranger),
            (head, make_member(commune, Position.SECRETARY)),
        ):
            with pytest.raises(NotYourOffice):
                declare_away(board=commune.board, user=user, stand_in=deputy, actor=actor, **days())
        boss = make_member(tree[1], Position.SECRETARY)
        declare_away(board=commune.board, user=head, stand_in=deputy, actor=boss, **days())
        assert Absence.objects.get().user == head


class TestAWaiver:
    def test_is_granted_by_nobody_who_sits_on_the_board(self, tree, commune) -> None:
        boss = make_member(tree[1], Position.HEAD)
        make_member(commune, Position.CONTRIBUTOR, user=boss)
        with pytest.raises(NotYourOffice):
            grant_waiver(board=commune.board, reason="x", actor=boss, **days())

    def test_is_granted_by_the_portal_that_oversees_today(self, tree, commune) -> None:
        boss = make_member(tree[1], Position.HEAD)
        Oversight.objects.filter(portal=commune).update(period=(date(2019, 1, 1), today()))
        assert not may_manage(boss, commune, timezone.now())
        assert may_manage(boss, commune, timezone.now() - timedelta(days=1))
        with pytest.raises(NotYourOffice):
            grant_waiver(board=commune.board, reason="x", actor=boss, **days())


class TestTheHoursOfSilence:
    def test_are_set_by_the_head_and_the_portal_above(self, tree, commune, head) -> None:
        for person in nearly(commune):
            with pytest.raises(NotYourOffice):
                set_silent_hours(board=commune.board, hours=1, actor=person, now=timezone.now())
        above = make_member(tree[0], Position.DEPUTY)
        for actor, hours in ((head, 1), (above, 240), (head, None)):
            board = set_silent_hours(
                board=commune.board, hours=hours, actor=actor, now=timezone.now()
            )
            assert board.silent_hours == hours


class TestAPost:
    def test_is_ended_by_the_head_and_the_portal_above_alone(self, tree, commune, head) -> None:
        contributor = make_member(commune, Position.CONTRIBUTOR)
        post = BoardMember.objects.get(user=contributor)
        for person in (contributor, *nearly(commune)):
            with pytest.raises(NotYourOffice):
                end_post(member=post, ends_on=day(3), reason="x", actor=person, now=timezone.now())
        with pytest.raises(UnableToChangePost):
            end_post(member=post, ends_on=day(3), reason=" ", actor=head, now=timezone.now())
        end_post(member=post, ends_on=day(3), reason="Nghỉ", actor=head, now=timezone.now())
        post.refresh_from_db()
        assert post.period.upper == day(3)

    def test_of_the_head_is_made_of_another_by_the_portal_above_alone(
        self, tree, commune, head, deputy
    ) -> None:
        post = BoardMember.objects.get(user=deputy)
        change = {"member": post, "position": Position.HEAD, "from_on": day(3)}
        with pytest.raises(NotYourOffice):
            change_position(**change, actor=head, now=timezone.now())
        change_position(
            **change, actor=make_member(tree[1], Position.SECRETARY), now=timezone.now()
        )
        assert deputy.posts.filter(position=Position.HEAD).exists()
