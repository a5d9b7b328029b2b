"""A council's sheet: who brings it in, what is told of it, what it changes, and how a petition is answered then."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from importlib import import_module
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from wagtail.models import ModelLogEntry

from portals.accountability.actions.acting import NotPossible
from portals.accountability.actions.answering import Promised, approve_draft
from portals.accountability.actions.bringing import BadSheet
from portals.accountability.actions.following import ask_review
from portals.accountability.actions.releasing import retract_release
from portals.accountability.actions.reviews import change_answer, uphold_answer
from portals.accountability.actions.stating import state_beside_case
from portals.accountability.actions.triage import (
    ask_person,
    dismiss_case,
    extend_case,
    hand_over_case,
    join_cases,
    refuse_case,
    seal_case,
)
from portals.accountability.clock.sessions import moment_of
from portals.accountability.derivation import derivation_of
from portals.accountability.enums import CaseOutcome, CaseState, StatementBeside
from portals.accountability.facts import (
    ANSWERED_KINDS,
    TRIAGED_KINDS,
    answers_due,
    triage_due,
)
from portals.accountability.inbox import LateBelow, OverdueRequests
from portals.accountability.keeping import notice_calendar
from portals.accountability.late import let_go_up, tell_who_waits
from portals.accountability.lives import load_rules
from portals.accountability.models import CaseReview, CitizenCase, CouncilPetition
from portals.accountability.recording import folded_case
from portals.accountability.redating import redate_cases
from portals.accountability.statistics import case_counts, cases_now, newest_late
from portals.boards.enums import Position
from portals.calendar.models import CalendarDay
from portals.clock import local_date
from portals.inbox.queries import inbox_of, items_of
from portals.inbox.reader import InboxReader
from portals.models import Portal
from portals.refusals import NotYourOffice
from tests.editorial.petitions.cast import bring, brought, row
from tests.factories import make_member, make_province_tree
from tests.portals.accountability.cases import PUBLIC, answer, local, make_case, waits_for_approval
from tests.walls import desk_client

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree():
    return make_province_tree(1)


@pytest.fixture
def head(tree):
    return make_member(tree[0], Position.HEAD)


def faults(portal, *rows, head) -> list[tuple[int, str]]:
    with pytest.raises(BadSheet) as bad:
        bring(portal, *rows, head=head)
    return [(one.line, one.column) for one in bad.value.plan.faults]


class TestASheet:
    def test_is_for_who_decides_at_the_portal(self, tree, head) -> None:
        province, district, _communes = tree
        for stranger in (
            make_member(province, Position.EDITOR),
            make_member(district, Position.HEAD),
        ):
            with pytest.raises(NotYourOffice):
                bring(province, row(district), head=stranger)
        bring(province, row(district), head=make_member(province, Position.DEPUTY))
        assert CouncilPetition.objects.get().case.received_by == district

    def test_tells_every_bad_cell_and_changes_nothing_until_none_is_left(self, tree, head) -> None:
        province, district, (commune,) = tree
        good = row(commune, số="9")
        found = faults(
            province,
            good,
            row(district, nội_dung=" ", kỳ_họp=""),
            row(district, số="2", loại="khiếu nại"),
            row(district, số="3", ngày_nhận="31/02/2026"),
            row(district, số="4", ngày_nhận="06/11/2026"),
            row(district, số="5", hạn_trả_lời="02/11/2026"),
            row(district, số="6", hạn_trả_lời="04/11/2027"),
            row(district, số="7", kết_quả="Xong"),
            row(district, số="8", kết_quả="Xong", ngày_trả_lời="01/11/2026"),
            row(district, số="8b", kết_quả="Xong", ngày_trả_lời="06/11/2026"),
            good,
            row(district, số="10", cơ_quan_trả_lời="Sở Không Có"),
            row(district, số="1" * 21),
            row(district, số="12", ngày_nhận="02/11/2001"),
            head=head,
        )
        assert found == [
            (3, "kỳ họp"), (3, "nội dung"), (4, "loại"), (5, "ngày nhận"), (6, "ngày nhận"),
            (7, "hạn trả lời"), (8, "hạn trả lời"), (9, "ngày trả lời"), (10, "ngày trả lời"),
            (11, "ngày trả lời"), (12, "số"), (13, "cơ quan trả lời"), (14, "số"),
            (15, "ngày nhận"),
        ]  # fmt: skip
        assert not CitizenCase.objects.exists()

    def test_of_a_district_names_itself_and_what_is_below_it_alone(self, tree) -> None:
        province, district, (commune,) = tree
        chair = make_member(district, Position.HEAD)
        other = make_province_tree(0)[1]
        for stranger in (province, other):
            assert faults(district, row(stranger), head=chair) == [(2, "cơ quan trả lời")]
        plan = bring(district, row(commune, cơ_quan_trả_lời=commune.code.lower()), head=chair)
        assert [owner for _row, owner in plan.new] == [commune]

    def test_names_one_of_several_of_a_name_by_its_code(self, tree, head) -> None:
        province, district, (commune,) = tree
        Portal.objects.filter(pk=district.pk).update(name=commune.name)
        assert faults(province, row(commune), head=head) == [(2, "cơ quan trả lời")]
        for owner in (district, commune):
            plan = bring(province, row(owner, số=owner.code, cơ_quan_trả_lời=owner.code), head=head)
            assert [one for _row, one in plan.new] == [owner]

    def test_ends_nothing_that_went_to_an_agency_outside(self, tree) -> None:
        province, district, (commune,) = tree
        chair = make_member(district, Position.HEAD)
        bring(district, row(commune), row(commune, số="2"), head=chair)
        gone = CouncilPetition.objects.get(number="1").case
        theirs = make_member(commune, Position.EDITOR)
        hand_over_case(case=gone, to=province, reason="Thuộc tỉnh", actor=theirs, now=local(6))
        done = {"kết_quả": "Xong", "ngày_trả_lời": "04/11/2026"}
        rows = row(commune, **done), row(commune, số="2", **done)
        assert faults(district, *rows, head=chair) == [(2, "kết quả")]
        assert len(bring(district, rows[1], head=chair).results) == 1

    def test_changes_nothing_the_second_time_and_rewrites_nothing(self, tree, head) -> None:
        province, district, (commune,) = tree
        given = row(commune, hạn_trả_lời="05/12/2026")
        bring(province, given, head=head)
        before = list(CitizenCase.objects.values()), list(CouncilPetition.objects.values())
        again = bring(province, given, row(commune, số="2"), head=head)
        assert (len(again.new), again.unchanged) == (1, 1)
        assert list(CouncilPetition.objects.filter(number="1").values()) == before[1]
        assert list(CitizenCase.objects.filter(petition__number="1").values()) == before[0]
        for changed in (
            row(commune, hạn_trả_lời="06/12/2026"),
            row(commune, hạn_trả_lời="05/12/2026", nội_dung="Khác"),
            row(commune, hạn_trả_lời="05/12/2026", nơi_nêu="Tổ đại biểu số 4"),
            row(commune, hạn_trả_lời="05/12/2026", ngày_nhận="01/11/2026"),
            row(district, hạn_trả_lời="05/12/2026"),
            row(commune, hạn_trả_lời="05/12/2026", loại="chất vấn"),
        ):
            assert faults(province, changed, head=head), changed
        # A title that is missing is made of the words, to the end of one, and is none of the sheet's.
        long = row(commune, số="3", tiêu_đề="", nội_dung=f"{'Sửa đường thôn, ' * 8}xong chưa?")
        bring(province, long, head=head)
        made = CouncilPetition.objects.get(number="3")
        assert made.subject.endswith("thôn, Sửa đường…")
        assert long["nội dung"].startswith(made.subject[:-1])
        CouncilPetition.objects.filter(pk=made.pk).update(subject="Sửa đường")
        assert bring(province, long, head=head).unchanged == 1

    def test_is_logged_for_the_portal_that_brought_it(self, tree, head) -> None:
        province, district, _communes = tree
        bring(province, row(district), head=head)
        entry = ModelLogEntry.objects.get(action="petitions.bring")
        assert entry.data["portal"] == province.pk
        assert (entry.data["new"], entry.data["results"]) == (1, 0)

    def test_with_a_result_ends_a_case_on_its_day_once(self, tree, head) -> None:
        province, district, _communes = tree
        due = {"hạn_trả_lời": "04/11/2026"}
        bring(province, row(district, **due), row(district, số="2", **due), head=head)
        done = {"kết_quả": "Đã nạo vét xong.", **due}
        late = bring(
            province,
            row(district, ngày_trả_lời="05/11/2026", **done),
            row(district, số="2", ngày_trả_lời="04/11/2026", **done),
            head=head, now=local(9),
        )  # fmt: skip
        assert len(late.results) == 2
        first, second = CouncilPetition.objects.order_by("number")
        assert (first.case.ended_late, second.case.ended_late) == (True, False)
        assert first.case.outcome == CaseOutcome.ANSWERED
        assert first.result_on == date(2026, 11, 5)
        same = bring(
            province, row(district, ngày_trả_lời="05/11/2026", **done), head=head, now=local(10)
        )
        assert same.unchanged == 1
        other = row(district, ngày_trả_lời="05/11/2026", **{**done, "kết_quả": "Khác"})
        assert faults(province, other, head=head) == [(2, "kết quả")]


class TestItsClock:
    def test_is_the_laws_or_what_the_council_set(self, tree, head) -> None:
        province, district, _communes = tree
        bring(
            province,
            row(district),
            row(district, số="2", loại="Chất vấn"),
            # The first of January is off, and the Saturday: the office has until the end of Monday.
            row(district, số="3", hạn_trả_lời="2026-11-14"),
            head=head,
        )
        days = [
            one.case.due_at.astimezone(local(1).tzinfo).date()
            for one in CouncilPetition.objects.order_by("number")
        ]
        assert days == [date(2027, 1, 4), date(2026, 12, 2), date(2026, 11, 16)]
        own = CouncilPetition.objects.get(number="3").case
        assert "14/11/2026" in derivation_of(own, for_person=True)[0].words

    def test_keeps_the_day_that_was_set_though_the_receipt_was_on_a_day_off(
        self, tree, head
    ) -> None:
        province, district, _communes = tree
        saturday = {"ngày_nhận": "31/10/2026", "hạn_trả_lời": "17/11/2026"}
        CalendarDay.objects.create(day=date(2026, 10, 30), kind=CalendarDay.Kind.OFF, name="Nghỉ")
        friday = {**saturday, "ngày_nhận": "30/10/2026", "số": "2"}
        bring(province, row(district, **saturday), row(district, **friday), head=head)
        notice_calendar(now=local(6))
        redate_cases(days=[date(2026, 10, 30)], now=local(6))
        for one in CouncilPetition.objects.all():
            assert one.case.due_at == local(17, "17:00")
            due = folded_case(one.case, load_rules()).clock.due
            assert due is not None
            assert moment_of(due.at) == local(17, "17:00")

    def test_follows_the_calendar_with_the_days_that_were_set(self, tree, head) -> None:
        province, district, _communes = tree
        bring(
            province,
            row(district, hạn_trả_lời="16/11/2026"),
            row(district, số="2", hạn_trả_lời="17/11/2026"),
            head=head,
        )
        CalendarDay.objects.create(day=date(2026, 11, 16), kind=CalendarDay.Kind.OFF, name="Nghỉ")
        notice_calendar(now=local(6))
        assert redate_cases(days=[date(2026, 11, 16)], now=local(6)) == 1
        moved, stays = (one.case for one in CouncilPetition.objects.order_by("number"))
        assert moved.due_at == stays.due_at

    def test_goes_up_when_late_and_tells_nobody_who_is_not_there(self, tree, head) -> None:
        province, district, _communes = tree
        one = brought(province, district, hạn_trả_lời="04/11/2026")
        assert let_go_up(now=local(5)) == 1
        assert let_go_up(now=local(10)) == 1
        assert tell_who_waits(now=local(10)) == 0
        assert one.case.events.filter(step="escalated").count() == 2

    def test_ends_in_time_by_the_day_of_the_answer_though_it_went_up_before_the_sheet_came(
        self, tree, head
    ) -> None:
        province, district, _communes = tree
        due = {"hạn_trả_lời": "10/11/2026"}
        bring(province, row(district, **due), row(district, số="2", **due), head=head)
        assert let_go_up(now=local(11)) == 2
        done = {"kết_quả": "Đã nạo vét xong.", **due}
        bring(
            province,
            row(district, ngày_trả_lời="10/11/2026", **done),
            row(district, số="2", ngày_trả_lời="11/11/2026", **done),
            head=head, now=local(20),
        )  # fmt: skip
        cases = [one.case for one in CouncilPetition.objects.order_by("number")]
        assert [case.ended_late for case in cases] == [False, True]
        assert [case.ended_at for case in cases] == [local(10, "17:00"), local(11, "17:00")]
        assert "10/11/2026" in derivation_of(cases[0], for_person=True)[-1].words
        due_ones = answers_due([district.pk], local(1), local(30), ANSWERED_KINDS)
        assert [one.in_time for one in due_ones] == [True, False]

    def test_counts_in_the_score_for_no_agencys_own_word(self, tree, head) -> None:
        province, district, _communes = tree
        due, done = {"hạn_trả_lời": "10/11/2026"}, {"kết_quả": "Xong", "ngày_trả_lời": "09/11/2026"}

        def told(number: int, day: int, **cells: str) -> None:
            both = (province, district)
            rows = (row(one, số=f"{one.code} {number}", **due, **cells) for one in both)
            bring(province, *rows, head=head, now=local(day))

        def counted() -> dict[str, bool]:
            found = answers_due([province.pk, district.pk], local(1), local(30), ANSWERED_KINDS)
            numbers = dict(CouncilPetition.objects.values_list("case", "number"))
            return {numbers[one.case_id]: one.in_time for one in found}

        told(1, 5)
        told(2, 5)
        told(1, 10, **done)
        bring(province, row(district, số="9", **due), head=head, now=local(11))
        missed = {f"{province.code} 2": False, f"{district.code} 2": False}
        assert counted() == {f"{district.code} 1": True, **missed}
        told(2, 20, **done)
        assert counted() == {
            f"{district.code} 1": True, f"{district.code} 2": True, f"{province.code} 2": False,
        }  # fmt: skip

    def test_asks_nobody_to_take_it_up(self, tree) -> None:
        province, district, _communes = tree
        one = brought(province, district)
        assert one.case.state == CaseState.OPEN
        assert one.case.kind not in TRIAGED_KINDS
        assert not list(triage_due([district.pk], local(1), local(9)))


class TestTheOwner:
    @pytest.fixture
    def petition(self, tree):
        return brought(tree[0], tree[1])

    @pytest.fixture
    def editor(self, tree):
        return make_member(tree[1], Position.EDITOR)

    @pytest.fixture
    def chair(self, tree):
        return make_member(tree[1], Position.HEAD)

    def test_does_nothing_for_which_a_person_would_be_needed(
        self, tree, petition, editor, chair
    ) -> None:
        same = {"case": petition.case, "now": local(6)}
        another = make_case(tree[1])
        for act in (
            lambda: ask_person(question="Ở đâu?", actor=editor, **same),
            lambda: dismiss_case(actor=editor, **same),
            lambda: seal_case(officer=chair, actor=editor, **same),
            lambda: refuse_case(ground="da-tra-loi", reason="x", actor=chair, **same),
            lambda: extend_case(days=1, basis="x", reason="x", actor=chair, **same),
            lambda: join_cases(into=another, actor=editor, **same),
            lambda: join_cases(case=another, into=petition.case, actor=editor, now=local(6)),
        ):
            with pytest.raises(NotPossible, match="hội đồng"):
                act()

    def test_answers_in_public_only_and_what_it_promises_is_public(
        self, petition, editor, chair
    ) -> None:
        with pytest.raises(NotPossible):
            waits_for_approval(petition.case, editor, local(6))
        draft = waits_for_approval(petition.case, editor, local(6), **PUBLIC)
        promise = Promised("Nạo vét xong", date(2026, 12, 20))
        with pytest.raises(NotYourOffice):
            approve_draft(draft=draft, actor=editor, now=local(9), promises=[promise])
        case = approve_draft(draft=draft, actor=chair, now=local(9), promises=[promise])
        assert case.released_at is not None
        assert case.promises.get().is_public
        done = row(case.portal, kết_quả="Xong", ngày_trả_lời="04/11/2026")
        assert faults(petition.brought_by, done, head=None) == [(2, "kết quả")]

    def test_owes_another_answer_for_one_taken_out_of_view_and_the_old_clock_stays(
        self, tree, petition, editor, chair
    ) -> None:
        def counted() -> tuple[dict[str, int], bool, list[Any]]:
            days = {"now": local(12), "today": date(2026, 11, 12), "first": date(2026, 11, 1)}
            lost = cases_now(tree[1].pk, local(1), **days).without_answer
            (month,) = case_counts(tree[1].pk, local(1))
            numbers = {"answered": month.answered, "in_time": month.in_time, "lost": lost}
            (fallen,) = answers_due(
                [tree[1].pk], local(1), local(1) + timedelta(days=120), ANSWERED_KINDS
            )
            waiting = inbox_of(InboxReader(editor, local(12)))
            lines = [
                (item.kind, item.due_at) for item in waiting if item.kind.startswith("request")
            ]
            return numbers, fallen.in_time, lines

        draft = waits_for_approval(petition.case, editor, local(6), **PUBLIC)
        case = approve_draft(draft=draft, actor=chair, now=local(9))
        answered = {"answered": 1, "in_time": 1, "lost": 0}
        assert counted() == (answered, True, [])
        due_at = case.due_at
        case = retract_release(case=case, reason="Có tên người", actor=chair, now=local(10))
        numbers, in_time, lines = counted()
        assert (numbers, in_time) == ({"answered": 0, "in_time": 0, "lost": 1}, False)
        assert lines == [("request-review", local(25, "17:00"))]
        # Nothing stands that could stay; whoever approved the first may approve the next, its author may not.
        with pytest.raises(NotPossible):
            uphold_answer(review=case.review, reason="Vẫn đúng", actor=chair, now=local(11))
        again = waits_for_approval(case, editor, local(11), **PUBLIC)
        same = {"review": case.review, "draft": again, "reason": "Thay câu đã gỡ", "now": local(11)}
        with pytest.raises(NotYourOffice):
            change_answer(actor=editor, **same)
        client = desk_client(chair)
        form = client.get(reverse("case_review", args=[case.pk])).context["form"]
        assert [value for value, _name in form.fields["result"].choices] == ["changed"]
        change_answer(actor=chair, **same)
        assert counted() == (answered, True, [])
        case.refresh_from_db()
        assert (case.due_at, case.ended_at) == (due_at, local(9))
        # And once more.
        retract_release(case=case, reason="Lại có tên", actor=chair, now=local(12))
        assert counted()[0]["lost"] == 1
        # What is given after the day on which it was owed is in time no more.
        case.review.refresh_from_db()
        assert case.review.due_at < local(30)
        late = waits_for_approval(case, editor, local(30), **PUBLIC)
        change_answer(review=case.review, draft=late, reason="Thay", actor=chair, now=local(30))
        assert counted()[:2] == ({"answered": 1, "in_time": 0, "lost": 0}, False)

    def test_that_owes_another_is_overdue_and_goes_up_as_any_other_is(
        self, tree, head, petition, editor, chair
    ) -> None:
        province, district, (commune,) = tree
        neighbour = make_member(commune, Position.HEAD)

        def seen(portal, person, now: datetime) -> tuple[Any, ...]:
            """In numbers, in public, by who answers for it, and in the queue to which that line leads."""
            days = {"now": now, "today": local_date(now), "first": date(2026, 11, 1)}
            lines = items_of(InboxReader(person, now), [OverdueRequests()])
            with time_machine.travel(now, tick=False):
                client = desk_client(person)
                queue = client.get(reverse("case_queue", args=[portal.pk]), {"late": "on"})
            shown = queue.context["object_list"]
            assert {case.owed_by for case in shown} <= {due}
            words = {case.code: case.due_words for case in shown}
            return (
                cases_now(portal.pk, local(1), **days).overdue,
                [one.code for one in newest_late(portal.pk, now, 9)],
                [(line.due_at, line.title) for line in lines],
                words,
            )

        def above(now: datetime) -> tuple[list[str], list[Any]]:
            lines = items_of(InboxReader(head, now), [LateBelow()])
            with time_machine.travel(now, tick=False):
                page = desk_client(head).get(reverse("cases_below", args=[province.pk]))
            told = [(one.name, one.late, one.oldest) for one in page.context["object_list"]]
            return [line.note for line in lines], told

        draft = waits_for_approval(petition.case, editor, local(6), **PUBLIC)
        case = approve_draft(draft=draft, actor=chair, now=local(9))
        retract_release(case=case, reason="Có tên người", actor=chair, now=local(12))
        # Due at the same minute: one that runs, and a review that a citizen asked for, which ended none the less.
        running = make_case(district, now=local(12))
        asked = answer(make_case(district), editor, chair, local(11))
        ask_review(case=asked, reason="Chưa rõ", now=local(12))
        due = local(27, "17:00")
        assert {one.due_at for one in CaseReview.objects.all()} == {due} == {running.due_at}

        nothing = (0, [], [], {})
        assert let_go_up(now=due) == 0
        assert seen(district, chair, due) == nothing
        speaks = {
            "case": case,
            "beside": StatementBeside.LATE,
            "text": "Sẽ trả lời.",
            "actor": chair,
        }
        with pytest.raises(NotPossible):
            state_beside_case(now=due, **speaks)

        after = due + timedelta(minutes=1)
        assert [let_go_up(now=after) for _time in range(2)] == [2, 0]
        overdue, codes, lines, queue = seen(district, chair, after)
        assert (overdue, sorted(codes)) == (2, sorted([case.code, running.code]))
        assert lines == [(due, "2 yêu cầu của công dân quá hạn")]
        assert queue.keys() == {case.code, running.code}
        assert "phải trả lời lại trước hết ngày 27/11/2026: quá hạn" in queue[case.code]
        assert seen(commune, neighbour, after) == nothing
        # It speaks of what is late on the page of the request, which offers to.
        with time_machine.travel(after, tick=False):
            page = desk_client(chair).get(reverse("case_page", args=[case.pk])).text
        assert reverse("case_state_late", args=[case.pk]) in page
        assert state_beside_case(now=after, **speaks).portal == district

        # The board above hears of it on the third working day, in numbers.
        day = timedelta(days=1)
        assert let_go_up(now=local(30) + day) == 0
        assert above(local(30) + day) == ([], [(district.name, 2, due)])
        assert [let_go_up(now=local(30) + 2 * day) for _time in range(2)] == [2, 0]
        assert above(local(30) + 2 * day)[0] == [f"{district.name} (2)"]
        levels = case.events.filter(step="escalated").values_list("data__level", flat=True)
        assert list(levels) == [1, 2]
        assert tell_who_waits(now=local(30) + 2 * day) == 1

        late = local(30) + 2 * day
        again = waits_for_approval(case, editor, late, **PUBLIC)
        review = CaseReview.objects.get(case=case)
        change_answer(review=review, draft=again, reason="Thay", actor=chair, now=late)
        assert seen(district, chair, late)[:2] == (1, [running.code])
        assert above(late)[0] == [f"{district.name} (1)"]

    def test_owes_another_though_a_review_was_decided_before_the_upgrade(
        self, petition, editor, chair
    ) -> None:
        draft = waits_for_approval(petition.case, editor, local(6), **PUBLIC)
        case = approve_draft(draft=draft, actor=chair, now=local(9))
        case = retract_release(case=case, reason="Có tên người", actor=chair, now=local(10))
        reviews = CaseReview.objects.filter(case=case)
        owed = reviews.get()
        upgrade = import_module("portals.accountability.migrations.0012_answers_owed_anew")

        def owed_by() -> Any:
            with connection.cursor() as cursor:
                cursor.execute(upgrade.OWE_ANEW)
            one = reviews.get()
            assert (one.decided_at, one.decided_by, one.changed) == (None, None, None)
            assert one.request.step == "unreleased"
            return one.due_at

        assert owed_by() == owed.due_at
        earlier = case.events.exclude(pk=owed.request_id).first()
        reviews.update(request=earlier, decided_at=local(9), decided_by=chair, changed=False)
        assert owed_by() != owed.due_at
        reviews.all().delete()
        owed_by()

    def test_hands_it_on_with_its_clock(self, tree, petition, editor) -> None:
        handed = hand_over_case(
            case=petition.case, to=tree[2][0], reason="Thuộc xã", actor=editor, now=local(6)
        )
        assert (handed.portal, handed.due_at) == (tree[2][0], petition.case.due_at)

    def test_is_offered_what_can_be_done_and_begins_in_public(self, petition, editor) -> None:
        client = desk_client(editor)
        page = client.get(reverse("case_page", args=[petition.case_id])).content.decode()
        assert reverse("case_hand_over", args=[petition.case_id]) in page
        assert petition.path in page
        for act in ("ask", "seal", "refuse", "join", "extend", "dismiss"):
            assert reverse(f"case_{act}", args=[petition.case_id]) not in page
        form = client.get(reverse("case_draft", args=[petition.case_id])).context["form"]
        assert form.initial["is_public"]


class TestAtTheDesk:
    def send(self, client, portal, **told):
        return client.post(reverse("petitions_bring", args=[portal.pk]), told)

    def test_a_sheet_is_looked_at_and_then_brought_in(self, tree, head) -> None:
        province, district, _communes = tree
        client = desk_client(head)
        cells = row(district, ngày_nhận="02/01/2026")
        bad = {**cells, "ngày nhận": "hôm qua"}
        table = ";".join(cells) + "\n" + ";".join(bad.values())
        sheet = SimpleUploadedFile("k.csv", table.encode())
        told = self.send(client, province, file=sheet)
        assert "ngày nhận" in told.content.decode()
        assert not told.context["form"].initial["seen"]
        mended = told.context["form"].initial["rows"].replace("hôm qua", "02/01/2026")
        looked = self.send(client, province, rows=mended)
        assert not CitizenCase.objects.exists()
        given = looked.context["form"].initial
        # What was changed after the look is looked at anew.
        other = given["rows"].replace("nước đọng", "nước tù")
        assert self.send(client, province, rows=other, seen=given["seen"]).status_code == 200
        assert not CitizenCase.objects.exists()
        assert self.send(client, province, **given).status_code == 302
        assert CouncilPetition.objects.get().case.portal == district

    def test_its_form_is_the_deciders_and_its_page_the_boards(self, tree, head) -> None:
        province, district, _communes = tree
        editor = make_member(province, Position.EDITOR)
        page = reverse("petitions_bring", args=[province.pk])
        assert "<textarea" not in desk_client(editor).get(page).content.decode()
        assert "<textarea" in desk_client(head).get(page).content.decode()
        for stranger in (
            make_member(district, Position.HEAD),
            make_member(province, Position.CONTRIBUTOR),
        ):
            assert desk_client(stranger).get(page).status_code == 404
        empty = desk_client(head).get(page, {"bang-mau": ""})
        assert empty["Content-Disposition"].endswith('.xlsx"')
