"""The pages of the course: what each person sees and may press."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portals.boards.enums import Position
from portals.inbox.queries import items_of
from portals.inbox.reader import InboxReader
from portals.inbox.registry import sources
from scoring.course.actions import appeal, propose_correction
from scoring.enums import ProceedingState
from scoring.models import (
    Appeal,
    LineOverride,
    Proceeding,
    RoundCorrection,
    Scorecard,
    SelfAssessment,
)
from tests.factories import make_member, make_portal
from tests.scoring.course.cast import (
    APPEALING,
    DECIDING,
    ENTERING,
    ON_TIME,
    make_course,
    sheet,
)
from tests.support.kept import once_a_file
from tests.walls import body, desk_client

pytestmark = pytest.mark.django_db
STATE = ProceedingState
KINDS = {
    "self-assessment", "verification", "review-request", "round-decision", "round-notice",
    "late-scorers",
}  # fmt: skip


built, course = once_a_file(make_course)


def see(user, name, *args, now=ON_TIME, query=""):
    with time_machine.travel(now, tick=False):
        return desk_client(user).get(reverse(f"scoring:{name}", args=args) + query)


def press(user, name, *args, now=ON_TIME, **given):
    with time_machine.travel(now, tick=False):
        return desk_client(user).post(reverse(f"scoring:{name}", args=args), given)


def soup(response) -> BeautifulSoup:
    return BeautifulSoup(body(response).decode(), "html.parser")


def pdf() -> SimpleUploadedFile:
    return SimpleUploadedFile("minh-chung.pdf", sheet().read(), "application/pdf")


class TestSelfAssessment:
    def test_confirms_by_one_press_and_keeps_evidence(self, course) -> None:
        card = course.card()
        page = soup(see(course.heads[0], "self_assess", card.pk))
        assert page.find("button", string=lambda text: text and "ký" in text)

        press(
            course.heads[0], "self_assess", card.pk,
            **{
                "own-F1-points": "3", "own-F1-text": "Đã rà soát", "own-F1-file": pdf(),
                "own-F2-points": "",
            },
        )  # fmt: skip

        signed = SelfAssessment.objects.get()
        [line] = signed.lines.all()
        assert (line.criterion_code, line.points, line.text) == ("F1", 3, "Đã rà soát")
        assert line.file.collection_id == course.communes[0].collection_id
        told = body(see(course.heads[0], "scorecard", card.pk)).decode()
        assert "Đã rà soát" in told

    def test_says_what_is_to_be_mended(self, course) -> None:
        answer = press(
            course.heads[0], "self_assess", course.card().pk,
            **{"own-F1-points": "9", "own-F1-text": "x", "own-F2-points": "1"},
        )  # fmt: skip
        errors = {
            form.line["code"]: set(form.errors) for form in answer.context["forms"] if form.errors
        }
        assert errors == {"F1": {"points"}, "F2": {"text"}}
        assert not SelfAssessment.objects.exists()

    def test_is_the_boards_and_signed_by_its_head(self, course) -> None:
        card = course.card()
        for stranger in (course.heads[1], course.head, course.province_head):
            assert see(stranger, "self_assess", card.pk).status_code == 404
        page = soup(see(course.deputies[0], "self_assess", card.pk))
        assert not page.select(".score-form button[type=submit]")
        assert press(course.deputies[0], "self_assess", card.pk).status_code == 404

    def test_stands_in_the_list_of_its_board(self, course) -> None:
        page = body(see(course.heads[0], "self_assessments")).decode()
        assert reverse("scoring:self_assess", args=[course.card(0).pk]) in page
        assert reverse("scoring:self_assess", args=[course.card(1).pk]) not in page


class TestARequest:
    def test_is_sent_read_and_answered(self, course) -> None:
        course.at(STATE.APPEALABLE)
        card = course.card()
        link = reverse("scoring:appeal", args=[card.pk, "F1"])
        assert link in body(see(course.heads[0], "scorecard", card.pk, now=APPEALING)).decode()
        press(
            course.heads[0], "appeal", card.pk, "F1", now=APPEALING, text="Tin gốc",
            evidence=[pdf(), pdf()],
        )  # fmt: skip
        made = Appeal.objects.get()
        assert made.files.count() == 2

        page = body(see(course.head, "rule", made.pk, now=APPEALING)).decode()
        assert "Tin gốc" in page
        press(
            course.head, "rule", made.pk, now=APPEALING, ruling="partly", points="2",
            answer="Công nhận một phần",
        )  # fmt: skip

        told = body(see(course.heads[0], "scorecard", card.pk, now=APPEALING)).decode()
        assert "Công nhận một phần" in told
        assert LineOverride.objects.get().points == 2

    def test_leads_on_to_the_next(self, course) -> None:
        course.at(STATE.APPEALABLE)
        first, second = (
            appeal(
                card=course.card(number), code="F1", text="Vì", actor=course.heads[number],
                now=APPEALING,
            )
            for number in range(2)
        )  # fmt: skip
        answer = press(
            course.head, "rule", first.pk, now=APPEALING, ruling="rejected", answer="Đã xem"
        )
        assert answer["Location"] == reverse("scoring:rule", args=[second.pk])

    def test_is_not_offered_when_the_days_are_over(self, course) -> None:
        course.at(STATE.APPEALABLE)
        card = course.card()
        link = reverse("scoring:appeal", args=[card.pk, "F1"])
        assert link not in body(see(course.heads[0], "scorecard", card.pk, now=DECIDING)).decode()
        press(course.heads[0], "appeal", card.pk, "F1", now=DECIDING, text="Tin gốc")
        assert not Appeal.objects.exists()

    def test_is_nobody_elses(self, course) -> None:
        course.at(STATE.APPEALABLE)
        press(
            course.heads[0], "appeal", course.card().pk, "F1", now=APPEALING, text="Vì",
            evidence=[pdf(), pdf()],
        )  # fmt: skip
        made = Appeal.objects.get()
        first, second = made.given_files
        sitting = make_member(course.communes[0], Position.EDITOR, user=course.deputy)
        for stranger in (course.heads[1], course.heads[0], sitting):
            assert see(stranger, "rule", made.pk, now=APPEALING).status_code == 404
        files = [course.card().pk, second.pk]
        for reader, found in (
            (course.heads[0], 200), (course.secretary, 200), (course.province_head, 200),
            (course.heads[1], 404),
        ):  # fmt: skip
            assert see(reader, "evidence_file", *files, now=APPEALING).status_code == found
        other = [course.card(1).pk, first.pk]
        assert see(course.province_head, "evidence_file", *other).status_code == 404


class TestOtherPoints:
    def test_show_what_they_do_before_they_are_confirmed(self, course) -> None:
        course.at(STATE.APPEALABLE)
        card = course.card()
        given = {"points": "4", "reason": "Biên bản 12"}
        shown = press(course.head, "override", card.pk, "F1", now=APPEALING, **given)
        assert shown.context["effect"].total_before == card.total
        assert not LineOverride.objects.exists()
        hidden = soup(shown).find("input", {"name": "shown"})["value"]
        # Other points than those that were shown are shown first.
        changed = {**given, "points": "3", "shown": hidden}
        press(course.head, "override", card.pk, "F1", now=APPEALING, **changed)
        assert not LineOverride.objects.exists()

        press(course.head, "override", card.pk, "F1", now=APPEALING, shown=hidden, **given)
        assert course.card().total == shown.context["effect"].total

    def test_are_for_those_who_judge(self, course) -> None:
        course.at(STATE.APPEALABLE)
        card = course.card()
        for stranger in (course.heads[0], course.heads[1], course.secretary):
            assert see(stranger, "override", card.pk, "F1", now=APPEALING).status_code == 404


class TestTheMonthOfAScorer:
    def test_goes_by_its_buttons_to_the_publication(self, course) -> None:
        course.at(STATE.SELF_ASSESSED)
        pk = course.proceeding.pk
        press(course.secretary, "verify", pk, now=ON_TIME)
        press(course.head, "decide", pk, now=DECIDING)
        press(
            course.head, "enter_notice", pk, now=ENTERING, number="4/TB", dated="2026-11-16",
            file=pdf(),
        )  # fmt: skip
        assert course.proceeding.state == STATE.DECIDED
        press(
            course.secretary, "enter_notice", pk, now=ENTERING, number="4/TB",
            dated="2026-11-16", file=pdf(),
        )  # fmt: skip
        assert course.proceeding.state == STATE.PUBLISHED
        assert see(course.secretary, "notice_file", pk, now=ENTERING).status_code == 200

    def test_is_seen_by_scorer_and_province(self, course) -> None:
        pk = course.proceeding.pk
        stranger = make_member(make_portal("district"), Position.HEAD)
        for reader, found in (
            (course.secretary, 200), (course.province_deputy, 200), (course.heads[0], 404),
            (stranger, 404),
        ):  # fmt: skip
            assert see(reader, "proceeding", pk).status_code == found
            assert see(reader, "proceedings").status_code == found

    @pytest.mark.parametrize("name", ["verify", "decide"])
    def test_is_moved_by_its_scorer_alone(self, course, name) -> None:
        pk = course.proceeding.pk
        for stranger in (course.heads[0], course.province_head):
            assert press(stranger, name, pk).status_code == 404
            assert see(stranger, name, pk).status_code in {404, 405}

    def test_is_extended_by_the_province(self, course) -> None:
        pk = course.proceeding.pk
        given = {"step": "assessment", "day": "2026-11-06", "reason": "Bão"}
        assert press(course.head, "extend", pk, **given).status_code == 404
        press(course.province_head, "extend", pk, **given)
        assert "Bão" in body(see(course.secretary, "proceeding", pk)).decode()


class TestWhoIsLate:
    def test_is_told_with_the_reason_and_all_of_them(self, course) -> None:
        course.at(STATE.APPEALABLE)
        appeal(card=course.card(), code="F1", text="Vì", actor=course.heads[0], now=APPEALING)
        late = course.proceeding.publication_due_at + timedelta(seconds=1)
        on_time = see(course.province_head, "proceedings", now=APPEALING, query="?late")
        assert course.district.name not in soup(on_time).select_one("main").get_text()

        page = soup(see(course.province_head, "proceedings", now=late, query="?late"))
        assert "1 đề nghị xem xét lại chưa trả lời" in page.get_text()

    def test_asks_the_same_for_one_scorer_and_for_ten(self, course) -> None:
        client = desk_client(course.province_head)

        def queries() -> int:
            with CaptureQueriesContext(connection) as captured:
                client.get(reverse("scoring:proceedings"))
            return len(captured)

        queries()
        few = queries()
        found = course.proceeding
        for _ in range(9):
            found.pk, found.scorer = None, make_portal("district")
            found.save()
        assert queries() == few


class TestACorrection:
    def test_is_proposed_confirmed_and_the_card_before_read(self, course) -> None:
        course.at(STATE.PUBLISHED)
        card = course.card()
        press(
            course.secretary, "propose_correction", card.pk, now=ENTERING, code="F1", points="2",
            reason="Tính nhầm",
        )  # fmt: skip
        pk = RoundCorrection.objects.get().pk
        press(course.secretary, "correction", pk, now=ENTERING)
        assert RoundCorrection.objects.get().confirmed_at is None
        press(course.head, "correction", pk, now=ENTERING)

        assert RoundCorrection.objects.get().confirmed_by == course.head
        page = body(see(course.head, "correction", pk, now=ENTERING)).decode()
        assert "Tính nhầm" in page
        assert course.card().earned == card.earned + Decimal(2)

    def test_is_not_a_strangers(self, course) -> None:
        course.at(STATE.PUBLISHED)
        made = propose_correction(
            card=course.card(), points={"F1": Decimal(1)}, reason="Vì", actor=course.secretary,
            now=ENTERING,
        )  # fmt: skip
        for stranger in (course.heads[1], make_member(make_portal("district"), Position.HEAD)):
            assert see(stranger, "correction", made.pk, now=ENTERING).status_code == 404
            assert press(stranger, "correction", made.pk, now=ENTERING).status_code == 404


def waits(user, now=ON_TIME) -> dict[str, object]:
    asked = [source for source in sources() if source.kind in KINDS]
    return {item.kind: item for item in items_of(InboxReader(user, now), asked)}


class TestTheInbox:
    def test_tells_each_step_to_who_takes_it_with_its_day(self, course) -> None:
        expected = {
            STATE.FROZEN: {"self-assessment": course.heads[0]},
            STATE.SELF_ASSESSED: {"verification": course.secretary},
            STATE.APPEALABLE: {"round-decision": course.head},
            STATE.DECIDED: {"round-notice": course.secretary},
        }
        everybody = (course.heads[0], course.secretary, course.head, course.province_head)
        for state, told in expected.items():
            course.at(state)
            if state == STATE.SELF_ASSESSED:
                assert "self-assessment" not in waits(course.heads[0])
            for kind, person in told.items():
                assert waits(person, DECIDING)[kind].due_at is not None
                assert not [
                    one
                    for one in everybody
                    if one not in {person, course.head} and kind in waits(one, DECIDING)
                ]

    def test_tells_requests_to_the_head_and_lateness_to_the_province(self, course) -> None:
        course.at(STATE.APPEALABLE)
        appeal(card=course.card(), code="F1", text="Vì", actor=course.heads[0], now=APPEALING)
        assert "review-request" in waits(course.deputy, APPEALING)
        assert "review-request" not in waits(course.secretary, APPEALING)
        due = course.proceeding.publication_due_at
        assert "late-scorers" not in waits(course.province_head, due)
        late = waits(course.province_head, due + timedelta(seconds=1))["late-scorers"]
        next_day = waits(course.province_head, due + timedelta(days=2))["late-scorers"]
        assert late.key != next_day.key
        assert "late-scorers" not in waits(course.head, due + timedelta(days=1))

    def test_tells_the_successor_of_a_closed_portal(self, course) -> None:
        from datetime import date

        from tests.scoring.course.test_people import close

        heir = make_portal()
        head = make_member(heir, Position.HEAD)
        close(course.communes[0], heir, day=date(2026, 11, 2))
        assert waits(head)["self-assessment"].portal == heir
        assert "self-assessment" not in waits(course.heads[0])


def test_no_card_is_left_without_its_course(course) -> None:
    assert Proceeding.objects.count() == 1
    assert not Scorecard.objects.filter(proceeding=None).exists()
