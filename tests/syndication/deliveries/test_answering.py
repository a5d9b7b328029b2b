"""An objection and its answer: whose office hours count, a refusal before the deadline, what a recall ends."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from editorial.enums import RemovalKind
from editorial.models import Placement
from portals.boards.enums import Position
from portals.calendar.models import WorkingHours
from portals.refusals import NotYourOffice
from syndication.deliveries.actions import place_deliveries
from syndication.deliveries.objecting import (
    UnableToAnswer,
    UnableToObject,
    accept_objection,
    object_to_delivery,
    refuse_objection,
)
from syndication.dispatches.deadlines import dispatches_due, pass_deadline
from syndication.enums import DeliveryState, How, ObjectionState, Urgency
from syndication.models import Delivery, Dispatch, Objection
from syndication.recalls.recalling import recall_story
from tests.factories import make_member
from tests.syndication.casts import make_cast, send

pytestmark = pytest.mark.django_db

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
INSTANT = timedelta(microseconds=1)
# A Thursday morning at the office.
THURSDAY = datetime(2026, 11, 12, 9, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


@pytest.fixture
def cast():
    return make_cast(at_once=False)


@pytest.fixture
def commune(cast):
    return cast.communes[0]


@pytest.fixture
def head(commune):
    return make_member(commune, Position.HEAD)


def priority(cast, due_at=THURSDAY + 3 * DAY) -> Dispatch:
    return send(cast.story, cast.head, urgency=Urgency.PRIORITY, due_at=due_at, now=THURSDAY - DAY)


def to(portal, dispatch: Dispatch) -> Delivery:
    return dispatch.deliveries.select_related("portal", "dispatch").get(portal=portal)


def objected(portal, dispatch: Dispatch, head, now=THURSDAY) -> Objection:
    return object_to_delivery(delivery=to(portal, dispatch), reason="Sai", actor=head, now=now)


def recall(cast, now=THURSDAY) -> None:
    recall_story(
        story=cast.story, kind=RemovalKind.IN_ERROR, reason="Sai", actor=cast.head, now=now
    )


def works_until_noon_and_late(portal) -> None:
    """An office of four hours a day, so that eight of its hours end on another day than anybody else's."""
    WorkingHours.objects.create(
        portal=portal,
        morning_from=time(8),
        morning_to=time(10),
        afternoon_from=time(14),
        afternoon_to=time(16),
        period=DateRange(date(2019, 1, 1), None),
    )


class TestTheHours:
    def test_of_the_desk_that_sent_it_count_for_the_answer(self, cast, commune, head) -> None:
        works_until_noon_and_late(cast.portal)

        objection = objected(commune, priority(cast), head)

        # 1 + 2 hours on Thursday, 4 on Friday, 1 on Monday.
        assert objection.answer_due_at == THURSDAY + 4 * DAY

    def test_of_the_board_that_objected_do_not(self, cast, commune, head) -> None:
        works_until_noon_and_late(commune)

        assert objected(commune, priority(cast), head).answer_due_at == THURSDAY + DAY

    def test_of_the_board_that_objected_count_for_what_is_due_again(
        self, cast, commune, head
    ) -> None:
        works_until_noon_and_late(commune)
        dispatch = priority(cast, due_at=THURSDAY + HOUR)

        refused = refuse_objection(
            objection=objected(commune, dispatch, head),
            answer="Đúng",
            actor=cast.head,
            now=THURSDAY,
        )

        assert refused.due_again_at == THURSDAY + 4 * DAY

    def test_of_the_desk_that_sent_it_do_not(self, cast, commune, head) -> None:
        works_until_noon_and_late(cast.portal)
        dispatch = priority(cast, due_at=THURSDAY + HOUR)

        refused = refuse_objection(
            objection=objected(commune, dispatch, head),
            answer="Đúng",
            actor=cast.head,
            now=THURSDAY,
        )

        assert refused.due_again_at == THURSDAY + DAY


