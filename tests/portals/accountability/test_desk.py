"""The pages of the desk about requests: whose they are, what they show, what they keep to themselves."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import ModelLogEntry

from portals.accountability.actions.answering import (
    AnswerWords,
    Promised,
    approve_draft,
    save_draft,
)
from portals.accountability.actions.consults import consult_board
from portals.accountability.actions.following import ask_review
from portals.accountability.actions.triage import assign_case, hand_over_case, seal_case
from portals.accountability.desk.duplicates import likely_duplicates
from portals.accountability.desk.urls import ACTS
from portals.accountability.desk.words import number_to_dial
from portals.accountability.enums import CaseKind, CaseOutcome, CaseState, DraftState
from portals.accountability.links import follow_path
from portals.accountability.models import AnswerTemplate, CaseFile, CitizenCase
from portals.addresses import main_origin
from portals.boards.enums import Position
from portals.uploads.states import Examination
from tests.factories import make_member
from tests.portals.accountability.cases import (
    PUBLIC,
    answer,
    let_alone,
    local,
    make_case,
    waits_for_approval,
)
from tests.support.visiting import visit
from tests.walls import desk_client

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def wednesday():
    """The 4th, at ten: a question of the 2nd is due on the 16th."""
    with time_machine.travel(local(4), tick=False) as clock:
        yield clock


def rows_of(client, portal, **asked) -> list[str]:
    page = client.get(reverse("case_queue", args=[portal.pk]), asked)
    assert page.status_code == 200
    cells = BeautifulSoup(page.content, "lxml").select("main tbody tr td:first-child a")
    return [cell.get_text(strip=True) for cell in cells]


def press(client, name, case, **typed):
    return client.post(reverse(f"case_{name}", args=[case.pk]), typed)


class TestTheQueue:
    def test_holds_a_boards_own_by_their_due_moment(self, portal, other, editor) -> None:
        later = make_case(portal, now=local(3), subject="Đường làng")
        soon = make_case(portal, kind=CaseKind.CORRECTION)
        make_case(other)
        seal_case(
            case=make_case(portal),
            officer=make_member(portal, Position.HEAD),
            actor=editor,
            now=local(3),
        )
        client = desk_client(editor)
        assert rows_of(client, portal) == [soon.code, later.code]
        page = client.get(reverse("case_queue", args=[portal.pk]))
        assert "Đường làng" in page.text
        assert "no-store" in page["Cache-Control"]
        assert client.get(reverse("cases")).url == reverse("case_queue", args=[portal.pk])

    def test_is_narrowed(self, portal, head, editor) -> None:
        client = desk_client(editor)
        mine, other = make_case(portal), make_case(portal, kind=CaseKind.FEEDBACK, now=local(3))
        assign_case(case=mine, officer=editor, actor=editor, now=local(3))
        assign_case(case=other, officer=head, actor=editor, now=local(3))
        done = answer(make_case(portal), editor, head, local(4))
        waits_for_approval(other, editor, local(4))
        late = make_case(portal, now=local(2).replace(month=10))
        everything = {mine.code, other.code, late.code}
        assert set(rows_of(client, portal)) == everything
        for asked, found in (
            ({"state": "ended"}, {done.code}),
            ({"state": "new"}, {mine.code, late.code}),
            ({"state": "all"}, everything | {done.code}),
            ({"kind": "feedback"}, {other.code}),
            ({"late": "on"}, {late.code}),
            ({"mine": "on"}, {mine.code}),
            ({"waiting": "on"}, {other.code}),
            ({"since": "2026-11-03"}, {other.code}),
            ({"since": "2026-11-02", "until": "2026-11-02"}, {mine.code}),
            ({"q": done.code[3:].lower()}, {done.code}),
            ({"q": "HD-QQQQQQQQ"}, set()),
        ):
            assert set(rows_of(client, portal, **asked)) == found, asked

    def test_says_how_long_there_is(self, portal, editor) -> None:
        make_case(portal)
        make_case(portal, now=local(2).replace(month=10))
        page = desk_client(editor).get(reverse("case_queue", args=[portal.pk])).text
        assert "còn 8 ngày làm việc" in page
        assert re.search(r"trễ 1\d ngày làm việc", page)

    def test_costs_the_same_for_few_as_for_many(self, portal, editor) -> None:
        client = desk_client(editor)

        def queries() -> int:
            with CaptureQueriesContext(
                connection,
            ) as asked:
                rows_of(client, portal)
            return len(asked)

        make_case(portal)
        queries()
        few = queries()
        for officer in (editor, make_member(portal), make_member(portal)):
            assign_case(case=make_case(portal), officer=officer, actor=editor, now=local(4))
        assert queries() == few

    def test_is_no_contributors_nor_strangers(self, portal, theirs) -> None:
        for person in (theirs, make_member(portal, Position.CONTRIBUTOR)):
            for page in (
                "case_queue",
                "case_enter",
                "case_consults",
                "answer_promises",
                "answer_templates",
            ):
                found = desk_client(person).get(reverse(page, args=[portal.pk]))
                assert found.status_code == 404, page


class TestOnePage:
    def test_shows_all_to_its_board_and_notes_each_look_once_an_hour(
        self, portal, editor, wednesday
    ) -> None:
        case = make_case(portal, phone="0912 345 678")
        client, page = desk_client(editor), reverse("case_page", args=[case.pk])
        for _time in range(2):
            answered = client.get(page)
            assert "0912 345 678" in answered.text
            assert "no-store" in answered["Cache-Control"]
        looks = ModelLogEntry.objects.filter(action="case.look", user=editor)
        assert [look.data for look in looks] == [{"code": case.code, "portal": portal.pk}]
        wednesday.shift(timedelta(hours=1, seconds=1))
        again = desk_client(editor).get(page)
        assert again.status_code == 200, again.headers
        assert looks.all().count() == 2

    def test_leads_to_what_it_is_about_where_that_stands(self, portal, other, editor) -> None:
        case = make_case(portal, about_title="Thông báo", about_path="/tin/thong-bao-7/")
        theirs = make_member(other, Position.EDITOR)
        hand_over_case(case=case, to=other, reason="Thuộc Sở", actor=editor, now=local(3))
        page = desk_client(theirs).get(reverse("case_page", args=[case.pk])).text
        assert f'href="{main_origin(portal)}/tin/thong-bao-7/"' in page

    def test_and_all_its_acts_are_nobody_elses(self, portal, editor, theirs) -> None:
        case = make_case(portal)
        draft = waits_for_approval(case, editor, local(4))
        before = CitizenCase.objects.filter(pk=case.pk).values().get()
        for person in (theirs, make_member(portal, Position.CONTRIBUTOR)):
            client = desk_client(person)
            assert client.get(reverse("case_page", args=[case.pk])).status_code == 404
            for name in ("accept", *ACTS):
                assert press(client, name, case, reason="x", text="x").status_code == 404, name
        assert CitizenCase.objects.filter(pk=case.pk).values().get() == before
        draft.refresh_from_db()
        assert draft.state == DraftState.SUBMITTED

    def test_that_is_sealed_is_its_officers_alone(self, portal, head, editor) -> None:
        case = seal_case(case=make_case(portal), officer=head, actor=editor, now=local(3))
        page = reverse("case_page", args=[case.pk])
        assert desk_client(editor).get(page).status_code == 404
        shown = desk_client(head).get(page)
        assert case.text in shown.text
        offered = BeautifulSoup(shown.content, "lxml").select("main .desk-actions__row a")
        assert [one["href"] for one in offered] == [reverse("case_enter_erasure", args=[case.pk])]
        sealed = reverse("cases_sealed")
        assert case.code in desk_client(head).get(sealed).text
        assert case.code not in desk_client(editor).get(sealed).text
        assert "portal" not in ModelLogEntry.objects.get(action="case.look").data

    def test_gives_files_that_were_examined_to_its_board_alone(
        self, portal, editor, theirs
    ) -> None:
        kept = {
            state: CaseFile.objects.create(
                case=make_case(portal), file=ContentFile(b"x", name="a.html"), name="Ảnh.html",
                media_type="text/html", size=1, sha256="0" * 64, added_at=local(3), examination=state,
            )
            for state in (Examination.FINE, Examination.EXAMINING)
        }  # fmt: skip
        fine, other = (reverse("case_file", args=[one.pk]) for one in kept.values())
        client = desk_client(editor)
        answered = client.get(fine)
        assert b"".join(answered.streaming_content) == b"x"
        assert answered["Content-Disposition"].startswith("attachment")
        assert answered["X-Content-Type-Options"] == "nosniff"
        assert "no-store" in answered["Cache-Control"]
        assert client.get(other).status_code == 404
        assert desk_client(theirs).get(fine).status_code == 404


class TestActs:
    def test_of_approving_fold_promises_until_there_is_one(self, portal, head, editor) -> None:
        case = make_case(portal)
        waits_for_approval(case, editor, local(3))
        client = desk_client(head)

        def folded(page) -> bool:
            found = BeautifulSoup(page.content, "html.parser").select_one("main details")
            assert found.select_one("[name^=promise_]")
            return not found.has_attr("open")

        assert folded(client.get(reverse("case_approve", args=[case.pk])))
        assert not folded(press(client, "approve", case, saved_at="", promise_1="Sửa đèn"))

    def test_are_forms_of_their_verbs(self, portal, other, head, editor) -> None:
        client = desk_client(head)
        case, again = make_case(portal), make_case(portal)
        press(client, "accept", case, revision=case.revision)
        case.refresh_from_db()
        assert case.state == CaseState.OPEN
        press(client, "assign", case, officer=editor.pk)
        press(client, "consult", case, portal=other.pk, question="Đèn nào?")
        press(client, "extend", case, days=2, basis="Quy chế", reason="Khó")
        press(client, "ask", case, question="Thôn nào?")
        case.refresh_from_db()
        assert (case.assigned_to, case.was_extended, case.state) == (
            editor,
            True,
            CaseState.WAITING,
        )
        assert case.consults.get().portal == other
        press(client, "join", again, code=f" {case.code.lower()} ")
        again.refresh_from_db()
        assert again.joined_into == case
        press(client, "hand_over", case, to=other.pk, reason="Thuộc xã bên")
        case.refresh_from_db()
        assert case.portal == other
        for name, typed, outcome in (
            ("refuse", {"ground": "da-tra-loi", "reason": "Rồi"}, CaseOutcome.REFUSED),
            ("dismiss", {}, CaseOutcome.NOT_A_REQUEST),
            ("seal", {"officer": head.pk}, CaseOutcome.SEALED),
        ):
            one = make_case(portal, text="Xã mình bao giờ họp?")
            # What one decides on stands above the form, with the way back to it.
            form = client.get(reverse(f"case_{name}", args=[one.pk])).text
            assert one.text in form
            assert f'href="{reverse("case_page", args=[one.pk])}"' in form
            assert ("không nằm trong số liệu nào" in form) == (name == "dismiss")
            assert press(client, name, one, **typed).status_code == 302
            one.refresh_from_db()
            assert one.outcome == outcome

    def test_keep_what_was_typed_and_say_what_is_wrong(self, portal, editor) -> None:
        case, client = make_case(portal), desk_client(editor)
        refused = press(client, "ask", case, question="Thôn nào ạ?", revision=0)
        assert "có thay đổi" in refused.text
        assert "Thôn nào ạ?" in refused.text
        assert (
            press(client, "ask", case, question="Thôn nào ạ?", revision=case.revision).status_code
            == 302
        )

    def test_offer_officers_of_the_board_and_other_agencies_only(
        self, portal, other, head, editor, theirs
    ) -> None:
        case, client = make_case(portal), desk_client(head)
        contributor = make_member(portal, Position.CONTRIBUTOR)
        for wrong in (contributor, theirs):
            assert press(client, "assign", case, officer=wrong.pk).status_code == 200
        assert press(client, "seal", case, officer=editor.pk).status_code == 200
        assert press(client, "hand_over", case, to=portal.pk, reason="x").status_code == 200
        assert press(client, "join", case, code=make_case(other).code).status_code == 200
        seen = case.revision
        case.refresh_from_db()
        assert case.revision == seen

    def test_propose_what_may_be_the_same(self, portal, other) -> None:
        case = make_case(portal, phone="0912 345 678")
        words = {"email": "khac@example.vn"}
        alike = make_case(portal, **words)
        sender = make_case(portal, **words, phone="0912.345.678", subject="Rác", text="Rác ở chợ")
        make_case(portal, **words, subject="Rác", text="Rác ở chợ")
        make_case(other)
        assert [one.case for one in likely_duplicates(case)] == [alike, sender]


class TestAnswering:
    def test_by_a_board_of_one_from_triage_to_approval(self, portal, head) -> None:
        let_alone(portal, local(20))
        client = desk_client(head)
        case = make_case(
            portal, wants_public=True, text="Tôi là Nguyễn Văn Thử, gọi 0912 345 678. Bao giờ sửa?"
        )
        press(client, "accept", case)
        AnswerTemplate.objects.create(portal=portal, name="Chào", text="Kính gửi ông/bà")
        template = AnswerTemplate.objects.get()
        form = client.get(reverse("case_draft", args=[case.pk]), {"mau": template.pk}).text
        assert "Kính gửi ông/bà" in form
        proposed = BeautifulSoup(form, "lxml").select_one("[name=public_question]").text
        assert "[số điện thoại]" in proposed
        assert "Thử" not in proposed
        words = {"text": "Sẽ sửa. Gọi 0912 345 678.", "is_public": "on", "public_subject": "Đèn"}
        press(client, "draft", case, **words, public_question=proposed, submit="1")
        draft = case.drafts.get()
        assert (draft.state, draft.public_answer) == (
            DraftState.SUBMITTED,
            "Sẽ sửa. Gọi [số điện thoại].",
        )
        assert {one["kind"] for one in draft.hidden} == {"name", "phone"}
        decide = BeautifulSoup(client.get(reverse("case_approve", args=[case.pk])).content, "lxml")
        saved_at = decide.select_one("[name=saved_at]")["value"]
        press(client, "approve", case, saved_at=saved_at, promise_1="Sửa đèn", due_1="2026-11-20")
        case.refresh_from_db()
        assert (case.outcome, case.released_at) == (CaseOutcome.ANSWERED, local(4))
        assert case.promises.get().words == "Sửa đèn"

    def test_offers_the_public_only_where_the_person_wished_it(self, portal, editor) -> None:
        case, client = make_case(portal), desk_client(editor)
        assert "public_question" not in client.get(reverse("case_draft", args=[case.pk])).text
        press(client, "draft", case, text="Sẽ sửa.", **PUBLIC)
        assert (case.drafts.get().is_public, case.drafts.get().public_subject) == (False, "")

    def test_refuses_what_was_written_over_another_version(self, portal, head, editor) -> None:
        case = make_case(portal)
        save_draft(case=case, words=AnswerWords("Của người khác"), actor=head, now=local(3))
        refused = press(desk_client(editor), "draft", case, text="Của tôi", seen="")
        assert "Của tôi" in refused.text
        assert case.drafts.get().text == "Của người khác"

    def test_is_sent_back_with_what_has_to_be_changed(self, portal, head, editor) -> None:
        case = make_case(portal)
        draft = waits_for_approval(case, editor, local(3))
        client = desk_client(head)
        press(client, "approve", case, **{"return": "1", "reason": ""})
        draft.refresh_from_db()
        assert draft.state == DraftState.SUBMITTED
        press(client, "approve", case, **{"return": "1", "reason": "Nêu ngày"})
        draft.refresh_from_db()
        assert draft.state == DraftState.RETURNED

    def test_is_reviewed_and_changed(self, portal, head, editor) -> None:
        deputy = make_member(portal, Position.DEPUTY)
        case = answer(make_case(portal), editor, head, local(3))
        ask_review(case=case, reason="Sai", now=local(3))
        press(desk_client(editor), "draft", case, text="Sửa ngay.", seen="", submit="1")
        client = desk_client(deputy)
        page = BeautifulSoup(client.get(reverse("case_review", args=[case.pk])).content, "lxml")
        typed = {"saved_at": page.select_one("[name=saved_at]")["value"], "reason": "Đúng"}
        press(client, "review", case, result="changed", **typed)
        case.review.refresh_from_db()
        assert (case.review.changed, case.review.decided_by) == (True, deputy)


class TestBeside:
    def test_is_entered_for_who_comes_in_person(self, portal, editor) -> None:
        typed = {"kind": "question", "subject": "Đèn", "text": "Bao giờ sửa?", "phone": "0912"}
        client = desk_client(editor)
        client.post(reverse("case_enter", args=[portal.pk]), typed)
        assert CitizenCase.objects.get().source == "officer"
        petition = {**typed, "kind": "petition"}
        assert client.post(reverse("case_enter", args=[portal.pk]), petition).status_code == 200

    def test_a_consulted_board_reads_the_question_and_nothing_else(
        self, portal, other, editor, theirs
    ) -> None:
        case = make_case(portal)
        consult = consult_board(
            case=case, portal=other, question="Đèn nào hỏng?", actor=editor, now=local(3)
        )
        client, page = desk_client(theirs), reverse("case_consult_answer", args=[consult.pk])
        shown = client.get(page).text
        assert "Đèn nào hỏng?" in shown
        for word in (case.subject, case.text, case.person_name, case.email, case.code):
            assert word not in shown
        assert page in client.get(reverse("case_consults", args=[other.pk])).text
        assert desk_client(editor).get(page).status_code == 404
        client.post(page, {"text": "Đèn số 5"})
        consult.refresh_from_db()
        assert consult.answer.text == "Đèn số 5"
        assert page in client.get(reverse("case_consults", args=[other.pk])).text
        head = make_member(portal, Position.HEAD)
        seal_case(case=case, officer=head, actor=head, now=local(5))
        assert page not in client.get(reverse("case_consults", args=[other.pk])).text
        assert client.get(page).status_code == 404

    def test_promises_are_kept_or_dropped(self, portal, head, editor, theirs) -> None:
        draft = waits_for_approval(make_case(portal), editor, local(3))
        promised = [Promised("Sửa đèn", local(20).date())]
        case = approve_draft(draft=draft, actor=head, now=local(3), promises=promised)
        page = reverse("answer_promise", args=[case.promises.get().pk])
        assert desk_client(theirs).get(page).status_code == 404
        client = desk_client(editor)
        listed = reverse("answer_promises", args=[portal.pk])
        # Through its day it is promised, from the next on it is told as missed.
        for day, told in ((20, "Đã hứa"), (21, "Quá hạn, chưa báo kết quả")):
            with time_machine.travel(local(day), tick=False):
                desk_pages = desk_client(editor)
                assert page in desk_pages.get(listed).text
                for address in (listed, reverse("case_page", args=[case.pk])):
                    assert told in desk_pages.get(address).text
                assert told in visit(portal, follow_path(case)).content.decode()
        typed = {"note": "Đã sửa", "done_on": "2026-11-04"}
        assert client.post(page, {**typed, "what": "dropped"}).status_code == 200
        assert client.post(page, {"note": "Đã sửa", "what": "kept"}).status_code == 200
        assert client.post(page, {**typed, "what": "kept"}).status_code == 302
        assert case.promises.get().state == "kept"

    def test_templates_are_added_changed_and_deleted(self, portal, editor, theirs) -> None:
        client = desk_client(editor)
        client.post(reverse("answer_template_add", args=[portal.pk]), {"name": "A", "text": "Chào"})
        made = AnswerTemplate.objects.get()
        edit, delete = (
            reverse(f"answer_template_{act}", args=[made.pk]) for act in ("edit", "delete")
        )
        for page in (edit, delete):
            assert desk_client(theirs).post(page, {"name": "B", "text": "x"}).status_code == 404
        client.post(edit, {"name": "B", "kind": "question", "text": "Chào"})
        made.refresh_from_db()
        assert (made.name, made.kind) == ("B", "question")
        client.post(delete)
        assert not AnswerTemplate.objects.exists()


@pytest.mark.parametrize(
    ("typed", "dialled"),
    [
        ("0912 345 678", "0912345678"),
        (" (0222) 3.456-789 ", "02223456789"),
        ("0912 345 678 hoặc 0987 654 321", ""),
        ("0900<script>", ""),
        ("12345", ""),
        ("", ""),
    ],
)
def test_a_telephone_is_dialled_by_its_number_alone(typed, dialled) -> None:
    assert number_to_dial(typed) == dialled
