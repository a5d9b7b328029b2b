"""On what an approval rests: post, delegation, absence, silence of the head; and standing waivers."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from portals.boards.approval import ApprovalBasis, approval_basis, approval_powers, standing_waiver
from portals.boards.enums import Basis, Position
from portals.boards.models import Absence, Delegation, EditorialBoard, StandingWaiver, User
from portals.clock import local_date
from portals.models import Portal
from tests.factories import make_member, make_portal

pytestmark = pytest.mark.django_db


def today() -> date:
    return local_date(timezone.now())


def week() -> DateRange:
    return DateRange(today(), today() + timedelta(7))


def basis_of(
    user: User, portal: Portal, *, sensitive: bool, hours: float = 0, now: datetime | None = None
) -> ApprovalBasis | None:
    now = now or timezone.now()
    return approval_basis(
        user, portal, now, sensitive=sensitive, waiting_since=now - timedelta(hours=hours)
    )


def delegate(portal: Portal, giver: User, receiver: User, **fields: object) -> Delegation:
    return Delegation.objects.create(
        board=portal.board,
        giver=giver,
        receiver=receiver,
        **{"period": week(), "made_at": timezone.now(), **fields},
    )


def away(portal: Portal, user: User, stand_in: User, **fields: object) -> Absence:
    return Absence.objects.create(
        board=portal.board,
        user=user,
        stand_in=stand_in,
        **{"period": week(), "made_at": timezone.now(), **fields},
    )


class TestOwnPost:
    @pytest.mark.parametrize(
        ("position", "ordinary", "sensitive"),
        [
            (Position.HEAD, Basis.POST, Basis.POST),
            (Position.DEPUTY, Basis.POST, None),
            (Position.SECRETARY, None, None),
            (Position.EDITOR, None, None),
            (Position.CONTRIBUTOR, None, None),
        ],
    )
    def test_head_decides_all_and_a_deputy_what_is_not_sensitive(
        self, position: Position, ordinary: Basis | None, sensitive: Basis | None
    ) -> None:
        portal = make_portal()
        person = make_member(portal, position)
        found = [basis_of(person, portal, sensitive=s) for s in (False, True)]
        assert [basis and basis.kind for basis in found] == [ordinary, sensitive]

    def test_of_another_board_decides_nothing(self) -> None:
        head = make_member(make_portal(), Position.HEAD)
        assert basis_of(head, make_portal(), sensitive=False, hours=1000) is None


class TestDelegation:
    def test_lets_the_receiver_decide_sensitive_texts_for_the_head(self) -> None:
        portal = make_portal()
        head, editor = make_member(portal, Position.HEAD), make_member(portal, Position.EDITOR)
        granted = delegate(portal, head, editor)
        basis = basis_of(editor, portal, sensitive=True)
        assert basis == ApprovalBasis(Basis.DELEGATION, Position.EDITOR, head, granted.pk)
        assert basis.logged()["in_place_of"] == head.pk

    def test_counts_from_its_first_day_to_its_last(self) -> None:
        portal = make_portal()
        head, deputy = make_member(portal, Position.HEAD), make_member(portal, Position.DEPUTY)
        delegate(portal, head, deputy, period=DateRange(today(), today() + timedelta(1)))
        assert basis_of(deputy, portal, sensitive=True)
        tomorrow = timezone.now() + timedelta(days=1)
        assert basis_of(deputy, portal, sensitive=True, now=tomorrow) is None

    def test_ends_the_moment_it_is_ended(self) -> None:
        portal = make_portal()
        head, deputy = make_member(portal, Position.HEAD), make_member(portal, Position.DEPUTY)
        delegate(portal, head, deputy, ended_at=timezone.now())
        assert basis_of(deputy, portal, sensitive=True) is None

    def test_of_somebody_who_is_no_longer_head_counts_nothing(self) -> None:
        portal = make_portal()
        former = make_member(portal, Position.EDITOR)
        deputy = make_member(portal, Position.DEPUTY)
        delegate(portal, former, deputy)
        assert basis_of(deputy, portal, sensitive=True) is None

    def test_of_a_former_head_counts_nothing_once_another_sits(self) -> None:
        portal = make_portal()
        former = make_member(portal, Position.HEAD, ends_on=today())
        deputy = make_member(portal, Position.DEPUTY)
        delegate(portal, former, deputy)
        make_member(portal, Position.HEAD, starts_on=today())
        # The former head stays on the board, in another post.
        make_member(portal, Position.EDITOR, user=former, starts_on=today())
        assert basis_of(deputy, portal, sensitive=True) is None
        yesterday = timezone.now() - timedelta(days=1)
        Delegation.objects.update(period=DateRange(today() - timedelta(7), today()))
        basis = basis_of(deputy, portal, sensitive=True, now=yesterday)
        assert basis
        assert basis.in_place_of == former

    def test_to_two_at_a_time_is_refused_by_the_database(self) -> None:
        portal = make_portal()
        head = make_member(portal, Position.HEAD)
        delegate(portal, head, make_member(portal, Position.DEPUTY))
        with pytest.raises(IntegrityError), transaction.atomic():
            delegate(portal, head, make_member(portal, Position.DEPUTY))


class TestAbsence:
    def test_of_the_head_lets_the_stand_in_decide_all(self) -> None:
        portal = make_portal()
        head, secretary = (
            make_member(portal, Position.HEAD),
            make_member(portal, Position.SECRETARY),
        )
        away(portal, head, secretary)
        basis = basis_of(secretary, portal, sensitive=True)
        assert basis
        assert (basis.kind, basis.in_place_of) == (Basis.STAND_IN, head)

    def test_of_a_deputy_lets_the_stand_in_decide_what_is_not_sensitive(self) -> None:
        portal = make_portal()
        deputy, editor = make_member(portal, Position.DEPUTY), make_member(portal, Position.EDITOR)
        away(portal, deputy, editor)
        assert basis_of(editor, portal, sensitive=False)
        assert basis_of(editor, portal, sensitive=True, hours=1000) is None

    def test_does_not_hand_on_what_was_delegated(self) -> None:
        portal = make_portal()
        head = make_member(portal, Position.HEAD)
        deputy, editor = make_member(portal, Position.DEPUTY), make_member(portal, Position.EDITOR)
        delegate(portal, head, deputy)
        away(portal, deputy, editor)
        assert basis_of(editor, portal, sensitive=True) is None


class TestSilence:
    # A Wednesday and a Monday without a holiday near, at noon in Vietnam.
    WEDNESDAY = datetime(2026, 11, 18, 5, tzinfo=UTC)
    MONDAY = datetime(2026, 11, 16, 5, tzinfo=UTC)

    def test_of_the_head_lets_a_deputy_decide_after_the_boards_hours(self) -> None:
        portal = make_portal()
        head, deputy = make_member(portal, Position.HEAD), make_member(portal, Position.DEPUTY)
        now = self.WEDNESDAY
        assert basis_of(deputy, portal, sensitive=True, hours=23.9, now=now) is None
        basis = basis_of(deputy, portal, sensitive=True, hours=24, now=now)
        assert basis == ApprovalBasis(Basis.HEAD_SILENT, Position.DEPUTY, head, silent_hours=24)
        EditorialBoard.objects.filter(portal=portal).update(silent_hours=36)
        assert basis_of(deputy, portal, sensitive=True, hours=35, now=now) is None

    def test_does_not_count_days_that_are_not_worked(self) -> None:
        portal = make_portal()
        deputy = make_member(portal, Position.DEPUTY)
        # Since Saturday noon, and since Friday noon: twelve hours of each Friday and Monday.
        for hours, counts in ((48, False), (71.9, False), (72, True)):
            basis = basis_of(deputy, portal, sensitive=True, hours=hours, now=self.MONDAY)
            assert bool(basis) == counts

    def test_of_a_board_without_a_head_does_too(self) -> None:
        portal = make_portal()
        deputy = make_member(portal, Position.DEPUTY)
        basis = basis_of(deputy, portal, sensitive=True, hours=24, now=self.WEDNESDAY)
        assert basis
        assert basis.in_place_of is None

    def test_gives_a_secretary_nothing(self) -> None:
        portal = make_portal()
        secretary = make_member(portal, Position.SECRETARY)
        assert basis_of(secretary, portal, sensitive=True, hours=1000) is None


class TestPowers:
    def test_on_many_boards_cost_as_many_queries_as_on_one(self, django_assert_num_queries) -> None:
        portals = [make_portal() for _ in range(4)]
        person = make_member(portals[0], Position.DEPUTY)
        for portal in portals[1:]:
            make_member(portal, Position.EDITOR, user=person)
            delegate(portal, make_member(portal, Position.HEAD), person)
        for asked in (portals[:1], portals):
            with django_assert_num_queries(3):
                powers = approval_powers(person, asked, timezone.now())
            assert powers.keys() == {portal.pk for portal in asked}


class TestWaiver:
    def test_stands_on_its_days_until_it_is_revoked(self) -> None:
        portal = make_portal()
        waiver = StandingWaiver.objects.create(
            board=portal.board, period=week(), reason="Một người", made_at=timezone.now()
        )
        assert standing_waiver(portal, timezone.now()) == waiver
        assert standing_waiver(make_portal(), timezone.now()) is None
        assert standing_waiver(portal, timezone.now() + timedelta(days=7)) is None
        StandingWaiver.objects.filter(pk=waiver.pk).update(ended_at=timezone.now())
        assert standing_waiver(portal, timezone.now()) is None
