"""C1, C2 and C4 on facts of the install, against values worked out by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from editorial.enums import RemovalKind
from editorial.models import Placement, StoryPage
from portals.boards.enums import Position
from portals.models import Portal, Tier
from scoring.content.gathering import read_stories
from syndication.adaptations.enums import AdaptationOutcome, SourceEvent
from syndication.adaptations.models import Adaptation, SourceChange
from syndication.enums import DeliveryState, DispatchState, How, ObjectionState, Urgency
from syndication.models import Delivery, Dispatch
from syndication.models.delivery import Objection
from tests.factories import make_member, make_portal, make_user, section_of
from tests.scoring.cast import SNAPSHOT, local, make_province, measure, october, write

pytestmark = pytest.mark.django_db
# A Wednesday.
DUE = local(2026, 10, 14, 16)


@dataclass
class Sent:
    """What the province sent to one commune, one row an argument."""

    province: object
    commune: object
    head: object

    def send(
        self, how: str = How.HAND, *, at: datetime = DUE - timedelta(hours=1),
        state: str = DeliveryState.PLACED, due: datetime = DUE, urgency: str = Urgency.PRIORITY,
        sender: object = None, ended: datetime | None = None, commune: object = None,
    ) -> Delivery:  # fmt: skip
        sender = sender or self.province
        number = Dispatch.objects.count() + 1
        dispatch = Dispatch.objects.create(
            story=write(sender, due - timedelta(days=2), 5_000 + number, author=self.head),
            sender=sender, audience="all", urgency=urgency, due_at=due, sent_by=self.head,
            sent_at=due - timedelta(days=2), starts_at=due - timedelta(days=2),
            state=DispatchState.RECALLED if ended else DispatchState.OPEN, ended_at=ended,
        )  # fmt: skip
        return Delivery.objects.create(
            dispatch=dispatch, portal=commune or self.commune, state=state, state_at=at, how=how,
            by=self.head if how == How.HAND else None,
        )  # fmt: skip

    def object(self, delivery: Delivery, state: str, **fields: object) -> None:
        answered = fields.pop("answered_at", None)
        Objection.objects.create(
            delivery=delivery, reason="Không phù hợp", made_by=self.head,
            made_at=fields.pop("made_at", DUE - timedelta(days=1)), answer_due_at=DUE, state=state,
            answered_at=answered, answered_by=self.head if answered else None, answer="Vẫn đăng",
            **fields,
        )  # fmt: skip

    def take(self, code: str = "republishing.province", **rules):
        return measure(code, self.commune, **rules)[self.commune.pk]


@pytest.fixture
def sent():
    province, head, _deputy = make_province()
    return Sent(province, make_portal(overseer=province), head)


class TestProvinceItems:
    """C1: placed by hand in time 1, late a half, by the machine at the deadline 0."""

    def test_are_what_the_board_did_itself(self, sent) -> None:
        sent.send()
        sent.send(at=DUE)
        sent.send(state=DeliveryState.ADAPTED)
        sent.send(at=DUE + timedelta(minutes=1))
        sent.send(How.DEADLINE, at=DUE)

        taken = sent.take()

        # (1 + 1 + 1 + 1/2 + 0) / 5.
        assert (taken.value, taken.cases) == (Decimal("0.7"), 5)
        assert [one.why for one in taken.examples] == ["late", "left"]

    def test_of_other_months_urgent_ordinary_and_of_others_are_none(self, sent) -> None:
        # The third working day after it fell due was the 30th of September, and is the 2nd of November.
        sent.send(due=local(2026, 9, 25, 16), at=local(2026, 9, 25, 8))
        sent.send(due=local(2026, 10, 28, 16), at=local(2026, 10, 28, 8))
        sent.send(How.URGENT, urgency=Urgency.ORDINARY)
        sent.send(sender=make_portal("district"))
        sent.send(commune=make_portal())

        assert sent.take().cases == 0

    @pytest.mark.parametrize("due", [local(2026, 9, 28, 0), local(2026, 10, 27, 23)])
    def test_of_the_month_in_which_their_three_working_days_end(self, sent, due) -> None:
        sent.send(due=due, at=due)

        assert sent.take().cases == 1

    def test_put_off_by_a_refused_objection_are_of_the_month_of_the_new_deadline(
        self, sent
    ) -> None:
        delivery = sent.send(How.DEADLINE, due=local(2026, 9, 24, 16), at=local(2026, 10, 8))
        sent.object(
            delivery, ObjectionState.REFUSED, made_at=local(2026, 9, 24, 9),
            answered_at=local(2026, 9, 25, 9), due_again_at=local(2026, 10, 8),
        )  # fmt: skip

        assert (sent.take().value, sent.take().cases) == (0, 1)

    @pytest.mark.parametrize(
        ("how", "state"),
        [
            (How.RULE, DeliveryState.PLACED),
            (How.DEADLINE, DeliveryState.ALREADY_PLACED),
        ],
    )
    def test_that_no_board_could_act_on_are_no_case(self, sent, how, state) -> None:
        sent.send(how, state=state)

        assert sent.take().cases == 0

    def test_that_were_recalled_before_they_fell_due_are_no_case(self, sent) -> None:
        sent.send(state=DeliveryState.RECALLED, ended=DUE - timedelta(minutes=1))
        assert sent.take().cases == 0
        # Recalled afterwards, the board's act stays.
        sent.send(state=DeliveryState.RECALLED, ended=DUE + timedelta(days=1))
        assert (sent.take().value, sent.take().cases) == (1, 1)

    def test_objected_to_are_left_out_when_accepted_or_unanswered(self, sent) -> None:
        for state in (ObjectionState.ACCEPTED, ObjectionState.WAITING):
            delivery = sent.send(How.OFFER, state=DeliveryState.OBJECTED)
            answered = DUE if state == ObjectionState.ACCEPTED else None
            sent.object(delivery, state, answered_at=answered)

        assert sent.take().cases == 0

    def test_whose_objection_was_refused_have_the_new_deadline(self, sent) -> None:
        again = DUE + timedelta(days=2)
        for how, at in (
            (How.HAND, again),
            (How.HAND, again + timedelta(hours=1)),
            (How.DEADLINE, again),
        ):
            delivery = sent.send(how, at=at)
            sent.object(delivery, ObjectionState.REFUSED, answered_at=DUE, due_again_at=again)

        # (1 + 1/2 + 0) / 3.
        assert (sent.take().value, sent.take().cases) == (Decimal("0.5"), 3)

    @pytest.mark.parametrize(("days", "cases"), [(2, 1), (3, 0)])
    def test_whose_objection_was_answered_too_late_are_left_out(self, sent, days, cases) -> None:
        # Made on Tuesday the 13th; two working days are over with Thursday.
        made = DUE - timedelta(days=1)
        delivery = sent.send(How.DEADLINE, at=DUE)
        sent.object(
            delivery, ObjectionState.REFUSED, made_at=made, answered_at=made + timedelta(days=days),
            due_again_at=DUE + timedelta(days=4),
        )  # fmt: skip

        assert sent.take().cases == cases

    @pytest.mark.parametrize(
        ("by_another", "kind", "removed", "value"),
        [
            (False, RemovalKind.TAKEN_DOWN, local(2026, 10, 31, 23, 59), 0),
            # In the next month, by another board, or for another reason: the board's act stays.
            (False, RemovalKind.TAKEN_DOWN, local(2026, 11, 1), 1),
            (True, RemovalKind.TAKEN_DOWN, local(2026, 10, 20), 1),
            (False, RemovalKind.SUPERSEDED, local(2026, 10, 20), 1),
        ],
    )
    def test_taken_down_again_by_the_board_are_left(
        self, sent, by_another, kind, removed, value
    ) -> None:
        delivery = sent.send()
        portal = make_portal() if by_another else sent.commune
        Placement.objects.create(
            portal=portal, section=section_of(portal), story=delivery.dispatch.story,
            role="republished", kind="article", placed_at=DUE, removed_at=removed,
            removal_kind=kind,
        )  # fmt: skip

        assert (sent.take().value, sent.take().cases) == (value, 1)

    def test_taken_down_when_they_were_another_story_are_not_left(self, sent) -> None:
        sent.send()
        other = write(sent.province, DUE - timedelta(days=3), 9_000, author=sent.head)
        Placement.objects.create(
            portal=sent.commune, section=section_of(sent.commune), story=other,
            role="republished", kind="article", placed_at=DUE, removed_at=DUE,
            removal_kind=RemovalKind.TAKEN_DOWN,
        )  # fmt: skip

        assert sent.take().value == 1


class TestGovernmentItems:
    """C2: the same for what the nation's portal sent, within 48 hours."""

    @pytest.fixture
    def nation(self):
        """The Government's portal, as the tiers know it."""
        portal = make_portal("department")
        tier, _made = Tier.objects.get_or_create(
            code="nation", defaults={"name": "Chính phủ", "level": 0}
        )
        Portal.objects.filter(pk=portal.pk).update(tier=tier)
        return portal

    def test_are_in_time_for_48_hours(self, sent, nation) -> None:
        # Sent at 16:00 on the 12th: until 16:00 on the 14th.
        sent.send(sender=nation, urgency=Urgency.ORDINARY, at=DUE)
        sent.send(sender=nation, urgency=Urgency.ORDINARY, at=DUE + timedelta(minutes=1))
        sent.send(How.OFFER, sender=nation, urgency=Urgency.ORDINARY, state=DeliveryState.LAPSED)
        sent.send(How.URGENT, sender=nation, urgency=Urgency.PRIORITY)

        taken = sent.take("republishing.government")

        # (1 + 1/2 + 0) / 3.
        assert (taken.value, taken.cases) == (Decimal("0.5"), 3)

    def test_are_not_the_provinces(self, sent, nation) -> None:
        sent.send()
        sent.send(sender=nation)

        assert (sent.take().cases, sent.take("republishing.government").cases) == (1, 1)


