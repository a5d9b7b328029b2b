"""Posts given, changed and ended; delegations, absences and waivers: who may, and what is refused."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone
from wagtail.models import ModelLogEntry

from portals.boards.actions import (
    UnableToAppoint,
    UnableToChangePost,
    appoint,
    change_position,
    correct_term,
    end_post,
)
from portals.boards.actions.grants import (
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
from portals.boards.approval import approval_basis, standing_waiver
from portals.boards.enums import Position
from portals.boards.models import BoardMember, User
from portals.boards.queries import holds_post
from portals.clock import local_date
from portals.models import Portal
from portals.queries import all_below
from portals.refusals import NotYourOffice
from tests.factories import make_member, make_portal, make_province_tree, make_user

pytestmark = pytest.mark.django_db


def today() -> date:
    return local_date(timezone.now())


def day(number: int) -> date:
    return today() + timedelta(number)


def post_of(user: User) -> BoardMember:
    return BoardMember.objects.get(user=user)


def logged(action: str) -> dict[str, object]:
    return ModelLogEntry.objects.filter(action=f"boards.{action}").latest("pk").data


class TestWhoAppoints:
    def give(self, portal: Portal, actor: User, position: Position = Position.EDITOR) -> None:
        appoint(
            board=portal.board,
            user=make_user(),
            position=position,
            starts_on=today(),
            actor=actor,
            now=timezone.now(),
        )

    def test_the_desk_of_a_portal_above_at_any_height(self) -> None:
        province, district, communes = make_province_tree(1)
        self.give(communes[0], make_member(province, Position.SECRETARY), Position.HEAD)
        self.give(communes[0], make_member(district, Position.DEPUTY), Position.HEAD)
        with pytest.raises(NotYourOffice):
            self.give(communes[0], make_member(district, Position.EDITOR))

    def test_the_head_of_the_board_itself_but_no_other_head(self) -> None:
        portal = make_portal()
        head = make_member(portal, Position.HEAD)
        self.give(portal, head, Position.DEPUTY)
        with pytest.raises(NotYourOffice):
            self.give(portal, head, Position.HEAD)

    @pytest.mark.parametrize("position", [Position.DEPUTY, Position.SECRETARY, Position.EDITOR])
    def test_no_other_member(self, position: Position) -> None:
        portal = make_portal()
        with pytest.raises(NotYourOffice):
            self.give(portal, make_member(portal, position))

    def test_nobody_of_another_board_or_below(self) -> None:
        province, _district, communes = make_province_tree(2)
        head = make_member(communes[0], Position.HEAD)
        for portal in (communes[1], province):
            with pytest.raises(NotYourOffice):
                self.give(portal, head)

    def test_nobody_themselves(self) -> None:
        province, district, _communes = make_province_tree(1)
        head = make_member(province, Position.HEAD)
        with pytest.raises(NotYourOffice):
            appoint(
                board=district.board,
                user=head,
                position=Position.HEAD,
                starts_on=today(),
                actor=head,
                now=timezone.now(),
            )


class TestAPost:
    def test_ends_today_and_may_act_no_longer(self) -> None:
        portal = make_portal()
        editor = make_member(portal, Position.EDITOR)
        head = make_member(portal, Position.HEAD)
        now = timezone.now()
        end_post(
            member=post_of(editor), ends_on=today(), reason="Chuyển công tác", actor=head, now=now
        )
        editor.refresh_from_db()
        assert not editor.groups.exists()
        assert not holds_post(editor, portal, now)
        assert logged("end_post")["reason"] == "Chuyển công tác"

    def test_that_is_called_off_before_it_began_counts_on_no_day_and_stays(self) -> None:
        portal = make_portal()
        person = make_member(portal, Position.EDITOR, starts_on=day(5))
        end_post(
            member=post_of(person), ends_on=today(), reason="Nhầm", actor=None, now=timezone.now()
        )
        assert post_of(person).period.isempty
        assert not holds_post(person, portal, timezone.now() + timedelta(days=9))
        with pytest.raises(UnableToChangePost):
            end_post(
                member=post_of(person), ends_on=today(), reason="x", actor=None, now=timezone.now()
            )
        make_member(portal, Position.HEAD, user=person, starts_on=day(5))

    def test_that_ended_is_not_lengthened_by_ending_it_again(self) -> None:
        person = make_member(make_portal(), Position.EDITOR, ends_on=day(-3))
        with pytest.raises(UnableToChangePost):
            end_post(
                member=post_of(person), ends_on=day(3), reason="x", actor=None, now=timezone.now()
            )

    def test_changes_from_a_day_on_and_keeps_its_history(self) -> None:
        portal = make_portal()
        person = make_member(portal, Position.EDITOR, ends_on=day(100))
        now = timezone.now()
        change_position(
            member=post_of(person), position=Position.DEPUTY, from_on=day(2), actor=None, now=now
        )
        assert holds_post(person, portal, now, frozenset({Position.EDITOR}))
        later = now + timedelta(days=2)
        assert holds_post(person, portal, later, frozenset({Position.DEPUTY}))
        assert [post.period.upper for post in person.posts.order_by("period")] == [
            day(2),
            day(100),
        ]
        person.refresh_from_db()
        assert person.rights_valid_until == day(2)

    def test_is_not_changed_outside_its_term_nor_to_itself(self) -> None:
        person = make_member(make_portal(), Position.EDITOR, starts_on=today(), ends_on=day(9))
        for position, from_on in (
            (Position.DEPUTY, today()),
            (Position.DEPUTY, day(9)),
            (Position.EDITOR, day(3)),
        ):
            with pytest.raises(UnableToChangePost):
                change_position(
                    member=post_of(person),
                    position=position,
                    from_on=from_on,
                    actor=None,
                    now=timezone.now(),
                )

    def test_is_corrected_with_a_reason_and_the_log_keeps_the_former_days(self) -> None:
        person = make_member(make_portal(), Position.EDITOR, starts_on=day(-9), ends_on=day(9))
        now = timezone.now()
        correct_term(
            member=post_of(person),
            starts_on=day(-30),
            ends_on=None,
            reason="Nhập nhầm",
            actor=None,
            now=now,
        )
        assert post_of(person).period.upper is None
        assert logged("correct_term")["former"] == [day(-9).isoformat(), day(9).isoformat()]
        with pytest.raises(UnableToChangePost):
            correct_term(
                member=post_of(person),
                starts_on=today(),
                ends_on=None,
                reason=" ",
                actor=None,
                now=now,
            )

    def test_is_not_corrected_into_another_post_of_the_same_person(self) -> None:
        portal = make_portal()
        person = make_member(portal, Position.EDITOR, starts_on=day(-9), ends_on=today())
        make_member(portal, Position.HEAD, user=person, starts_on=today())
        first = person.posts.order_by("period").first()
        with pytest.raises(UnableToChangePost):
            correct_term(
                member=first,
                starts_on=day(-9),
                ends_on=None,
                reason="x",
                actor=None,
                now=timezone.now(),
            )

    def test_that_would_overlap_is_refused(self) -> None:
        portal = make_portal()
        person = make_member(portal, Position.EDITOR)
        with pytest.raises(UnableToAppoint):
            make_member(portal, Position.HEAD, user=person)

    def test_of_the_head_is_not_touched_by_the_head(self) -> None:
        portal = make_portal()
        head = make_member(portal, Position.HEAD)
        other = make_member(portal, Position.HEAD)
        for member in (head, other):
            with pytest.raises(NotYourOffice):
                end_post(
                    member=post_of(member),
                    ends_on=today(),
                    reason="x",
                    actor=head,
                    now=timezone.now(),
                )


class TestGrants:
    def test_the_head_delegates_and_takes_it_back(self) -> None:
        portal = make_portal()
        head, deputy = make_member(portal, Position.HEAD), make_member(portal, Position.DEPUTY)
        now = timezone.now()
        granted = delegate(
            board=portal.board,
            receiver=deputy,
            starts_on=today(),
            ends_on=day(7),
            actor=head,
            now=now,
        )
        assert approval_basis(deputy, portal, now, sensitive=True, waiting_since=now)
        with pytest.raises(UnableToGrant):
            delegate(
                board=portal.board,
                receiver=deputy,
                starts_on=day(3),
                ends_on=day(9),
                actor=head,
                now=now,
            )
        end_delegation(delegation=granted, actor=head, now=now)
        assert not approval_basis(deputy, portal, now, sensitive=True, waiting_since=now)
        with pytest.raises(UnableToEnd):
            end_delegation(delegation=granted, actor=head, now=now)

    @pytest.mark.asvs("2.3.2")
    @pytest.mark.parametrize(("starts", "ends"), [(0, 0), (3, 2), (-9, -1), (0, 400)], ids=str)
    def test_days_that_make_no_sense_are_refused(self, starts: int, ends: int) -> None:
        portal = make_portal()
        head, deputy = make_member(portal, Position.HEAD), make_member(portal, Position.DEPUTY)
        with pytest.raises(UnableToGrant):
            delegate(
                board=portal.board,
                receiver=deputy,
                starts_on=day(starts),
                ends_on=day(ends),
                actor=head,
                now=timezone.now(),
            )

    def test_only_the_head_delegates_and_only_to_members_of_the_board(self) -> None:
        province, district, _ = make_province_tree(1)
        head, deputy = make_member(district, Position.HEAD), make_member(district, Position.DEPUTY)
        contributor = make_member(district, Position.CONTRIBUTOR)
        days = {"starts_on": today(), "ends_on": day(3), "now": timezone.now()}
        for actor in (deputy, make_member(province, Position.HEAD)):
            with pytest.raises(NotYourOffice):
                delegate(board=district.board, receiver=deputy, actor=actor, **days)
        for receiver in (head, contributor, make_member(province, Position.DEPUTY)):
            with pytest.raises(UnableToGrant):
                delegate(board=district.board, receiver=receiver, actor=head, **days)

    def test_a_member_is_away_and_comes_back(self) -> None:
        portal = make_portal()
        head, editor = make_member(portal, Position.HEAD), make_member(portal, Position.EDITOR)
        now = timezone.now()
        days = {"starts_on": today(), "ends_on": day(3), "now": now}
        with pytest.raises(NotYourOffice):
            declare_away(board=portal.board, user=head, stand_in=editor, actor=editor, **days)
        absence = declare_away(board=portal.board, user=head, stand_in=editor, actor=head, **days)
        assert approval_basis(editor, portal, now, sensitive=True, waiting_since=now)
        end_absence(absence=absence, actor=head, now=now)
        assert not approval_basis(editor, portal, now, sensitive=True, waiting_since=now)

    def test_the_portal_above_grants_and_revokes_a_waiver(self) -> None:
        province, district, communes = make_province_tree(1)
        portal, now = communes[0], timezone.now()
        alone = make_member(portal, Position.HEAD)
        boss = make_member(district, Position.DEPUTY)
        days = {"starts_on": today(), "ends_on": day(90), "now": now}
        for actor in (alone, make_member(district, Position.SECRETARY), make_member(make_portal())):
            with pytest.raises(NotYourOffice):
                grant_waiver(board=portal.board, reason="Một người", actor=actor, **days)
        with pytest.raises(UnableToGrant):
            grant_waiver(board=portal.board, reason=" ", actor=boss, **days)
        waiver = grant_waiver(board=portal.board, reason="Một người", actor=boss, **days)
        assert standing_waiver(portal, now) == waiver
        with pytest.raises(UnableToGrant):
            grant_waiver(board=portal.board, reason="Nữa", actor=boss, **days)
        with pytest.raises(UnableToEnd):
            revoke_waiver(waiver=waiver, reason="", actor=boss, now=now)
        with pytest.raises(NotYourOffice):
            revoke_waiver(waiver=waiver, reason="x", actor=alone, now=now)
        revoke_waiver(
            waiver=waiver,
            reason="Đã đủ người",
            actor=make_member(province, Position.HEAD),
            now=now,
        )
        assert standing_waiver(portal, now) is None
        assert logged("revoke_waiver")["reason"] == "Đã đủ người"

    def test_a_board_with_two_approvers_gets_no_waiver(self) -> None:
        _province, district, communes = make_province_tree(1)
        make_member(communes[0], Position.HEAD)
        make_member(communes[0], Position.DEPUTY)
        with pytest.raises(UnableToGrant):
            grant_waiver(
                board=communes[0].board,
                starts_on=today(),
                ends_on=day(9),
                reason="x",
                actor=make_member(district, Position.HEAD),
                now=timezone.now(),
            )

    def test_hours_of_silence_are_set_within_bounds(self) -> None:
        portal = make_portal()
        head = make_member(portal, Position.HEAD)
        board = set_silent_hours(board=portal.board, hours=48, actor=head, now=timezone.now())
        assert board.hours_of_silence == 48
        for hours in (0, 241):
            with pytest.raises(UnableToGrant):
                set_silent_hours(board=board, hours=hours, actor=head, now=timezone.now())
        with pytest.raises(NotYourOffice):
            set_silent_hours(
                board=board,
                hours=2,
                actor=make_member(portal, Position.DEPUTY),
                now=timezone.now(),
            )


def test_all_below_reaches_every_depth() -> None:
    province, district, communes = make_province_tree(2)
    make_portal()
    assert set(all_below([province], today())) == {district, *communes}
    assert set(all_below([district], today())) == set(communes)
    assert not all_below([], today()).exists()