class TestRefusedBeforeTheDeadline:
    def test_leaves_the_board_its_time_to_the_deadline(self, cast, commune, head) -> None:
        due_at = THURSDAY + 6 * DAY
        dispatch = priority(cast, due_at=due_at)
        refused = refuse_objection(
            objection=objected(commune, dispatch, head),
            answer="Đúng",
            actor=cast.head,
            now=THURSDAY,
        )

        assert refused.due_again_at == due_at
        assert dispatches_due(due_at - INSTANT) == []
        assert pass_deadline(dispatch_id=dispatch.pk, now=due_at - INSTANT) == 0
        assert to(commune, dispatch).state == DeliveryState.WAITING
        assert pass_deadline(dispatch_id=dispatch.pk, now=due_at) == 3
        row = to(commune, dispatch)
        assert (row.state, row.how) == (DeliveryState.PLACED, How.DEADLINE)

    def test_shortly_before_it_gives_the_board_its_day_and_places_the_others_in_time(
        self, cast, commune, head
    ) -> None:
        due_at = THURSDAY + HOUR
        dispatch = priority(cast, due_at=due_at)
        again = THURSDAY + DAY
        refuse_objection(
            objection=objected(commune, dispatch, head),
            answer="Đúng",
            actor=cast.head,
            now=THURSDAY,
        )

        assert pass_deadline(dispatch_id=dispatch.pk, now=due_at) == 2

        assert to(commune, dispatch).state == DeliveryState.WAITING
        assert not Placement.objects.filter(story=cast.story, portal=commune).exists()
        # The deadline itself is carried out: nothing asks for it again before the board's own.
        assert dispatches_due(again - INSTANT) == []
        assert dispatches_due(again) == [dispatch.pk]
        assert pass_deadline(dispatch_id=dispatch.pk, now=again) == 1
        assert to(commune, dispatch).state == DeliveryState.PLACED

    def test_the_board_may_place_it_by_hand_meanwhile(self, cast, commune, head) -> None:
        dispatch = priority(cast)
        objection = objected(commune, dispatch, head)
        refuse_objection(objection=objection, answer="Đúng", actor=cast.head, now=THURSDAY)

        place_deliveries(
            portal=commune, delivery_ids=[objection.delivery_id], actor=head, now=THURSDAY
        )

        row = to(commune, dispatch)
        assert (row.state, row.how, row.by) == (DeliveryState.PLACED, How.HAND, head)
        assert dispatches_due(THURSDAY + 9 * DAY) == [dispatch.pk]
        pass_deadline(dispatch_id=dispatch.pk, now=THURSDAY + 9 * DAY)
        assert to(commune, dispatch).how == How.HAND


class TestWhatIsSettled:
    def test_is_not_objected_to(self, cast, commune, head) -> None:
        dispatch = priority(cast)
        row = to(commune, dispatch)
        place_deliveries(portal=commune, delivery_ids=[row.pk], actor=head, now=THURSDAY)

        with pytest.raises(UnableToObject):
            objected(commune, dispatch, head)

        # As an old row would have it, which the machine placed before anybody looked.
        Delivery.objects.filter(pk=row.pk).update(how=How.DEADLINE, by=None)
        with pytest.raises(UnableToObject):
            objected(commune, dispatch, head)
        assert to(commune, dispatch).state == DeliveryState.PLACED

    @pytest.mark.parametrize("answer", [accept_objection, refuse_objection])
    def test_by_a_recall_is_not_answered(self, cast, commune, head, answer) -> None:
        dispatch = priority(cast)
        objection = objected(commune, dispatch, head)
        recall(cast)

        with pytest.raises(UnableToAnswer):
            answer(objection=objection, answer="Đúng", actor=cast.head, now=THURSDAY)

        objection.refresh_from_db()
        assert objection.state == ObjectionState.WAITING
        assert to(commune, dispatch).state == DeliveryState.OBJECTED

    @pytest.mark.parametrize("answer", [accept_objection, refuse_objection])
    def test_is_answered_once(self, cast, commune, head, answer) -> None:
        objection = objected(commune, priority(cast), head)
        refuse_objection(objection=objection, answer="Đúng", actor=cast.head, now=THURSDAY)

        with pytest.raises(UnableToAnswer):
            answer(objection=objection, answer="Nghĩ lại", actor=cast.head, now=THURSDAY + HOUR)

        objection.refresh_from_db()
        assert (objection.answer, objection.answered_at) == ("Đúng", THURSDAY)


@pytest.mark.parametrize("answer", [accept_objection, refuse_objection])
def test_the_senders_editors_do_not_answer(cast, commune, head, answer) -> None:
    objection = objected(commune, priority(cast), head)
    editor = make_member(cast.portal, Position.EDITOR)

    with pytest.raises(NotYourOffice):
        answer(objection=objection, answer="Đúng", actor=editor, now=THURSDAY)


def test_the_receivers_editors_do_not_object(cast, commune) -> None:
    with pytest.raises(NotYourOffice):
        objected(commune, priority(cast), make_member(commune, Position.EDITOR))
