"""What a board does by hand with what was sent: place, leave aside, object; and what the standing editors answer."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageLogEntry

from editorial.enums import RemovalKind
from editorial.models import Placement
from portals.boards.enums import Position
from portals.calendar.models import WorkingHours
from portals.refusals import NotYourOffice
from syndication.deliveries.actions import UnableToPlace, ignore_deliveries, place_deliveries
from syndication.deliveries.objecting import (
    UnableToAnswer,
    UnableToObject,
    accept_objection,
    object_to_delivery,
    refuse_objection,
)
from syndication.dispatches.deadlines import dispatches_due, pass_deadline
from syndication.dispatches.nudging import NobodyToNudge, nudge_boards
from syndication.enums import DeliveryState, How, ObjectionState, Urgency
from syndication.jobs import place_dispatch
from syndication.models import Delivery, Dispatch, Nudge
from syndication.recalls.recalling import recall_story
from tests.factories import make_member, published_story, section_of
from tests.syndication.casts import make_cast, send

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
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


def to(portal, dispatch: Dispatch) -> Delivery:
    return dispatch.deliveries.select_related("portal", "dispatch").get(portal=portal)


def priority(cast, now=THURSDAY, **options: object) -> Dispatch:
    given = {"urgency": Urgency.PRIORITY, "due_at": now + DAY, "now": now, **options}
    return send(cast.story, cast.head, **given)


class TestPlacing:
    def test_places_all_of_them_by_one_hand(self, cast, commune, head) -> None:
        stories = [published_story(cast.portal) for _ in range(3)]
        rows = [to(commune, send(story, cast.head)) for story in stories]
        now = timezone.now()

        done = place_deliveries(
            portal=commune, delivery_ids=[row.pk for row in rows], actor=head, now=now
        )

        assert (done.placed, done.already, done.missed) == (3, 0, 0)
        for row, story in zip(rows, stories, strict=True):
            row.refresh_from_db()
            assert (row.state, row.how, row.by, row.state_at) == (
                DeliveryState.PLACED, How.HAND, head, now,
            )  # fmt: skip
            placed = Placement.objects.standing().get(story=story, portal=commune)
            assert placed.via == str(row.dispatch)
            assert placed.section == section_of(commune, "tin-tuc")
        logged = PageLogEntry.objects.filter(action="syndication.place")
        assert set(logged.values_list("page", "user")) == {(one.pk, head.pk) for one in stories}

    def test_in_the_section_that_is_chosen(self, cast, commune, head) -> None:
        row = to(commune, send(cast.story, cast.head))
        there = section_of(commune, "chi-dao")

        with pytest.raises(UnableToPlace):
            place_deliveries(
                portal=commune, delivery_ids=[row.pk],
                sections={row.pk: section_of(cast.district, "chi-dao")},
                actor=head, now=timezone.now(),
            )  # fmt: skip
        place_deliveries(
            portal=commune, delivery_ids=[row.pk], sections={row.pk: there},
            actor=head, now=timezone.now(),
        )  # fmt: skip

        assert Placement.objects.get(story=cast.story, portal=commune).section == there

    def test_one_story_sent_twice_stands_once(self, cast, commune, head) -> None:
        rows = [to(commune, send(cast.story, cast.head)) for _ in range(2)]

        done = place_deliveries(
            portal=commune, delivery_ids=[row.pk for row in rows], actor=head, now=timezone.now()
        )

        assert (done.placed, done.already) == (1, 1)
        assert [to(commune, row.dispatch).state for row in rows] == [
            DeliveryState.PLACED, DeliveryState.ALREADY_PLACED,
        ]  # fmt: skip

    def test_takes_no_delivery_of_another_board(self, cast, commune, head) -> None:
        dispatch = send(cast.story, cast.head)
        other = to(cast.communes[1], dispatch)

        with pytest.raises(UnableToPlace):
            place_deliveries(
                portal=commune, delivery_ids=[other.pk], actor=head, now=timezone.now()
            )
        with pytest.raises(NotYourOffice):
            place_deliveries(
                portal=cast.communes[1], delivery_ids=[other.pk], actor=head, now=timezone.now()
            )
        editor = make_member(commune, Position.EDITOR)
        with pytest.raises(NotYourOffice):
            place_deliveries(
                portal=commune, delivery_ids=[to(commune, dispatch).pk], actor=editor,
                now=timezone.now(),
            )  # fmt: skip

    def test_what_lapsed_may_still_be_placed(self, cast, commune, head) -> None:
        now = timezone.now()
        dispatch = send(cast.story, cast.head, now=now - 9 * DAY)
        pass_deadline(dispatch_id=dispatch.pk, now=now)

        place_deliveries(
            portal=commune, delivery_ids=[to(commune, dispatch).pk], actor=head, now=now
        )

        assert to(commune, dispatch).state == DeliveryState.PLACED

    def test_what_was_recalled_may_not(self, cast, commune, head) -> None:
        row = to(commune, send(cast.story, cast.head))
        recall_story(
            story=cast.story, kind=RemovalKind.IN_ERROR, reason="Sai", actor=cast.head,
            now=timezone.now(),
        )  # fmt: skip

        with pytest.raises(UnableToPlace):
            place_deliveries(portal=commune, delivery_ids=[row.pk], actor=head, now=timezone.now())

    def test_costs_the_same_for_few_and_for_many(self, cast, commune, head) -> None:
        counts = []
        for number in (1, 6):
            rows = [
                to(commune, send(published_story(cast.portal), cast.head)) for _ in range(number)
            ]
            with CaptureQueriesContext(connection) as queries:
                place_deliveries(
                    portal=commune, delivery_ids=[row.pk for row in rows], actor=head,
                    now=timezone.now(),
                )  # fmt: skip
            counts.append(len(queries))
        assert counts[0] == counts[1]

    def test_the_hand_and_the_hour_outlast_a_recall(self, cast, commune, head) -> None:
        row = to(commune, send(cast.story, cast.head))
        then = timezone.now()
        place_deliveries(portal=commune, delivery_ids=[row.pk], actor=head, now=then)
        recall_story(
            story=cast.story, kind=RemovalKind.IN_ERROR, reason="Sai", actor=cast.head,
            now=then + DAY,
        )  # fmt: skip

        row.refresh_from_db()
        assert row.state == DeliveryState.RECALLED
        assert (row.how, row.by, row.state_at) == (How.HAND, head, then)


class TestLeavingAside:
    def test_is_for_ordinary_stories(self, cast, commune, head) -> None:
        ordinary = to(commune, send(published_story(cast.portal), cast.head))
        pressing = to(commune, priority(cast))

        left = ignore_deliveries(
            portal=commune, delivery_ids=[ordinary.pk, pressing.pk], actor=head, now=timezone.now()
        )

        assert left == 1
        ordinary.refresh_from_db()
        assert (ordinary.state, ordinary.how, ordinary.by) == (
            DeliveryState.LAPSED, How.HAND, head,
        )  # fmt: skip
        assert to(commune, pressing.dispatch).state == DeliveryState.WAITING


class TestAnObjection:
    def test_keeps_the_story_off_until_it_is_answered(self, cast, commune, head) -> None:
        dispatch = priority(cast)
        objection = object_to_delivery(
            delivery=to(commune, dispatch), reason="Sai tên xã", actor=head, now=THURSDAY
        )

        # A working day of eight hours: the same hour tomorrow.
        assert objection.answer_due_at == THURSDAY + DAY
        pass_deadline(dispatch_id=dispatch.pk, now=THURSDAY + 3 * DAY)
        row = to(commune, dispatch)
        assert (row.state, row.how, row.by, row.reason) == (
            DeliveryState.OBJECTED, How.HAND, head, "Sai tên xã",
        )  # fmt: skip
        assert to(cast.communes[1], dispatch).state == DeliveryState.PLACED

    def test_counts_the_hours_of_work(self, cast, commune, head) -> None:
        friday = THURSDAY + DAY
        objection = object_to_delivery(
            delivery=to(commune, priority(cast, friday)), reason="Sai", actor=head, now=friday
        )
        assert objection.answer_due_at == friday + 3 * DAY

    def test_counts_the_hours_of_the_office_that_is_asked(self, cast, commune, head) -> None:
        """The desk answers in its own hours; the board that is refused has a day of its own."""
        for portal, opens in ((cast.portal, 9), (commune, 10)):
            WorkingHours.objects.create(
                portal=portal,
                morning_from=time(opens),
                morning_to=time(12),
                afternoon_from=time(14),
                afternoon_to=time(18),
                period=DateRange(THURSDAY.date(), None),
            )
        dispatch = priority(cast)
        objection = object_to_delivery(
            delivery=to(commune, dispatch), reason="Sai", actor=head, now=THURSDAY
        )
        # The desk works seven hours a day from 9:00, the commune six from 10:00.
        assert objection.answer_due_at == THURSDAY + DAY + timedelta(hours=1)

        refused = refuse_objection(
            objection=objection, answer="Đúng", actor=cast.head, now=THURSDAY
        )

        assert refused.due_again_at == THURSDAY + DAY + timedelta(hours=3)

    def test_accepted_lets_the_story_off(self, cast, commune, head) -> None:
        dispatch = priority(cast)
        objection = object_to_delivery(
            delivery=to(commune, dispatch), reason="Sai", actor=head, now=THURSDAY
        )
        accept_objection(objection=objection, answer="", actor=cast.head, now=THURSDAY)

        pass_deadline(dispatch_id=dispatch.pk, now=THURSDAY + 9 * DAY)
        row = to(commune, dispatch)
        assert row.state == DeliveryState.OBJECTED
        assert row.objection.state == ObjectionState.ACCEPTED
        with pytest.raises(UnableToAnswer):
            refuse_objection(objection=objection, answer="Không", actor=cast.head, now=THURSDAY)

    def test_refused_gives_the_board_another_day(self, cast, commune, head) -> None:
        dispatch = priority(cast)
        objection = object_to_delivery(
            delivery=to(commune, dispatch), reason="Sai", actor=head, now=THURSDAY
        )
        monday = THURSDAY + 4 * DAY
        pass_deadline(dispatch_id=dispatch.pk, now=monday)
        with pytest.raises(UnableToAnswer):
            refuse_objection(objection=objection, answer="", actor=cast.head, now=monday)

        refused = refuse_objection(
            objection=objection, answer="Đã kiểm tra, tên đúng", actor=cast.head, now=monday
        )

        assert refused.due_again_at == monday + DAY
        assert dispatches_due(monday) == []
        row = to(commune, dispatch)
        assert (row.state, row.how, row.by) == (DeliveryState.WAITING, How.DEADLINE, None)
        assert dispatches_due(monday + DAY) == [dispatch.pk]
        assert pass_deadline(dispatch_id=dispatch.pk, now=monday + DAY) == 1
        assert to(commune, dispatch).how == How.DEADLINE
        assert dispatches_due(monday + DAY) == []

    def test_takes_a_reason_a_priority_story_and_comes_once(self, cast, commune, head) -> None:
        ordinary = to(commune, send(published_story(cast.portal), cast.head))
        pressing = to(commune, priority(cast))
        for delivery, reason in ((ordinary, "Sai"), (pressing, "  ")):
            with pytest.raises(UnableToObject):
                object_to_delivery(delivery=delivery, reason=reason, actor=head, now=THURSDAY)
        objection = object_to_delivery(delivery=pressing, reason="Sai", actor=head, now=THURSDAY)
        refuse_objection(objection=objection, answer="Đúng", actor=cast.head, now=THURSDAY)
        with pytest.raises(UnableToObject, match="đã trả lời"):
            object_to_delivery(delivery=pressing, reason="Sai", actor=head, now=THURSDAY)

    def test_is_of_the_two_boards_alone(self, cast, commune, head) -> None:
        delivery = to(commune, priority(cast))
        stranger = make_member(cast.communes[1], Position.HEAD)
        with pytest.raises(NotYourOffice):
            object_to_delivery(delivery=delivery, reason="Sai", actor=stranger, now=THURSDAY)
        objection = object_to_delivery(delivery=delivery, reason="Sai", actor=head, now=THURSDAY)
        for nobody in (head, stranger):
            with pytest.raises(NotYourOffice):
                accept_objection(objection=objection, answer="", actor=nobody, now=THURSDAY)

    def test_comes_too_late_after_the_deadline(self, cast, commune, head) -> None:
        dispatch = priority(cast)
        pass_deadline(dispatch_id=dispatch.pk, now=THURSDAY + DAY)

        with pytest.raises(UnableToObject):
            object_to_delivery(
                delivery=to(commune, dispatch), reason="Sai", actor=head, now=THURSDAY + DAY
            )


class TestANudge:
    def test_reaches_each_board_that_waits_once_a_day(self, cast, commune, head) -> None:
        dispatch = priority(cast)
        place_deliveries(
            portal=commune, delivery_ids=[to(commune, dispatch).pk], actor=head, now=THURSDAY
        )

        assert nudge_boards(dispatch=dispatch, actor=cast.head, now=THURSDAY) == 2

        told = set(Nudge.objects.values_list("portal", "day"))
        assert told == {
            (portal.pk, THURSDAY.date()) for portal in (cast.district, cast.communes[1])
        }
        other = send(published_story(cast.portal), cast.head, now=THURSDAY)
        assert nudge_boards(dispatch=other, actor=cast.head, now=THURSDAY) == 1
        with pytest.raises(NobodyToNudge):
            nudge_boards(dispatch=other, actor=cast.head, now=THURSDAY)
        assert nudge_boards(dispatch=other, actor=cast.head, now=THURSDAY + DAY) == 3

    def test_is_for_the_desk_that_sent_it(self, cast, head) -> None:
        with pytest.raises(NotYourOffice):
            nudge_boards(dispatch=priority(cast), actor=head, now=THURSDAY)


def test_a_job_leaves_alone_what_is_the_boards(cast) -> None:
    dispatch = priority(cast)
    assert place_dispatch(dispatch_id=dispatch.pk) == 0
