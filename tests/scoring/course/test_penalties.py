"""Penalties that weigh much: a second person, a file, and a board that is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from hashlib import sha256
from importlib import import_module

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from portals.boards.enums import Position
from portals.calendar.working_days import load_calendar
from portals.inbox.queries import items_of
from portals.inbox.reader import InboxReader
from portals.inbox.registry import sources
from portals.ledger.entries import Entry
from portals.ledger.models import LedgerEntry
from portals.refusals import NotYourOffice
from scoring.assessing.facts import ChangedMeanwhile, EnteredFact, UnableToEnter, enter_facts
from scoring.assessing.tokens import token_of_entry
from scoring.course.actions import (
    UnableToTakeStep,
    appeal,
    confirm_penalty,
    decide,
    move_on_by_clock,
    rule_on_appeal,
    verify,
)
from scoring.course.penalties import unconfirmed_penalties
from scoring.enums import ProceedingState, Ruling
from scoring.measures import registry
from scoring.measures.registry import Measurement, known_measure
from scoring.models import AdjustmentRule, Appeal, FactEntry, LineOverride, PenaltyConfirmation
from scoring.rounds.actions import remeasure, score_month
from scoring.rounds.checks import faults_of_cards
from scoring.rounds.engine import is_heavy
from scoring.rounds.rescoring import cards_from_frozen
from tests.factories import make_member, make_portal
from tests.scoring.cast import OCTOBER, VERIFIED, adjustment
from tests.scoring.course.cast import (
    APPEALING,
    DECIDING,
    ON_TIME,
    VERIFYING,
    Course,
    make_course,
    sheet,
)
from tests.scoring.course.test_pages import press, see
from tests.support.kept import once_a_file
from tests.walls import body

pytestmark = pytest.mark.django_db
SAID = "Biên bản kiểm tra ngày 12/10/2026"
KIND = {"penalty", "penalty-told"}


built, course = once_a_file(make_course)


def entered(
    course: Course, measure="adjustment.hacked", times=1, *, by=None, said=SAID, now=ON_TIME
):
    portal = course.communes[0]
    enter_facts(
        month=OCTOBER, facts=[EnteredFact(portal, measure, Decimal(times), times, said)],
        actor=by or course.secretary, now=now,
    )  # fmt: skip
    return FactEntry.objects.get(portal=portal, measure=measure)


def confirmed(entry: FactEntry, by, *, now=VERIFYING, **given):
    return confirm_penalty(entry=entry, file=sheet(), actor=by, now=now, **given)


def told(user, now=VERIFYING):
    found = items_of(InboxReader(user, now), [one for one in sources() if one.kind in KIND])
    return [(item.kind, item.portal) for item in found]


class TestWhatIsHeavy:
    @pytest.mark.parametrize(
        ("points", "most", "times", "heavy"),
        [
            ("5", 20, 1, True), ("4.99", 20, 1, False), ("2.5", 20, 2, True), ("2", 20, 2, False),
            ("10", 4, 1, False), ("5", 20, 0, False), ("1", 20, 5, True),
        ],
    )  # fmt: skip
    def test_weighs_five_points_together(self, course, points, most, times, heavy) -> None:
        rule = replace(adjustment("T", 0), points=Decimal(points), most_points=Decimal(most))
        assert is_heavy(rule, times) is heavy
        if not times or most < Decimal(points):
            return
        # The same, asked of the database.
        AdjustmentRule.objects.filter(measure="adjustment.hacked").update(
            points=points, most_points=most, caps_band=""
        )
        entered(course, times=times)
        assert unconfirmed_penalties().exists() is heavy

    def test_is_a_cap_without_points_too(self) -> None:
        assert is_heavy(adjustment("T", 0, cap="yeu"), 1)
        assert not is_heavy(adjustment("T", 0, cap="yeu"), 0)

    def test_is_no_bonus(self) -> None:
        assert not is_heavy(adjustment("C", 9, bonus=True), 1)


class TestUntilConfirmed:
    def test_takes_nothing_and_caps_nothing_and_says_so(self, course) -> None:
        before = course.card()
        entered(course)

        card = course.card()
        assert (card.penalty, card.total, card.band) == (0, before.total, before.band)
        assert [one["code"] for one in card.lines["waiting"]] == ["TRU4"]
        assert not card.lines["adjustments"]
        assert not list(faults_of_cards())
        page = body(see(course.heads[0], "scorecard", card.pk)).decode()
        assert SAID in page
        assert "chờ người thứ hai" in page

    def test_light_ones_count_at_once(self, course) -> None:
        entered(course, "adjustment.unsourced", 4)
        assert course.card().penalty == 4

    def test_many_light_ones_are_heavy(self, course) -> None:
        entered(course, "adjustment.unsourced", 5)
        assert course.card().penalty == 0

    def test_counts_once_confirmed(self, course) -> None:
        before = course.card()
        found = confirmed(entered(course), course.deputy)

        card = course.card()
        assert card.penalty == 10
        assert card.total == max(Decimal(0), before.total - 10)
        assert "waiting" not in card.lines
        assert [one["code"] for one in card.lines["adjustments"]] == ["TRU4"]
        assert found.file.collection_id == course.district.collection_id
        assert not list(faults_of_cards())
        score_month(month=OCTOBER, actor=None, now=VERIFYING)
        assert course.card().penalty == 10

    def test_a_cap_without_points_bounds_the_band_once_confirmed(self, course) -> None:
        def best() -> bool:
            cards = cards_from_frozen(course.round)
            [card] = [one for one in cards if one.scored.portal_id == course.communes[0].pk]
            return any(one.rule.caps_band and one.times for one in card.adjustments)

        entry = entered(course, "adjustment.wrong_line")
        assert not best()
        confirmed(entry, course.deputy)
        assert best()

    @pytest.mark.parametrize("change", ["times", "source", "person", "again"])
    def test_another_entry_waits_anew(self, course, change) -> None:
        entry = entered(course)
        confirmed(entry, course.deputy)
        later = VERIFYING + timedelta(hours=1)
        if change == "times":
            entered(course, times=2, now=later)
        elif change == "source":
            entered(course, said=f"{SAID}, trang 2", now=later)
        elif change == "person":
            entered(course, said=f"{SAID} ", by=course.head, times=2, now=later)
        else:
            entered(course, times=2, now=later)
            entered(course, now=later + timedelta(minutes=1))

        assert course.card().penalty == 0
        again = FactEntry.objects.get(pk=entry.pk)
        assert not list(faults_of_cards())
        confirmed(again, course.province_head, now=later + timedelta(hours=1))
        assert course.card().penalty == 10 * again.value

    def test_goes_with_its_entry(self, course) -> None:
        confirmed(entered(course), course.deputy)
        enter_facts(
            month=OCTOBER, facts=[], cleared=[(course.communes[0], "adjustment.hacked")],
            actor=course.secretary, now=VERIFYING,
        )  # fmt: skip
        assert not PenaltyConfirmation.objects.exists()
        assert course.card().penalty == 0

    @pytest.mark.parametrize("said", [".", "abc", "aaaaaaaaaaaa", "biên bản"])
    def test_says_why_in_words(self, course, said) -> None:
        with pytest.raises(UnableToEnter):
            entered(course, said=said)


class TestWhoConfirms:
    def test_is_another_person_of_the_scorer_or_heads_of_the_province(self, course) -> None:
        entry = entered(course)
        refused = [
            course.secretary,
            course.heads[0],
            make_member(course.district, Position.EDITOR),
            # Who scores other communes, and who enters facts for the province but decides nothing.
            make_member(make_portal("district", overseer=course.province), Position.HEAD),
            make_member(course.province, Position.SECRETARY),
        ]
        two = make_member(course.district, Position.DEPUTY, user=None)
        make_member(course.communes[0], Position.CONTRIBUTOR, user=two)
        for actor in (*refused, two):
            with pytest.raises(NotYourOffice):
                confirmed(entry, actor)
        assert not PenaltyConfirmation.objects.exists()

        for actor in (course.head, course.province_deputy):
            confirmed(entry, actor)
        assert course.card().penalty == 10

    def test_has_a_file_and_a_heavy_penalty(self, course) -> None:
        with pytest.raises(UnableToTakeStep):
            confirm_penalty(entry=entered(course), file=None, actor=course.head, now=VERIFYING)
        for measure, times in (("adjustment.unsourced", 4), ("judged.presentation", 1)):
            with pytest.raises(UnableToTakeStep):
                confirmed(entered(course, measure, times), course.head)

    def test_confirms_what_they_saw(self, course) -> None:
        entry = entered(course)
        seen = token_of_entry(entry)
        entered(course, times=2, now=VERIFYING)
        with pytest.raises(ChangedMeanwhile):
            confirmed(entry, course.deputy, based_on=seen)
        confirmed(entry, course.deputy, based_on=token_of_entry(FactEntry.objects.get()))

    def test_has_until_the_cards_are_shown(self, course) -> None:
        entry = entered(course)
        for number in (0, 1):
            course.signed(number)
        with pytest.raises(UnableToTakeStep, match=course.communes[0].name):
            verify(proceeding=course.proceeding, actor=course.secretary, now=VERIFYING)
        move_on_by_clock(now=VERIFIED)
        assert course.proceeding.state == ProceedingState.APPEALABLE

        with pytest.raises(UnableToTakeStep):
            confirmed(entry, course.deputy, now=VERIFIED)
        assert course.card().penalty == 0
        assert see(course.deputy, "confirm_penalty", entry.pk, now=VERIFIED).status_code == 200
        page = body(see(course.heads[0], "scorecard", course.card().pk, now=VERIFIED)).decode()
        assert "Không tính" in page

    def test_lets_the_desk_verify(self, course) -> None:
        confirmed(entered(course), course.deputy)
        course.at(ProceedingState.APPEALABLE)
        assert course.card().penalty == 10


class TestThePage:
    def press(self, course, user, entry, now=VERIFYING, **given):
        data = {"based_on": token_of_entry(entry), "file": pdf()} | given
        return press(user, "confirm_penalty", entry.pk, now=now, **data)

    def test_confirms_and_shows_the_file_to_the_board(self, course) -> None:
        entry = entered(course)
        page = body(see(course.deputy, "confirm_penalty", entry.pk)).decode()
        assert SAID in page
        assert "Trung bình" in page

        assert self.press(course, course.deputy, entry).status_code == 302
        found = PenaltyConfirmation.objects.get()
        assert found.confirmed_by == course.deputy
        card = course.card()
        link = reverse("scoring:evidence_file", args=[card.pk, found.file_id])
        page = body(see(course.heads[0], "scorecard", card.pk)).decode()
        assert link in page
        assert str(course.deputy) in page
        for stranger in (course.heads[1], make_member(make_portal(), Position.HEAD)):
            answer = see(stranger, "evidence_file", card.pk, found.file_id)
            assert answer.status_code == 404
        # Nor by way of their own card.
        own = see(course.heads[1], "evidence_file", course.card(1).pk, found.file_id)
        assert own.status_code == 404

    def test_is_nobody_elses(self, course) -> None:
        entry = entered(course)
        for stranger in (
            course.heads[0],
            course.heads[1],
            make_member(make_portal("district", overseer=course.province), Position.HEAD),
            make_member(course.district, Position.EDITOR),
        ):
            assert see(stranger, "confirm_penalty", entry.pk).status_code == 404
            assert self.press(course, stranger, entry).status_code == 404
        # Who entered it reads why another person is needed.
        self.press(course, course.secretary, entry)
        assert not PenaltyConfirmation.objects.exists()

    def test_takes_a_pdf_and_the_entry_that_was_shown(self, course) -> None:
        entry = entered(course)
        for given in (
            {"file": SimpleUploadedFile("a.pdf", b"%PDF-1.4 khong phai", "application/pdf")},
            {"file": SimpleUploadedFile("a.docx", sheet().read())},
            {"file": ""},
            {"based_on": "x"},
        ):
            assert self.press(course, course.deputy, entry, **given).status_code == 200
        assert not PenaltyConfirmation.objects.exists()

    def test_what_was_not_confirmed_is_not_for_other_boards(self, course) -> None:
        entered(course)
        for number in (0, 1):
            course.signed(number)
        move_on_by_clock(now=VERIFIED)
        proceeding = course.proceeding
        type(proceeding).objects.filter(pk=proceeding.pk).update(
            state="published", decided_at=VERIFIED, published_at=VERIFIED
        )
        card = course.card()
        assert SAID in body(see(course.heads[0], "scorecard", card.pk, now=VERIFIED)).decode()
        assert SAID not in body(see(course.heads[1], "scorecard", card.pk, now=VERIFIED)).decode()


class TestTheInbox:
    def test_tells_the_second_person_and_then_the_board(self, course) -> None:
        two = make_member(course.district, Position.SECRETARY)
        make_member(course.communes[0], Position.CONTRIBUTOR, user=two)
        other = make_member(make_portal("district", overseer=course.province), Position.HEAD)
        entry = entered(course)
        for person in (course.head, course.deputy):
            assert told(person) == [("penalty", course.district)]
        for person in (
            course.secretary, course.heads[0], course.heads[1], other, course.province_head, two
        ):  # fmt: skip
            assert told(person) == []

        confirmed(entry, course.deputy)
        for person in (course.heads[0], course.deputies[0]):
            assert told(person) == [("penalty-told", course.communes[0])]
        for person in (course.head, course.heads[1], other):
            assert told(person) == []
        assert told(course.heads[0], now=VERIFYING + timedelta(days=15)) == []
        # Entered anew it waits again, and tells the board nothing.
        entered(course, times=2, now=VERIFYING)
        assert told(course.heads[0]) == []
        assert told(course.head) == [("penalty", course.district)]

    def test_says_nothing_of_cards_that_are_shown(self, course) -> None:
        entered(course)
        move_on_by_clock(now=VERIFIED)
        assert told(course.head, now=VERIFIED) == []


class TestTheLedger:
    def test_holds_the_step_and_the_hash_of_the_file(self, course) -> None:
        confirmed(entered(course), course.deputy)
        rows = LedgerEntry.objects.filter(kind="round-act").order_by("pk")
        [body_] = [
            body
            for row in rows
            if (body := Entry.from_bytes(bytes(row.entry)).body)["act"] == "confirm-penalty"
        ]
        assert body_["sha256"] == sha256(sheet().read()).hexdigest()
        assert body_["criterion"] == "TRU4"
        assert {"by", "said", "scored"} <= set(body_)
        text = b"".join(bytes(row.entry) for row in LedgerEntry.objects.all()).decode()
        assert SAID not in text


def pdf() -> SimpleUploadedFile:
    return SimpleUploadedFile("minh-chung.pdf", sheet().read(), "application/pdf")


class TestMonthsOfBefore:
    def test_keep_the_penalties_of_cards_that_are_shown(self, course) -> None:
        for number in (0, 1):
            enter_facts(
                month=OCTOBER, actor=course.secretary, now=ON_TIME,
                facts=[
                    EnteredFact(course.communes[number], "adjustment.hacked", Decimal(1), 1, SAID),
                    EnteredFact(course.communes[number], "requests.rating", Decimal(4), 5, SAID),
                ],
            )  # fmt: skip
        keep = import_module("scoring.migrations.0012_penalties_of_before").keep
        keep(apps, None)
        assert not PenaltyConfirmation.objects.exists()

        move_on_by_clock(now=VERIFIED)
        for _again in range(2):
            keep(apps, None)
        assert PenaltyConfirmation.objects.count() == 2
        score_month(month=OCTOBER, actor=None, now=VERIFIED)
        assert course.card().penalty == 10
        # Nobody is named a second person who was none.
        assert set(PenaltyConfirmation.objects.values_list("confirmed_by", "file")) == {
            (None, None)
        }
        page = body(see(course.heads[0], "scorecard", course.card().pk, now=VERIFIED)).decode()
        assert "chờ người thứ hai" not in page


class TestContested:
    """The board may ask for a review of a penalty as of any line; it falls away as a whole, or stands."""

    @pytest.fixture
    def shown(self, course) -> Course:
        confirmed(entered(course), course.deputy)
        return course.at(ProceedingState.APPEALABLE)

    def ask(self, course: Course, code: str = "TRU4", now=APPEALING, **changes) -> Appeal:
        given = {"actor": course.heads[0], "text": "Trang bị chèn không do Ban Biên tập"} | changes
        return appeal(card=course.card(), code=code, now=now, **given)

    def rule(self, course: Course, asked: Appeal, ruling: str = Ruling.UPHELD, **changes):
        given = {"actor": course.head, "answer": "Đã xem lại biên bản", "now": APPEALING} | changes
        return rule_on_appeal(appeal=asked, ruling=ruling, **given)

    def test_falls_away_where_the_request_is_granted(self, shown) -> None:
        before = shown.card()
        assert before.penalty == 10
        asked = self.ask(shown)
        assert asked.points_before == -10
        ruled = self.rule(shown, asked)
        card = shown.card()
        assert (card.penalty, ruled.points_after) == (0, 0)
        assert card.total > before.total
        assert [one["code"] for one in card.lines["adjustments"]] == []
        assert not LineOverride.objects.exists()
        assert not list(faults_of_cards())

    def test_stands_where_it_is_not(self, shown) -> None:
        self.rule(shown, self.ask(shown), Ruling.REJECTED)
        assert shown.card().penalty == 10
        assert not list(faults_of_cards())

    def test_is_never_half_granted(self, shown) -> None:
        with pytest.raises(UnableToTakeStep):
            self.rule(shown, self.ask(shown), Ruling.PARTLY, points=Decimal(5))
        assert shown.card().penalty == 10

    def test_of_the_other_board_and_of_lines_stays(self, shown) -> None:
        other = shown.card(1)
        self.rule(shown, self.ask(shown))
        assert shown.card(1).total == other.total
        self.ask(shown, "F1")

    def test_three_working_days_from_the_day_it_was_shown_and_before_the_decision(
        self, shown
    ) -> None:
        due = shown.proceeding.appeal_due_at
        with pytest.raises(UnableToTakeStep):
            self.ask(shown, now=due + timedelta(microseconds=1))
        asked = self.ask(shown, now=due)
        with pytest.raises(UnableToTakeStep):
            shown.at(ProceedingState.DECIDED)
        self.rule(shown, asked, now=DECIDING)
        shown.at(ProceedingState.DECIDED)
        assert shown.card().penalty == 0

    def test_once_by_the_board_and_only_what_stands_on_the_card(self, shown) -> None:
        for actor in (shown.head, shown.heads[1]):
            with pytest.raises(NotYourOffice):
                self.ask(shown, actor=actor)
        self.ask(shown)
        for code in ("TRU4", "TRU1", "CONG1"):
            with pytest.raises(UnableToTakeStep):
                self.ask(shown, code)

    def test_one_that_nobody_confirmed_before_the_cards_were_shown_never_counts(
        self, course
    ) -> None:
        """So none comes after the days for requests: what is found later is entered for the next month."""
        entry = entered(course)
        move_on_by_clock(now=VERIFIED)
        with pytest.raises(UnableToTakeStep):
            confirmed(entry, course.deputy, now=VERIFIED)
        with pytest.raises(UnableToEnter):
            entered(course, times=2, now=VERIFIED)
        assert course.card().penalty == 0
        with pytest.raises(UnableToTakeStep):
            self.ask(course, now=VERIFIED)

    def test_from_the_card_to_the_answer(self, shown) -> None:
        board, scorer, number = shown.heads[0], shown.head, shown.card().pk
        way = reverse("scoring:appeal", args=[number, "TRU4"])

        def page(user, name: str, *args: object) -> str:
            return body(see(user, name, *args, now=APPEALING)).decode()

        assert way in page(board, "scorecard", number)
        assert way not in page(scorer, "scorecard", number)
        assert "-10" in page(board, "appeal", number, "TRU4")
        said = {"text": "Không phải của chúng tôi"}
        press(board, "appeal", number, "TRU4", now=APPEALING, **said)
        asked = Appeal.objects.get()
        assert way not in page(board, "scorecard", number)
        ruling = page(scorer, "rule", asked.pk)
        assert 'name="points"' not in ruling
        assert 'value="partly"' not in ruling
        given = {"ruling": "upheld", "answer": "Đúng, do máy chủ"}
        press(scorer, "rule", asked.pk, now=APPEALING, **given)
        assert shown.card().penalty == 0
        told = page(board, "scorecard", number)
        assert "Không phải của chúng tôi" in told
        assert "Đúng, do máy chủ" in told


class TestWhatWasMeasured:
    """A penalty that facts gave weighs as much, so a person confirms it too and the board is told."""

    @pytest.fixture
    def errors(self, monkeypatch):
        found: dict[int, int] = {}

        def take(portals, _period, _wanted):
            return {
                one.pk: Measurement(
                    Decimal(found.get(one.pk, 0)), found.get(one.pk, 0), {"requests": "7"}
                )
                for one in portals
            }

        known = known_measure("adjustment.uncorrected")
        monkeypatch.setitem(registry._known, "adjustment.uncorrected", replace(known, take=take))
        return found

    def again(self, course, now=ON_TIME) -> None:
        remeasure(
            round_=course.card().round, measure="adjustment.uncorrected", reason="Sót một lỗi",
            actor=course.province_head, now=now,
        )  # fmt: skip

    def test_takes_nothing_until_a_person_confirmed_it(self, course, errors) -> None:
        portal, board = course.communes[0], course.heads[0]
        errors[portal.pk] = 2
        self.again(course)
        assert (course.card().penalty, FactEntry.objects.count()) == (4, 0)
        errors[portal.pk] = 3
        self.again(course)
        card, entry = course.card(), FactEntry.objects.get()
        assert (card.penalty, [one["code"] for one in card.lines["waiting"]]) == (0, ["TRU1"])
        assert not list(faults_of_cards())
        assert told(course.secretary) == [("penalty", course.district)]
        assert told(board) == []
        page = body(see(course.secretary, "scorecard", card.pk)).decode()
        assert reverse("scoring:confirm_penalty", args=[entry.pk]) in page
        with pytest.raises(NotYourOffice):
            confirmed(entry, board)
        with pytest.raises(UnableToTakeStep):
            confirm_penalty(entry=entry, file=None, actor=course.secretary, now=VERIFYING)
        confirmed(entry, course.secretary)
        assert course.card().penalty == 6
        assert not list(faults_of_cards())
        assert told(course.secretary) == []
        assert told(board) == [("penalty-told", portal)]
        # Measured again it waits again; where little is left it counts as little does, and asks nobody.
        self.again(course, now=VERIFYING)
        assert course.card().penalty == 0
        errors[portal.pk] = 1
        self.again(course, now=VERIFYING)
        assert (course.card().penalty, FactEntry.objects.count()) == (2, 0)

    def test_found_since_the_cards_were_shown_is_confirmed_before_the_decision(
        self, course, errors
    ) -> None:
        """The board has its days from then on; what waited when they were shown stays as it was."""
        portal, board = course.communes[0], course.heads[0]
        errors[course.communes[1].pk] = 3
        self.again(course)
        move_on_by_clock(now=VERIFIED)
        old = FactEntry.objects.get(measure="adjustment.uncorrected")
        with pytest.raises(UnableToTakeStep):
            confirmed(old, course.secretary, now=APPEALING)
        assert told(course.secretary) == []
        errors.clear()
        errors[portal.pk] = 3
        shown, due = course.proceeding.verified_at, course.proceeding.appeal_due_at
        self.again(course, now=due)
        entry = FactEntry.objects.get(portal=portal, measure="adjustment.uncorrected")
        assert course.card().penalty == 0
        assert told(course.secretary) == [("penalty", course.district)]
        with pytest.raises(UnableToTakeStep, match="chờ"):
            decide(proceeding=course.proceeding, actor=course.head, now=due + timedelta(1))
        way = reverse("scoring:confirm_penalty", args=[entry.pk])
        assert way in body(see(course.secretary, "scorecard", course.card().pk, now=due)).decode()
        FactEntry.objects.filter(pk=entry.pk).update(entered_at=shown)
        with pytest.raises(UnableToTakeStep):
            confirmed(entry, course.secretary, now=due)
        assert way not in body(see(course.secretary, "scorecard", course.card().pk)).decode()
        FactEntry.objects.filter(pk=entry.pk).update(entered_at=due)
        with pytest.raises(NotYourOffice):
            confirmed(entry, board, now=due)
        confirmed(entry, course.secretary, now=due)
        assert course.card().penalty == 6
        assert not list(faults_of_cards())
        until = course.proceeding.appeal_due_at
        assert until == load_calendar().add_working_days(due, 3) > due
        assert course.proceeding.publication_due_at > until
        asked = appeal(
            card=course.card(), code="TRU1", text="Đã đính chính", actor=board, now=until
        )
        assert asked.points_before == -6