class TestOwnVersions:
    """C4: named their source and followed it within four working hours of the portal."""

    @pytest.fixture
    def adapt(self, sent):
        def make(
            kind: str = SourceEvent.CORRECTED, happened: datetime | None = DUE,
            in_force: datetime | None = None, outcome: str = AdaptationOutcome.TAKEN,
        ) -> Adaptation:  # fmt: skip
            number = Adaptation.objects.count()
            source = write(sent.province, local(2026, 10, 2, 9), 7_000 + number, author=sent.head)
            copy = write(sent.commune, local(2026, 10, 5, 9), 8_000 + number)
            StoryPage.objects.filter(pk=copy.pk).update(adapted_from=source)
            adaptation = Adaptation.objects.create(
                copy=copy, source=source, portal=sent.commune, base={}, made_by=sent.head,
                made_at=local(2026, 10, 5, 8),
            )  # fmt: skip
            if happened:
                SourceChange.objects.create(
                    adaptation=adaptation, kind=kind, happened_at=happened, note="Sửa số liệu",
                    outcome=outcome, decided_by=sent.head if outcome else None,
                    decided_at=in_force or happened if outcome else None, in_force_at=in_force,
                )  # fmt: skip
            return adaptation

        return make

    def take(self, sent):
        return sent.take("republishing.corrections")

    def test_without_any_are_no_case(self, sent) -> None:
        assert self.take(sent).cases == 0

    def test_are_in_step_for_four_working_hours(self, sent, adapt) -> None:
        # From 16:00 on Wednesday: one hour until 17:00, three more on Thursday from 7:30.
        adapt(in_force=local(2026, 10, 15, 10, 30))
        adapt(in_force=local(2026, 10, 15, 10, 31))
        adapt(happened=None)
        adapt(kind=SourceEvent.CHANGED, outcome="", in_force=None)

        taken = self.take(sent)

        assert (taken.value, taken.cases) == (Decimal("0.75"), 4)
        assert [one.why for one in taken.examples] == ["behind"]

    def test_that_keep_their_text_or_do_nothing_are_behind(self, sent, adapt) -> None:
        adapt(outcome=AdaptationOutcome.KEPT, in_force=DUE)
        adapt(kind=SourceEvent.WITHDRAWN, outcome="", in_force=None)
        adapt(
            kind=SourceEvent.WITHDRAWN,
            outcome=AdaptationOutcome.ENDED,
            in_force=DUE + timedelta(minutes=30),
        )
        adapt(outcome=AdaptationOutcome.VOID, in_force=None)

        assert (self.take(sent).value, self.take(sent).cases) == (Decimal("0.5"), 4)

    def test_are_given_their_hours_at_the_end_of_the_month(self, sent, adapt) -> None:
        # Friday the 30th at 16:30: half an hour is left of the month's working time.
        adapt(outcome="", happened=local(2026, 10, 30, 16, 30))

        assert self.take(sent).value == 1

    def test_are_no_originals(self, sent, adapt) -> None:
        adapt(happened=None)
        write(sent.commune, local(2026, 10, 6, 9), 1)
        read_stories(now=SNAPSHOT)

        taken = measure("news.original", sent.commune, target=12)[sent.commune.pk]

        assert (taken.numbers["counted"], taken.numbers["adapted"]) == (1, 1)


class TestQueries:
    @pytest.mark.parametrize(
        "code", ["republishing.province", "republishing.government", "republishing.corrections"]
    )
    def test_are_one_for_two_portals_and_for_ten(self, sent, code) -> None:
        sent.send()
        for number in (2, 10):
            portals = [sent.commune, *(make_portal() for _ in range(number - 1))]
            period = october()
            with CaptureQueriesContext(connection) as captured:
                measure(code, *portals, period=period)
            assert len(captured) == 1
        assert make_member(sent.commune, Position.EDITOR) != make_user()
