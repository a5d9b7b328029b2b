"""Months to learn by: through all steps, and never published."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from portals.boards.enums import Position
from portals.inbox.queries import items_of
from portals.inbox.reader import InboxReader
from portals.ledger.entries import Entry
from portals.ledger.models import LedgerEntry
from portals.refusals import NotYourOffice
from scoring.course.actions import (
    UnableToTakeStep,
    declare_trial,
    enter_notice,
    move_on_by_clock,
    take_trial_back,
)
from scoring.course.inbox import NoticesToEnter
from scoring.course.queries import late_at, step_of
from scoring.enums import ProceedingState
from scoring.models import Proceeding, Round, Scorecard, TrialMonth
from scoring.queries import office_of, scorecards_seen_by
from scoring.rounds.actions import score_month
from tests.factories import make_member, make_portal
from tests.scoring.cast import (
    DECIDED,
    OCTOBER,
    SNAPSHOT,
    adopt_default,
    decide_all,
    decision,
    local,
    make_province,
)
from tests.support.kept import once_a_file
from tests.walls import body, desk_client

pytestmark = pytest.mark.django_db

RUNNING = local(2026, 10, 31, 23, 59)
OVER = local(2026, 11, 1, 0, 0)
WHY = "Các đơn vị làm quen với bộ tiêu chí"


def _town():
    province, head, deputy = make_province()
    adopt_default(head, deputy, tiers=("commune",))
    district = make_portal("district", overseer=province)
    return head, district, make_portal(overseer=district)


built, town = once_a_file(_town)


def declare(head, now=RUNNING, month=OCTOBER, reason=WHY):
    return declare_trial(month=month, reason=reason, actor=head, now=now)


class TestDeclaring:
    def test_is_the_provinces_heads_and_deputies(self, town) -> None:
        head, district, _commune = town
        province = head.posts.get().board.portal
        for stranger in (
            make_member(district, Position.HEAD), make_member(province, Position.SECRETARY),
        ):  # fmt: skip
            with pytest.raises(NotYourOffice):
                declare(stranger)
            with pytest.raises(NotYourOffice):
                take_trial_back(month=OCTOBER, actor=stranger, now=RUNNING)

        declare(make_member(province, Position.DEPUTY))
        assert TrialMonth.objects.get().reason == WHY

    def test_is_done_before_the_month_is_over(self, town) -> None:
        with pytest.raises(UnableToTakeStep):
            declare(town[0], now=OVER)
        declare(town[0], now=RUNNING)
        with pytest.raises(UnableToTakeStep):
            take_trial_back(month=OCTOBER, actor=town[0], now=OVER)

    def test_is_done_at_most_a_year_ahead(self, town) -> None:
        declare(town[0], month=OCTOBER.later(12))
        with pytest.raises(UnableToTakeStep):
            declare(town[0], month=OCTOBER.later(13))

    def test_says_why_and_is_done_once(self, town) -> None:
        with pytest.raises(UnableToTakeStep):
            declare(town[0], reason="  ")
        declare(town[0])
        with pytest.raises(UnableToTakeStep):
            declare(town[0])

    def test_is_taken_back_once(self, town) -> None:
        declare(town[0])
        take_trial_back(month=OCTOBER, actor=town[0], now=RUNNING)
        with pytest.raises(UnableToTakeStep):
            take_trial_back(month=OCTOBER, actor=town[0], now=RUNNING)

        score_month(month=OCTOBER, actor=None, now=SNAPSHOT)
        assert not Round.objects.get().is_trial


class TestATrialMonth:
    @pytest.fixture
    def decided(self, town):
        declare(town[0])
        score_month(month=OCTOBER, actor=None, now=SNAPSHOT)
        decide_all(Round.objects.get())
        return town

    def test_goes_through_its_steps_and_is_never_published(self, decided) -> None:
        proceeding = Proceeding.objects.get()
        assert proceeding.state == ProceedingState.DECIDED

        with pytest.raises(UnableToTakeStep):
            enter_notice(
                proceeding=proceeding, number="45/TB-BBT", dated=DECIDED.date(), file=decision(),
                actor=make_member(proceeding.acting, Position.SECRETARY), now=DECIDED,
            )  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            Round.objects.update(published_at=DECIDED)

    def test_waits_for_nobody_once_it_is_decided_on(self, decided) -> None:
        _head, district, _commune = decided
        proceeding = Proceeding.objects.select_related("round").get()
        long_after = local(2027, 3, 1)

        assert move_on_by_clock(now=long_after) == 0
        assert step_of(proceeding, long_after) is None
        assert not Proceeding.objects.filter(late_at(long_after)).exists()
        secretary = make_member(district, Position.SECRETARY)
        assert items_of(InboxReader(secretary, long_after), [NoticesToEnter()]) == []

    def test_is_seen_by_nobody_elses_board(self, decided) -> None:
        stranger = make_member(make_portal("district"), Position.HEAD)

        assert not scorecards_seen_by(office_of(stranger, DECIDED)).exists()

    def test_stands_in_the_ledger_as_one(self, decided) -> None:
        kept = LedgerEntry.objects.filter(kind="round-act").order_by("pk")
        bodies = [Entry.from_bytes(bytes(row.entry)).body for row in kept]
        [opened] = [body for body in bodies if body["act"] == "open"]
        assert "said" in opened

    def test_says_so_on_its_pages(self, decided) -> None:
        _head, district, commune = decided
        card, proceeding = Scorecard.objects.get(), Proceeding.objects.get()
        told = "không công bố"
        board = desk_client(make_member(commune, Position.EDITOR))
        scorer = desk_client(make_member(district, Position.SECRETARY))

        assert told in body(board.get(reverse("scoring:scorecard", args=[card.pk]))).decode()
        page = body(scorer.get(reverse("scoring:proceeding", args=[proceeding.pk]))).decode()
        assert told in page
        assert f'"{reverse("scoring:enter_notice", args=[proceeding.pk])}"' not in page


class TestThePage:
    def test_is_read_by_all_and_written_by_the_province(self, town, clock) -> None:
        clock.move_to(RUNNING)
        head, _district, commune = town
        url = reverse("scoring:trials")
        asked = {"month": "2026-11", "reason": WHY}
        reader = desk_client(make_member(commune, Position.HEAD))

        assert reader.post(url, asked).status_code == 404
        assert not TrialMonth.objects.exists()
        assert desk_client(head).post(url, asked).status_code == 302
        assert WHY in body(reader.get(url)).decode()
        back = reverse("scoring:take_trial_back", args=["2026-11"])
        assert back not in body(reader.get(url)).decode()
        assert reader.post(back).status_code == 404
        assert TrialMonth.objects.exists()
        assert desk_client(head).post(back).status_code == 302
        assert not TrialMonth.objects.exists()

    def test_keeps_what_was_typed_where_it_is_refused(self, town, clock) -> None:
        clock.move_to(RUNNING)
        declare(town[0])
        page = desk_client(town[0]).post(
            reverse("scoring:trials"), {"month": "2026-10", "reason": "Lý do khác"}
        )

        assert "Lý do khác" in body(page).decode()
        assert "chấm thử" in body(page).decode()

    def test_knows_no_month_that_is_none(self, town) -> None:
        back = reverse("scoring:take_trial_back", args=["thang-muoi"])
        assert desk_client(town[0]).post(back).status_code == 404
