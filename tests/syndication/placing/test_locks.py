"""Several connections at once: every act that makes a story appear meets its recall; two people decide one thing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from psycopg.errors import LockNotAvailable

from editorial.models import Placement, StoryPage
from editorial.placements import writing
from editorial.search.rows import expect_travel
from portals.boards.enums import Position
from portals.boards.models import User
from portals.refusals import Refusal
from syndication.adaptations.actions.making import UnableToAdapt, adapt_story
from syndication.deliveries.actions import UnableToPlace, place_deliveries
from syndication.deliveries.objecting import (
    UnableToAnswer,
    UnableToObject,
    accept_objection,
    object_to_delivery,
    refuse_objection,
)
from syndication.deliveries.republishing import UnableToRepublish, republish_story
from syndication.dispatches.duty import UnableToHandOver, hand_over, plan_shift, take_over_duty
from syndication.dispatches.urgent import UnableToConfirmUrgent, confirm_urgent
from syndication.enums import ObjectionState, ProposalState, Urgency
from syndication.models import Dispatch
from syndication.proposals.actions import (
    UnableToDecide,
    UnableToPropose,
    decline_proposal,
    propose_story,
    take_proposal,
)
from syndication.shared_store.actions.picking import UnableToPick, pick_story
from tests.factories import make_member, published_story, section_of
from tests.syndication.casts import Province, make_cast, send
from tests.syndication.desk import waiting_proposal

from .test_together import (
    PATIENCE,
    another_connection,
    hold_up_placing,
    hold_up_recalls,
    recall,
    standing,
    until_blocked,
    workers,
)

pytestmark = pytest.mark.django_db(transaction=True)

DAY = timedelta(days=1)
# An act, what it is given, and how it is refused.
Act = tuple[Callable[..., Any], dict[str, Any], type[Refusal]]


def _priority(cast: Province) -> Dispatch:
    now = timezone.now()
    return send(cast.story, cast.head, urgency=Urgency.PRIORITY, due_at=now + DAY, now=now)


def place(cast: Province, head: User) -> Act:
    commune = cast.communes[0]
    row = send(cast.story, cast.head).deliveries.get(portal=commune)
    return place_deliveries, {"portal": commune, "delivery_ids": [row.pk]}, UnableToPlace


def republish(cast: Province, head: User) -> Act:
    section = section_of(cast.communes[0])
    return republish_story, {"story": cast.story, "section": section}, UnableToRepublish


def adapt(cast: Province, head: User) -> Act:
    section = section_of(cast.communes[0])
    return adapt_story, {"source": cast.story, "section": section}, UnableToAdapt


def object_to_it(cast: Province, head: User) -> Act:
    row = _priority(cast).deliveries.select_related("portal").get(portal=cast.communes[0])
    return object_to_delivery, {"delivery": row, "reason": "Sai"}, UnableToObject


@pytest.mark.parametrize("scene", [place, republish, adapt, object_to_it])
def test_a_board_waits_for_a_recall_and_is_refused(scene) -> None:
    cast = make_cast(at_once=False)
    head = make_member(cast.communes[0], Position.HEAD)
    act, given, refusal = scene(cast, head)

    _recalled_meanwhile(cast, act, {**given, "actor": head}, refusal)

    assert not StoryPage.objects.filter(adapted_from=cast.story.pk).exists()


def _recalled_meanwhile(
    cast: Province, act: Callable[..., Any], given: dict[str, Any], refusal: type[Refusal]
) -> None:
    with another_connection() as blocker, workers() as start:
        hold_up_recalls(blocker, cast)
        recalling = start(recall, cast=cast)
        until_blocked(1)
        acting = start(act, now=timezone.now(), **given)
        until_blocked(2)
        blocker.rollback()
        recalling.result(PATIENCE)
        with pytest.raises(refusal):
            acting.result(PATIENCE)
    assert standing(cast.story) == 0


def test_a_second_person_waits_for_a_recall_and_confirms_nothing() -> None:
    cast = make_cast(at_once=False)
    asked = send(cast.story, cast.head, urgency=Urgency.URGENT)
    deputy = make_member(cast.portal, Position.DEPUTY)

    _recalled_meanwhile(
        cast, confirm_urgent, {"dispatch": asked, "actor": deputy}, UnableToConfirmUrgent
    )

    assert not asked.deliveries.exists()


@pytest.mark.parametrize("answer", [accept_objection, refuse_objection])
def test_an_answer_waits_for_a_recall_and_is_refused(answer) -> None:
    cast = make_cast(at_once=False)
    head = make_member(cast.communes[0], Position.HEAD)
    row = _priority(cast).deliveries.select_related("portal").get(portal=cast.communes[0])
    objection = object_to_delivery(delivery=row, reason="Sai", actor=head, now=timezone.now())
    given = {"objection": objection, "answer": "Đúng", "actor": cast.head}

    _recalled_meanwhile(cast, answer, given, UnableToAnswer)

    objection.refresh_from_db()
    assert objection.state == ObjectionState.WAITING


def _of_a_commune(cast: Province) -> Province:
    commune = cast.communes[0]
    head = make_member(commune, Position.HEAD)
    return Province(commune, cast.district, [], head, published_story(commune))


def test_the_desk_above_waits_for_a_recall_and_picks_nothing() -> None:
    cast = make_cast(at_once=False)
    local = _of_a_commune(cast)
    given = {"story": local.story, "section": section_of(cast.portal), "sends_on": True}

    _recalled_meanwhile(local, pick_story, {**given, "actor": cast.head}, UnableToPick)

    assert not Dispatch.objects.exists()


def test_a_story_goes_up_after_its_recall_no_more() -> None:
    local = _of_a_commune(make_cast(at_once=False))

    _recalled_meanwhile(
        local, propose_story, {"story": local.story, "note": "", "actor": local.head},
        UnableToPropose,
    )  # fmt: skip


def _one_of_two(
    row: tuple[str, int],
    first: tuple[Callable[..., Any], dict[str, Any]],
    second: tuple[Callable[..., Any], dict[str, Any]],
    refusal: type[Refusal],
) -> None:
    """Both find the row in hand; once it is free, one does it and the other is refused."""
    table, pk = row
    with another_connection() as blocker, workers() as start:
        blocker.execute(f"SELECT 1 FROM {table} WHERE id = %s FOR UPDATE", [pk])
        acts = [start(act, now=timezone.now(), **given) for act, given in (first, second)]
        until_blocked(2)
        blocker.rollback()
        refused = 0
        for act in acts:
            try:
                act.result(PATIENCE)
            except refusal:
                refused += 1
    assert refused == 1


class TestTwoPeople:
    def test_decide_one_proposal_once(self) -> None:
        cast = make_cast(at_once=False)
        _head, proposal = waiting_proposal(cast)
        deputy = make_member(cast.portal, Position.DEPUTY)
        given = {"proposal": proposal}

        _one_of_two(
            ("syndication_proposal", proposal.pk),
            (
                take_proposal,
                {**given, "section": section_of(cast.portal), "actor": cast.head},
            ),
            (decline_proposal, {**given, "reason": "Trùng", "actor": deputy}),
            UnableToDecide,
        )

        proposal.refresh_from_db()
        is_placed = Placement.objects.filter(portal=cast.portal, story=proposal.story).exists()
        assert is_placed == (proposal.state == ProposalState.TAKEN)

    def test_answer_one_objection_once(self) -> None:
        cast = make_cast(at_once=False)
        head = make_member(cast.communes[0], Position.HEAD)
        row = _priority(cast).deliveries.select_related("portal").get(portal=cast.communes[0])
        made = object_to_delivery(delivery=row, reason="Sai", actor=head, now=timezone.now())
        deputy = make_member(cast.portal, Position.DEPUTY)

        _one_of_two(
            ("syndication_objection", made.pk),
            (accept_objection, {"objection": made, "answer": "", "actor": cast.head}),
            (refuse_objection, {"objection": made, "answer": "Đúng", "actor": deputy}),
            UnableToAnswer,
        )

    def test_take_over_one_shift_once(self) -> None:
        cast = make_cast(0, at_once=False)
        now = timezone.now()
        shift = plan_shift(
            portal=cast.portal, user=cast.head, actor=cast.head, now=now,
            starts_at=now - DAY, ends_at=now + DAY,
        )  # fmt: skip
        hand_over(shift=shift, text="Hết việc", actor=cast.head, now=now)
        first, second = (make_member(cast.portal, Position.DEPUTY) for _ in range(2))

        _one_of_two(
            ("syndication_dutyshift", shift.pk),
            (take_over_duty, {"shift": shift, "actor": first}),
            (take_over_duty, {"shift": shift, "actor": second}),
            UnableToHandOver,
        )


@pytest.mark.parametrize("differ", ["portals", "stories"])
def test_placements_are_written_in_ascending_order_however_they_are_given(differ: str) -> None:
    cast = make_cast()
    low, high = sorted(cast.communes, key=lambda portal: portal.pk)
    stories = [cast.story, published_story(cast.portal)]
    # As a dispatch does: else the first place of each story would change its row of the search.
    for story in stories:
        expect_travel(story.pk)
    first, last = (
        [(portal, cast.story) for portal in (low, high)]
        if differ == "portals"
        else [(low, story) for story in stories]
    )
    places = [
        writing.PlacementSpec(
            portal.pk, section_of(portal).pk, story.pk, "article", "board", timezone.now()
        )
        for portal, story in (last, first)
    ]
    with another_connection() as blocker, another_connection() as other, workers() as start:
        hold_up_placing(blocker, *first)
        placing = start(writing.republish, places=places)
        until_blocked(1)
        other.execute("SET lock_timeout = '3s'")
        try:
            hold_up_placing(other, *last)
        except LockNotAvailable:
            was_written = True
        else:
            was_written = False
        other.rollback()
        blocker.rollback()
        assert len(placing.result(PATIENCE).placed) == 2
    assert not was_written


def test_two_versions_of_one_story_do_not_come_to_a_portal_together() -> None:
    cast = make_cast(at_once=False)
    head = make_member(cast.communes[0], Position.HEAD)
    made = adapt_story(
        source=cast.story, section=section_of(cast.communes[0]), actor=head, now=timezone.now()
    )
    copy = StoryPage.objects.get(pk=made.copy_id)
    copy.get_latest_revision().publish(skip_permission_checks=True)
    deputy = make_member(cast.district, Position.DEPUTY)
    section = section_of(cast.district)
    with another_connection() as blocker, workers() as start:
        blocker.execute("SELECT pg_advisory_xact_lock(%s)", [cast.story.pk])
        acts = [
            start(republish_story, story=story, section=section, actor=deputy, now=timezone.now())
            for story in (cast.story, copy)
        ]
        until_blocked(2)
        blocker.rollback()
        refused = 0
        for act in acts:
            try:
                act.result(PATIENCE)
            except UnableToRepublish:
                refused += 1

    assert refused == 1
    assert Placement.objects.standing().filter(portal=cast.district).count() == 1
