"""Ordinary, priority and urgent: what each does by itself, and what it leaves to the board."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from editorial.enums import RemovalKind
from editorial.models import Placement
from portals.boards.enums import Position
from portals.refusals import NotYourOffice
from syndication import jobs
from syndication.dispatches.actions import (
    OFFER_TIME,
    UnableToDispatch,
    UnableToUndo,
    start_dispatch,
    undo_dispatches,
)
from syndication.dispatches.deadlines import (
    dispatches_due,
    dispatches_to_repeat,
    next_try_at,
    pass_deadline,
    repeat_failed,
    repeat_now,
)
from syndication.dispatches.urgent import (
    URGENT_FOR,
    NotUrgent,
    UnableToConfirmUrgent,
    confirm_urgent,
    end_urgent,
    end_urgent_ones,
    refuse_urgent,
    renew_urgent,
)
from syndication.enums import DeliveryState, DispatchState, How, Urgency
from syndication.jobs import place_dispatch
from syndication.models import Dispatch
from syndication.recalls.recalling import recall_story
from tests.factories import make_member, published_story, section_of
from tests.syndication.casts import make_cast, place_at_once, send, send_urgent

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def cast():
    return make_cast(at_once=False)


def states(dispatch: Dispatch) -> set[tuple[str, str]]:
    return set(dispatch.deliveries.values_list("state", "how"))


def standing(story) -> set[int]:
    return set(
        Placement.objects.standing()
        .filter(story=story)
        .taken_over()
        .values_list("portal", flat=True)
    )


class TestOrdinary:
    def test_is_offered_and_placed_by_nobody_but_the_board(self, cast) -> None:
        dispatch = send(cast.story, cast.head)

        assert place_dispatch(dispatch_id=dispatch.pk) == 0
        assert states(dispatch) == {(DeliveryState.WAITING, How.OFFER)}
        assert standing(cast.story) == set()

    def test_lapses_when_its_time_is_over(self, cast) -> None:
        now = timezone.now()
        dispatch = send(cast.story, cast.head, now=now)
        assert dispatch.due_at == now + OFFER_TIME
        assert pass_deadline(dispatch_id=dispatch.pk, now=now + OFFER_TIME - DAY) == 0

        later = now + OFFER_TIME + DAY
        assert dispatches_due(later) == [dispatch.pk]
        assert pass_deadline(dispatch_id=dispatch.pk, now=later) == 3

        assert states(dispatch) == {(DeliveryState.LAPSED, How.OFFER)}
        assert dispatches_due(later) == []
        assert pass_deadline(dispatch_id=dispatch.pk, now=later) == 0


class TestPriority:
    def test_places_itself_at_the_deadline_and_says_so(self, cast) -> None:
        now = timezone.now()
        dispatch = send(cast.story, cast.head, urgency=Urgency.PRIORITY, due_at=now + DAY, now=now)
        assert place_dispatch(dispatch_id=dispatch.pk) == 0
        assert dispatches_due(now) == []

        assert pass_deadline(dispatch_id=dispatch.pk, now=now + DAY) == 3

        assert states(dispatch) == {(DeliveryState.PLACED, How.DEADLINE)}
        assert standing(cast.story) == {portal.pk for portal in cast.receivers}
        dispatch.refresh_from_db()
        assert dispatch.due_passed_at == now + DAY

    def test_is_not_sent_without_a_deadline(self, cast) -> None:
        with pytest.raises(UnableToDispatch, match="hạn để tự đăng"):
            send(cast.story, cast.head, urgency=Urgency.PRIORITY)
        with pytest.raises(IntegrityError), transaction.atomic():
            Dispatch.objects.create(
                story=cast.story, sender=cast.portal, urgency=Urgency.PRIORITY, audience="all",
                sent_by=cast.head, sent_at=timezone.now(),
            )  # fmt: skip

    def test_takes_as_many_slices_as_it_needs(self, cast) -> None:
        now = timezone.now()
        dispatch = send(cast.story, cast.head, urgency=Urgency.PRIORITY, due_at=now + DAY, now=now)

        assert pass_deadline(dispatch_id=dispatch.pk, now=now + DAY, size=1) == 3
        assert dispatches_due(now + DAY) == []

    def test_is_not_placed_once_it_is_recalled(self, cast) -> None:
        now = timezone.now()
        dispatch = send(cast.story, cast.head, urgency=Urgency.PRIORITY, due_at=now + DAY, now=now)
        recall_story(
            story=cast.story, kind=RemovalKind.IN_ERROR, reason="Sai", actor=cast.head, now=now
        )

        assert pass_deadline(dispatch_id=dispatch.pk, now=now + DAY) == 0
        assert standing(cast.story) == set()


class TestAStandingRule:
    def test_places_at_once_whatever_the_class(self, cast) -> None:
        place_at_once(cast.communes[0])
        now = timezone.now()
        for options in ({}, {"urgency": Urgency.PRIORITY, "due_at": now + DAY}):
            story = published_story(cast.portal)
            dispatch = send(story, cast.head, now=now, **options)

            assert place_dispatch(dispatch_id=dispatch.pk) == 1
            assert standing(story) == {cast.communes[0].pk}
            row = dispatch.deliveries.get(portal=cast.communes[0])
            assert (row.state, row.how, row.by) == (DeliveryState.PLACED, How.RULE, None)

    def test_holds_for_its_sender_and_section_only(self, cast) -> None:
        first, second = cast.communes
        place_at_once(first, sender=cast.district)
        place_at_once(second, sender=cast.portal, section_type_id="chi-dao")
        guidance = published_story(cast.portal, section="chi-dao")

        assert place_dispatch(send(cast.story, cast.head).pk) == 0
        assert place_dispatch(send(guidance, cast.head).pk) == 1
        assert standing(guidance) == {second.pk}

    def test_goes_by_the_section_the_story_is_meant_for(self, cast) -> None:
        place_at_once(cast.communes[0], section_type_id="chi-dao")

        assert place_dispatch(send(cast.story, cast.head, section_type="chi-dao").pk) == 1
        placed = Placement.objects.get(story=cast.story, portal=cast.communes[0])
        assert placed.section == section_of(cast.communes[0], "chi-dao")

    def test_a_board_may_have_a_kind_of_section_elsewhere(self, cast) -> None:
        commune = cast.communes[0]
        place_at_once(commune)
        commune.section_choices.create(
            section_type_id="tin-tuc", section=section_of(commune, "chi-dao")
        )

        place_dispatch(send(cast.story, cast.head).pk)

        placed = Placement.objects.get(story=cast.story, portal=commune)
        assert placed.section == section_of(commune, "chi-dao")


class TestUrgent:
    def test_waits_for_a_second_person(self, cast) -> None:
        dispatch = send(cast.story, cast.head, urgency=Urgency.URGENT)
        assert dispatch.state == DispatchState.AWAITING
        assert not dispatch.deliveries.exists()
        now = timezone.now()

        with pytest.raises(UnableToConfirmUrgent):
            confirm_urgent(dispatch=dispatch, actor=cast.head, now=now)
        stranger = make_member(cast.communes[0], Position.HEAD)
        with pytest.raises(NotYourOffice):
            confirm_urgent(dispatch=dispatch, actor=stranger, now=now)
        with pytest.raises(IntegrityError), transaction.atomic():
            Dispatch.objects.filter(pk=dispatch.pk).update(confirmed_by=cast.head)

    def test_stands_at_once_on_top_of_every_home_page(self, cast) -> None:
        dispatch = send_urgent(cast)

        assert place_dispatch(dispatch_id=dispatch.pk) == 3

        assert states(dispatch) == {(DeliveryState.PLACED, How.URGENT)}
        pins = set(
            Placement.objects.standing().filter(story=cast.story).values_list("pinned_until")
        )
        assert pins == {(dispatch.urgent_until,)}
        assert Placement.objects.filter(story=cast.story).count() == 4

    def test_pins_also_what_stood_there_already(self, cast) -> None:
        place_at_once(cast.communes[0])
        place_dispatch(dispatch_id=send(cast.story, cast.head).pk)
        dispatch = send_urgent(cast)

        place_dispatch(dispatch_id=dispatch.pk)

        placed = Placement.objects.get(story=cast.story, portal=cast.communes[0])
        assert placed.pinned_until == dispatch.urgent_until

    def test_three_at_a_time(self, cast) -> None:
        first = send_urgent(cast)
        for _ in range(2):
            send_urgent(cast, published_story(cast.portal))
        fourth = published_story(cast.portal)
        with pytest.raises(UnableToConfirmUrgent, match="3"):
            send_urgent(cast, fourth)

        end_urgent(dispatch=first, actor=cast.head, now=timezone.now())

        assert send_urgent(cast, fourth).urgent_slot == first.urgent_slot

    def test_the_database_holds_the_number(self, cast) -> None:
        dispatch = send_urgent(cast)
        other = send_urgent(cast, published_story(cast.portal))
        for slot in (other.urgent_slot, 4):
            with pytest.raises(IntegrityError), transaction.atomic():
                Dispatch.objects.filter(pk=dispatch.pk).update(urgent_slot=slot)

    def test_ends_after_a_day(self, cast) -> None:
        now = timezone.now()
        dispatch = send_urgent(cast, now=now)
        place_dispatch(dispatch_id=dispatch.pk)

        assert end_urgent_ones(now=now + URGENT_FOR) == 1

        dispatch.refresh_from_db()
        assert dispatch.urgent_slot is None
        assert standing(cast.story) == {portal.pk for portal in cast.receivers}
        with pytest.raises(NotUrgent):
            renew_urgent(dispatch=dispatch, actor=cast.head, now=now + URGENT_FOR)

    def test_is_renewed_for_another_day(self, cast) -> None:
        now = timezone.now()
        dispatch = send_urgent(cast, now=now)
        place_dispatch(dispatch_id=dispatch.pk)
        later = now + timedelta(hours=23)

        renew_urgent(dispatch=dispatch, actor=cast.head, now=later)

        assert end_urgent_ones(now=now + URGENT_FOR) == 0
        pins = set(
            Placement.objects.standing().filter(story=cast.story).values_list("pinned_until")
        )
        assert pins == {(later + URGENT_FOR,)}

    def test_is_refused_with_a_reason(self, cast) -> None:
        dispatch = send(cast.story, cast.head, urgency=Urgency.URGENT)
        deputy = make_member(cast.portal, Position.DEPUTY)
        now = timezone.now()
        with pytest.raises(UnableToConfirmUrgent):
            refuse_urgent(dispatch=dispatch, reason=" ", actor=deputy, now=now)

        refused = refuse_urgent(dispatch=dispatch, reason="Chưa khẩn", actor=deputy, now=now)

        assert refused.state == DispatchState.UNDONE
        assert (refused.ended_by, refused.ended_reason) == (deputy, "Chưa khẩn")
        with pytest.raises(UnableToConfirmUrgent):
            confirm_urgent(dispatch=dispatch, actor=deputy, now=now)

    def test_a_withdrawal_frees_its_place(self, cast) -> None:
        dispatch = send_urgent(cast)
        place_dispatch(dispatch_id=dispatch.pk)

        recall_story(
            story=cast.story, kind=RemovalKind.IN_ERROR, reason="Sai", actor=cast.head,
            now=timezone.now(),
        )  # fmt: skip

        dispatch.refresh_from_db()
        assert (dispatch.state, dispatch.urgent_slot) == (DispatchState.RECALLED, None)


class TestAPlannedDispatch:
    def test_has_no_delivery_before_its_time(self, cast) -> None:
        now = timezone.now()
        dispatch = send(cast.story, cast.head, now=now, starts_at=now + DAY)
        assert dispatch.state == DispatchState.PLANNED
        assert not start_dispatch(dispatch_id=dispatch.pk, now=now)
        assert not dispatch.deliveries.exists()

        place_at_once(cast.communes[0])
        assert start_dispatch(dispatch_id=dispatch.pk, now=now + DAY)
        assert not start_dispatch(dispatch_id=dispatch.pk, now=now + DAY)

        assert dispatch.deliveries.count() == 3

    def test_is_taken_back_in_time(self, cast) -> None:
        now = timezone.now()
        dispatch = send(cast.story, cast.head, now=now, starts_at=now + DAY)
        stranger = make_member(cast.communes[0], Position.HEAD)
        with pytest.raises(NotYourOffice):
            undo_dispatches(dispatches=[dispatch], actor=stranger, now=now)

        assert undo_dispatches(dispatches=[dispatch], actor=cast.head, now=now) == 1

        dispatch.refresh_from_db()
        assert (dispatch.state, dispatch.ended_by) == (DispatchState.UNDONE, cast.head)
        assert not start_dispatch(dispatch_id=dispatch.pk, now=now + DAY)
        with pytest.raises(UnableToUndo, match="đã được rút lại"):
            undo_dispatches(dispatches=[dispatch], actor=cast.head, now=now)

    def test_is_not_taken_back_once_it_went_out(self, cast) -> None:
        now = timezone.now()
        dispatch = send(cast.story, cast.head, now=now, starts_at=now + DAY)
        start_dispatch(dispatch_id=dispatch.pk, now=now + DAY)

        with pytest.raises(UnableToUndo, match="Gỡ trên tất cả"):
            undo_dispatches(dispatches=[dispatch], actor=cast.head, now=now + DAY)

    def test_ends_with_its_story(self, cast) -> None:
        now = timezone.now()
        dispatch = send(cast.story, cast.head, now=now, starts_at=now + DAY)
        recall_story(
            story=cast.story, kind=RemovalKind.IN_ERROR, reason="Sai", actor=cast.head, now=now
        )

        assert not start_dispatch(dispatch_id=dispatch.pk, now=now + DAY)
        dispatch.refresh_from_db()
        assert dispatch.state == DispatchState.RECALLED


class TestRepublication:
    def test_revives_the_origin_only_and_receivers_by_a_new_dispatch(self, cast) -> None:
        for commune in cast.communes:
            place_at_once(commune)
        old = send(cast.story, cast.head)
        place_dispatch(dispatch_id=old.pk)
        recall_story(
            story=cast.story, kind=RemovalKind.IN_ERROR, reason="Sai", actor=cast.head,
            now=timezone.now(),
        )  # fmt: skip
        cast.story.refresh_from_db()
        cast.story.get_latest_revision().publish(skip_permission_checks=True)
        cast.story.refresh_from_db()

        place_dispatch(dispatch_id=old.pk)
        assert standing(cast.story) == set()
        assert Placement.objects.standing().filter(story=cast.story).count() == 1

        place_dispatch(dispatch_id=send(cast.story, cast.head).pk)
        assert standing(cast.story) == {portal.pk for portal in cast.communes}


class TestAFailure:
    def fail(self, cast) -> Dispatch:
        commune = cast.communes[0]
        place_at_once(commune)
        section_of(commune).delete()
        dispatch = send(cast.story, cast.head)
        place_dispatch(dispatch_id=dispatch.pk)
        return dispatch

    def test_says_why_and_when_it_is_tried_again(self, cast) -> None:
        dispatch = self.fail(cast)
        failed = dispatch.deliveries.get(state=DeliveryState.FAILED)
        assert failed.reason
        assert next_try_at(failed, dispatch) == failed.state_at + timedelta(hours=1)
        assert dispatches_to_repeat(timezone.now()) == []
        assert dispatches_to_repeat(timezone.now() + timedelta(hours=2)) == [dispatch.pk]
        assert dispatches_to_repeat(timezone.now() + timedelta(days=9)) == []

    def test_is_mended_by_a_later_try(self, cast) -> None:
        dispatch = self.fail(cast)
        commune = cast.communes[0]
        now = timezone.now()
        assert repeat_now(dispatch=dispatch, actor=cast.head, now=now) == 1
        assert dispatch.deliveries.filter(state=DeliveryState.FAILED).count() == 1

        commune.section_choices.create(
            section_type_id="tin-tuc", section=section_of(commune, "chi-dao")
        )
        later = now + timedelta(hours=2)
        assert repeat_failed(dispatch_id=dispatch.pk, now=later, failed_before=later) == 1

        assert standing(cast.story) == {commune.pk}
        assert dispatch.deliveries.get(portal=commune).reason == ""

    def test_of_a_closed_portal_is_not_tried_again(self, cast) -> None:
        dispatch = self.fail(cast)
        commune = cast.communes[0]
        commune.closed_on = timezone.now().date() - DAY
        commune.save(update_fields=["closed_on"])

        failed = dispatch.deliveries.select_related("portal").get(portal=commune)
        assert next_try_at(failed, dispatch) is None
        later = timezone.now() + timedelta(hours=2)
        assert dispatches_to_repeat(later) == []


class TestTheClock:
    def test_queues_each_that_is_due_once_and_harmlessly_again(self, cast, monkeypatch) -> None:
        past = timezone.now() - DAY
        due = send(
            cast.story, cast.head, now=past, urgency=Urgency.PRIORITY,
            due_at=past + timedelta(hours=1),
        )  # fmt: skip
        planned = send(
            published_story(cast.portal), cast.head, now=past, starts_at=past + timedelta(hours=1)
        )
        queued: list[tuple[str, int]] = []
        for job in (jobs.pass_deadline, jobs.start_dispatch):
            monkeypatch.setattr(
                job,
                "delay",
                lambda dispatch_id, job=job: queued.append((job.__name__, dispatch_id)),
            )

        assert jobs.carry_out_times() == 2
        assert queued == [("start_dispatch", planned.pk), ("pass_deadline", due.pk)]

        for _ in range(2):
            jobs.pass_deadline(due.pk)
            jobs.start_dispatch(planned.pk)
        assert jobs.carry_out_times() == 0
        assert due.deliveries.filter(state=DeliveryState.PLACED).count() == 3
        assert planned.deliveries.count() == 3


class TestQueries:
    def test_a_deadline_asks_as_often_for_few_as_for_many(self) -> None:
        counts = []
        for communes in (2, 12):
            cast = make_cast(communes, at_once=False)
            now = timezone.now()
            dispatch = send(
                cast.story, cast.head, urgency=Urgency.PRIORITY, due_at=now + DAY, now=now
            )
            with CaptureQueriesContext(connection) as queries:
                pass_deadline(dispatch_id=dispatch.pk, now=now + DAY)
            counts.append(len(queries))
        assert counts[0] == counts[1]
