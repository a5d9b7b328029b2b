"""Who takes which step of a month, and everybody who nearly may."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from portals.boards.enums import Position
from portals.boards.models import Absence, Delegation
from portals.models import Oversight, Portal, Succession
from portals.refusals import NotYourOffice
from scoring.course.actions import (
    appeal,
    confirm_correction,
    decide,
    override_line,
    pass_on_what_closed,
    propose_correction,
    rule_on_appeal,
    sign_self_assessment,
    verify,
)
from scoring.course.people import boards_for
from scoring.enums import ProceedingState, Ruling
from tests.factories import make_member, make_portal, make_user
from tests.scoring.cast import local
from tests.scoring.course.cast import (
    APPEALING,
    DECIDING,
    ENTERING,
    ON_TIME,
    VERIFYING,
    make_course,
    publish,
)
from tests.support.kept import once_a_file

pytestmark = pytest.mark.django_db
STATE = ProceedingState
A_WEEK = DateRange(date(2026, 11, 1), date(2026, 11, 30))


built, course = once_a_file(make_course)


def refused(act, *actors) -> None:
    for actor in actors:
        with pytest.raises(NotYourOffice):
            act(actor)


class TestWhoSigns:
    def test_is_the_head(self, course) -> None:
        commune = course.communes[0]

        def sign(actor):
            return sign_self_assessment(card=course.card(), actor=actor, now=ON_TIME)

        refused(
            sign, course.deputies[0], make_member(commune, Position.SECRETARY), course.heads[1],
            course.head, course.province_head, make_user(),
        )  # fmt: skip
        assert sign(course.heads[0]).basis == "post"

    def test_is_a_deputy_by_delegation(self, course) -> None:
        Delegation.objects.create(
            board=course.communes[0].board, giver=course.heads[0], receiver=course.deputies[0],
            period=A_WEEK, reason="Đi công tác", made_at=ON_TIME,
        )  # fmt: skip
        signed = sign_self_assessment(card=course.card(), actor=course.deputies[0], now=ON_TIME)
        assert signed.basis == "delegation"

    def test_is_who_stands_in_for_the_head_and_not_for_another(self, course) -> None:
        secretary = make_member(course.communes[0], Position.SECRETARY)

        def away(user):
            return Absence.objects.create(
                board=course.communes[0].board, user=user, stand_in=secretary, period=A_WEEK,
                reason="Ốm", made_at=ON_TIME,
            )  # fmt: skip

        away(course.deputies[0])

        def sign(actor):
            return sign_self_assessment(card=course.card(), actor=actor, now=ON_TIME)

        refused(sign, secretary)
        away(course.heads[0])
        assert sign(secretary).basis == "stand_in"

    def test_is_the_successors_head_where_the_portal_has_closed(self, course) -> None:
        heir = make_portal(overseer=course.district)
        close(course.communes[0], heir)
        head = make_member(heir, Position.HEAD)

        sign_self_assessment(card=course.card(), actor=head, now=ON_TIME)


def close(portal: Portal, *heirs: Portal, day: date = date(2026, 11, 2)) -> None:
    Portal.objects.filter(pk=portal.pk).update(closed_on=day)
    for heir in heirs:
        Succession.objects.create(
            portal=portal, successor=heir, kind=Succession.Kind.MERGE, happened_on=day
        )


class TestWhoVerifies:
    def test_is_the_desk_of_the_scorer(self, course) -> None:
        course.at(STATE.SELF_ASSESSED)

        def act(actor):
            return verify(proceeding=course.proceeding, actor=actor, now=VERIFYING)

        refused(
            act, make_member(course.district, Position.EDITOR), course.province_head,
            make_member(make_portal("district"), Position.HEAD), course.heads[0],
        )  # fmt: skip
        act(course.secretary)

    def test_sits_on_none_of_the_scored_boards(self, course) -> None:
        course.at(STATE.SELF_ASSESSED)
        make_member(course.communes[1], Position.CONTRIBUTOR, user=course.secretary)

        with pytest.raises(NotYourOffice):
            verify(proceeding=course.proceeding, actor=course.secretary, now=VERIFYING)
        verify(proceeding=course.proceeding, actor=course.deputy, now=VERIFYING)

    def test_sits_on_none_of_their_successors(self, course) -> None:
        course.at(STATE.SELF_ASSESSED)
        heir = make_portal()
        close(course.communes[1], heir)
        make_member(heir, Position.EDITOR, user=course.secretary)

        with pytest.raises(NotYourOffice):
            verify(proceeding=course.proceeding, actor=course.secretary, now=VERIFYING)


class TestWhoAsksForAReview:
    def test_is_head_or_deputy_of_the_scored_board(self, course) -> None:
        course.at(STATE.APPEALABLE)

        def act(actor, code="F1"):
            return appeal(card=course.card(), code=code, text="Vì", actor=actor, now=APPEALING)

        refused(
            act, make_member(course.communes[0], Position.SECRETARY), course.heads[1],
            course.head, course.province_head,
        )  # fmt: skip
        act(course.heads[0])
        act(course.deputies[0], "F2")

    def test_is_a_successors_head_and_no_longer_the_closed_boards(self, course) -> None:
        course.at(STATE.APPEALABLE)
        heir, other = make_portal(), make_portal()
        close(course.communes[0], heir)
        deputy = make_member(heir, Position.DEPUTY)

        def act(actor):
            return appeal(card=course.card(), code="F1", text="Vì", actor=actor, now=APPEALING)

        refused(act, make_member(other, Position.HEAD), course.heads[0])
        act(deputy)


class TestWhoRules:
    @pytest.fixture
    def asked(self, course):
        course.at(STATE.APPEALABLE)
        return appeal(
            card=course.card(), code="F1", text="Vì", actor=course.heads[0], now=APPEALING
        )

    def rule(self, asked, actor, now=APPEALING):
        return rule_on_appeal(
            appeal=asked, ruling=Ruling.REJECTED, answer="Đã xem lại", actor=actor, now=now
        )

    def test_is_head_or_deputy_of_the_scorer(self, course, asked) -> None:
        refused(
            lambda actor: self.rule(asked, actor),
            course.secretary, course.heads[0], course.heads[1], course.province_head,
        )  # fmt: skip
        self.rule(asked, course.deputy)

    def test_is_the_province_once_the_day_has_passed(self, course, asked) -> None:
        due = course.proceeding.publication_due_at
        with pytest.raises(NotYourOffice):
            self.rule(asked, course.province_deputy, due)
        late = due + timedelta(seconds=1)
        with pytest.raises(NotYourOffice):
            self.rule(asked, make_member(course.province, Position.SECRETARY), late)
        self.rule(asked, course.province_deputy, late)

    def test_sits_not_on_the_board_that_asks_but_may_on_another(self, course, asked) -> None:
        make_member(course.communes[0], Position.CONTRIBUTOR, user=course.head)
        make_member(course.communes[1], Position.CONTRIBUTOR, user=course.deputy)

        with pytest.raises(NotYourOffice):
            self.rule(asked, course.head)
        self.rule(asked, course.deputy)

    def test_is_not_who_asked(self, course, asked) -> None:
        # As by a change of posts between the two acts.
        asked.made_by = course.head
        asked.save()
        with pytest.raises(NotYourOffice):
            self.rule(asked, course.head)


class TestWhoGivesOtherPoints:
    def test_is_head_or_deputy_of_scorer_or_province(self, course) -> None:
        course.at(STATE.APPEALABLE)

        def act(actor):
            return override_line(
                card=course.card(), code="F1", points=Decimal(1), reason="Vì", actor=actor,
                now=APPEALING,
            )  # fmt: skip

        refused(act, course.secretary, course.heads[0], course.heads[1])
        make_member(course.communes[0], Position.CONTRIBUTOR, user=course.head)
        make_member(course.communes[0], Position.CONTRIBUTOR, user=course.province_head)
        refused(act, course.head, course.province_head)
        act(course.deputy)
        act(course.province_deputy)


class TestWhoDecidesAndPublishes:
    def test_is_head_or_deputy_of_the_scorer(self, course) -> None:
        course.at(STATE.APPEALABLE)

        def act(actor):
            return decide(proceeding=course.proceeding, actor=actor, now=DECIDING)

        make_member(course.communes[1], Position.CONTRIBUTOR, user=course.head)
        refused(act, course.head, course.secretary, course.province_head, course.heads[0])
        act(course.deputy)

    def test_takes_a_second_person_of_the_desk(self, course) -> None:
        course.at(STATE.DECIDED)
        refused(
            lambda actor: publish(course, actor), course.head, course.heads[0],
            make_member(course.district, Position.EDITOR), course.province_head,
        )  # fmt: skip
        publish(course, course.deputy)


class TestWhoCorrects:
    def test_are_two_persons(self, course) -> None:
        course.at(STATE.PUBLISHED)

        def propose(actor):
            return propose_correction(
                card=course.card(), points={"F1": Decimal(2)}, reason="Vì", actor=actor,
                now=ENTERING,
            )  # fmt: skip

        refused(propose, course.heads[0], make_member(course.district, Position.EDITOR))
        found = propose(course.head)
        make_member(course.communes[0], Position.EDITOR, user=course.deputy)

        def confirm(actor):
            return confirm_correction(correction=found, actor=actor, now=ENTERING)

        refused(confirm, course.head, course.secretary, course.deputy, course.heads[0])
        confirm(course.province_head)


class TestAClosedScorer:
    def heirs(self, course, *heirs):
        close(course.district, *heirs, day=date(2026, 11, 5))

    def test_keeps_its_steps_until_the_day(self, course) -> None:
        self.heirs(course, make_portal("district"))
        assert pass_on_what_closed(now=local(2026, 11, 4, 23, 59)) == 0

    def test_passes_its_open_steps_to_its_successor(self, course) -> None:
        heir = make_portal("district")
        self.heirs(course, heir)
        course.at(STATE.SELF_ASSESSED)
        assert pass_on_what_closed(now=VERIFYING) == 1
        assert pass_on_what_closed(now=VERIFYING) == 0

        assert course.proceeding.acting == heir
        with pytest.raises(NotYourOffice):
            verify(proceeding=course.proceeding, actor=course.secretary, now=VERIFYING)
        verify(
            proceeding=course.proceeding, actor=make_member(heir, Position.SECRETARY),
            now=VERIFYING,
        )  # fmt: skip

    def test_without_successor_to_its_overseer(self, course) -> None:
        self.heirs(course)
        Oversight.objects.filter(portal=course.district).update(
            period=DateRange(date(2019, 1, 1), date(2026, 11, 5))
        )
        pass_on_what_closed(now=VERIFYING)
        assert course.proceeding.acting == course.province

    def test_never_to_one_of_those_that_are_scored(self, course) -> None:
        self.heirs(course, course.communes[0])
        pass_on_what_closed(now=VERIFYING)
        assert course.proceeding.acting == course.province

    def test_leaves_what_is_published(self, course) -> None:
        course.at(STATE.PUBLISHED)
        self.heirs(course, make_portal("district"))
        assert pass_on_what_closed(now=ENTERING + timedelta(days=9)) == 0


def test_successors_that_closed_too_are_followed_to_the_open_ones() -> None:
    first, second, third = (make_portal() for _ in range(3))
    close(first, second, day=date(2026, 1, 1))
    close(second, third, first, day=date(2026, 2, 1))
    today = timezone.localdate()

    assert boards_for(third, today) == [third]
    assert boards_for(Portal.objects.get(pk=first.pk), today) == [third]
