"""The rules of uniform staffing, asked of all boards at once."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.log_actions import log

from editorial.bench.province import open_province
from portals.boards.actions.grants import grant_waiver
from portals.boards.enums import Position
from portals.boards.inbox import BoardsInDisorder
from portals.boards.models import RequiredPost, User
from portals.boards.staffing import (
    StaffingFilter,
    StaffingRule,
    calling_boards,
    portals_overseen,
    staffing_of,
)
from portals.clock import local_date
from portals.inbox.queries import items_of
from portals.inbox.reader import InboxReader
from portals.models import Portal
from tests.factories import make_member, make_portal, make_province_tree

pytestmark = pytest.mark.django_db


def seen(user: User, days_ago: float) -> User:
    User.objects.filter(pk=user.pk).update(last_login=timezone.now() - timedelta(days=days_ago))
    return user


def faults(portal: Portal) -> set[StaffingRule]:
    (row,) = staffing_of([portal], timezone.now())
    return set(row.faults)


class TestTheRules:
    def test_a_full_and_active_board_breaks_none(self) -> None:
        portal = make_portal("department")
        for position in (Position.HEAD, Position.DEPUTY, Position.SECRETARY):
            seen(make_member(portal, position), 1)
        assert faults(portal) == set()

    def test_an_empty_board_breaks_all(self) -> None:
        assert faults(make_portal("department")) == set(StaffingRule)

    def test_a_post_vacant_for_30_days_is_no_long_vacancy_yet(self) -> None:
        portal, today = make_portal(), local_date(timezone.now())
        for position in (Position.DEPUTY, Position.SECRETARY):
            seen(make_member(portal, position), 1)
        make_member(portal, Position.HEAD, ends_on=today - timedelta(30))
        assert faults(portal) == {StaffingRule.NO_HEAD}
        portal.board.members.filter(position=Position.HEAD).update(
            period=f"[2019-01-01,{today - timedelta(31)})"
        )
        assert faults(portal) == {StaffingRule.NO_HEAD, StaffingRule.VACANT}

    def test_in_a_commune_one_person_may_hold_several_posts(self) -> None:
        """The law lets one person be head and secretary; which tiers may is data with a date."""
        commune, department = make_portal(), make_portal("department")
        for portal in (commune, department):
            seen(make_member(portal, Position.HEAD), 1)
        without = {StaffingRule.NO_DEPUTY, StaffingRule.NO_SECRETARY, StaffingRule.VACANT}
        assert (faults(commune), faults(department)) == (set(), without)
        today = local_date(timezone.now())
        RequiredPost.objects.create(
            tier_id="commune", position=Position.DEPUTY, period=DateRange(today, None)
        )
        assert faults(commune) == {StaffingRule.NO_DEPUTY, StaffingRule.VACANT}

    def test_a_suspended_account_holds_no_post(self) -> None:
        portal = make_portal("department")
        for position in (Position.HEAD, Position.DEPUTY, Position.SECRETARY):
            seen(make_member(portal, position), 1)
        User.objects.filter(posts__position=Position.HEAD).update(is_active=False)
        assert StaffingRule.NO_HEAD in faults(portal)

    def test_an_act_counts_as_being_active_though_the_sign_in_was_long_ago(self) -> None:
        portal = make_portal()
        people = [
            seen(make_member(portal, position), 20)
            for position in (Position.HEAD, Position.DEPUTY, Position.SECRETARY)
        ]
        assert faults(portal) == {StaffingRule.QUIET}
        log(instance=portal.board, action="boards.export", user=people[1], data={})
        assert faults(portal) == set()


class TestTheReport:
    def test_reaches_below_and_is_filtered(self) -> None:
        province, district, communes = make_province_tree(2)
        head = make_member(province, Position.SECRETARY)
        for position in (Position.HEAD, Position.DEPUTY, Position.SECRETARY):
            seen(make_member(communes[0], position), 1)
        now = timezone.now()
        portals = portals_overseen(head, now)
        assert set(portals) == {district, *communes}

        def found(**wanted: object) -> set[Portal]:
            rows = staffing_of(portals, now, StaffingFilter(**wanted))
            return {row.portal for row in rows}

        assert found(tier="commune") == set(communes)
        assert found(overseer_id=province.pk) == {district}
        assert found(rule=StaffingRule.NO_HEAD) == {district, communes[1]}
        assert found(only_faults=True) == {district, communes[1]}
        assert found(words=f" {communes[1].name.upper()} ") == {communes[1]}
        assert found(words=str(head)) == set()
        (person,) = User.objects.filter(posts__board__portal=communes[0], posts__position="head")
        User.objects.filter(pk=person.pk).update(last_name="Ngô Thị", first_name="Kiểm Thử")
        assert found(words="thị kiểm") == {communes[0]}
        assert portals_overseen(make_member(province, Position.EDITOR), now) == []

    def test_says_until_when_a_board_approves_its_own_texts(self) -> None:
        _province, district, communes = make_province_tree(1)
        today, now = local_date(timezone.now()), timezone.now()
        grant_waiver(
            board=communes[0].board,
            starts_on=today,
            ends_on=today + timedelta(10),
            reason="x",
            actor=make_member(district, Position.HEAD),
            now=now,
        )
        (row,) = staffing_of(communes, now)
        assert row.waiver_until == today + timedelta(9)

    def test_asks_as_often_for_10_as_for_156_portals(self) -> None:
        open_province(portals=156)
        portals = list(Portal.objects.select_related("tier"))
        assert len(portals) >= 156
        make_member(portals[0], Position.HEAD)
        seen(make_member(portals[0], Position.DEPUTY), 1)
        counts = []
        for asked in (portals[:10], portals):
            with CaptureQueriesContext(connection) as queries:
                assert len(staffing_of(asked, timezone.now())) == len(asked)
            counts.append(len(queries))
        assert counts[0] == counts[1] <= 9


def calls_under(overseers, now) -> dict[int, list[str]]:
    found = defaultdict(list)
    ties = calling_boards(now).filter(overseer__in=overseers).order_by("portal__name")
    for overseer_id, name in ties.values_list("overseer", "portal__name"):
        found[overseer_id].append(name)
    return dict(found)


class TestTheAlarm:
    def test_names_what_is_directly_below_and_calls_for_somebody(self) -> None:
        province, district, communes = make_province_tree(3)
        for portal in communes[:2]:
            for position in (Position.HEAD, Position.DEPUTY, Position.SECRETARY):
                seen(make_member(portal, position), 1 if portal == communes[0] else 9)
        now = timezone.now()
        assert calls_under([province, district], now) == {
            province.pk: [district.name],
            district.pk: sorted([communes[1].name, communes[2].name]),
        }
        log(
            instance=communes[1].board,
            action="boards.export",
            user=User.objects.filter(posts__board=communes[1].board).first(),
            data={},
        )
        assert calls_under([district], now) == {district.pk: [communes[2].name]}

    @pytest.mark.parametrize(("is_active", "calls"), [(True, False), (False, True)])
    def test_agrees_with_the_report_on_who_acts_without_having_signed_in(
        self, is_active, calls
    ) -> None:
        _province, district, (commune,) = make_province_tree(1)
        now = timezone.now()
        for position in (Position.HEAD, Position.DEPUTY, Position.SECRETARY):
            seen(make_member(commune, position), 9)
        person = make_member(commune, Position.EDITOR)
        User.objects.filter(pk=person.pk).update(is_active=is_active)
        assert person.last_login is None
        log(instance=commune.board, action="boards.export", user=person, data={})
        assert (StaffingRule.QUIET in faults(commune)) == calls
        assert (district.pk in calls_under([district], now)) == calls

    def test_is_not_raised_for_a_post_that_the_tier_does_not_ask_for(self) -> None:
        _province, district, (commune,) = make_province_tree(1)
        seen(make_member(commune, Position.HEAD), 1)
        now = timezone.now()
        assert calls_under([district], now) == {}
        RequiredPost.objects.create(
            tier_id="commune", position=Position.SECRETARY, period=DateRange(local_date(now), None)
        )
        assert calls_under([district], now) == {district.pk: [commune.name]}

    def test_waits_30_days_for_a_vacancy_to_be_filled(self) -> None:
        _province, district, communes = make_province_tree(1)
        today, now = local_date(timezone.now()), timezone.now()
        for position in (Position.DEPUTY, Position.SECRETARY):
            seen(make_member(communes[0], position), 1)
        make_member(communes[0], Position.HEAD, ends_on=today - timedelta(29))
        assert calls_under([district], now) == {}
        assert calls_under([district], now + timedelta(days=3)) == {district.pk: [communes[0].name]}

    def test_stands_in_the_inbox_of_the_desk_above(self) -> None:
        province, district, _communes = make_province_tree(1)
        now = timezone.now()
        source = BoardsInDisorder()
        secretary = make_member(province, Position.SECRETARY)
        (line,) = items_of(InboxReader(secretary, now), [source])
        assert (line.portal, line.note) == (province, district.name)
        editor = make_member(province, Position.EDITOR)
        assert items_of(InboxReader(editor, now), [source]) == []
