"""What a person told of themselves: gone once its time is over, or once they demand it; and what stays all the same."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from editorial.answers.models import ReleasedAnswer
from portals.accountability import drawing, erasing, scanning, statistics
from portals.accountability.actions.acting import NotPossible
from portals.accountability.actions.erasing import (
    MOST_DEMANDS,
    demand_erasure,
    grant_erasure,
    refuse_erasure,
)
from portals.accountability.actions.following import ask_review, rate_answer, take_back_case
from portals.accountability.actions.promises import keep_answers_promise
from portals.accountability.actions.publishing import confirm_page
from portals.accountability.actions.releasing import retract_release
from portals.accountability.actions.reviews import uphold_answer
from portals.accountability.actions.triage import join_cases, seal_case
from portals.accountability.checks import request_checks
from portals.accountability.enums import CaseKind, CaseStep
from portals.accountability.erasing import OF_PERSON, erase_past_retention, past_retention
from portals.accountability.links import follow_path
from portals.accountability.models import (
    AnswerDraft,
    AnswerPromise,
    CaseFile,
    CaseStatement,
    CaseTerm,
    CaseText,
    CitizenCase,
    ErasureDemand,
    FileRedaction,
    RedactionPage,
    RefusalCheck,
)
from portals.accountability.scanning import scan_case_files
from portals.accountability.sweeping import sweep_strays
from portals.accountability.telling import tell_person
from portals.boards.enums import Position
from portals.ledger.commitments import WRITTEN
from portals.mail.models import OutgoingMail
from portals.mail.sending import send_due
from portals.operations.checking import ask_checks
from portals.refusals import NotYourOffice
from portals.sealing.columns import sealed_columns
from portals.uploads.states import Examination
from tests.editorial.asking.asked import post
from tests.factories import make_member
from tests.portals.accountability.cases import (
    PUBLIC,
    answer,
    contributor_for,
    local,
    make_case,
)
from tests.support.visiting import visit
from tests.walls import desk_client

pytestmark = pytest.mark.django_db

SAID = {
    "subject": "Ngập ngõ nhà tôi", "text": "Nhà tôi ở thôn Đông ngập.", "person_name": "Nguyễn Văn Thử",
    "email": "thu@example.vn", "phone": "0912 345 678", "address": "Số 3", "identity": "027189004512",
}  # fmt: skip
FIVE_YEARS = timedelta(days=1826)


def with_file(case: CitizenCase, content: bytes = b"thu", **more) -> CaseFile:
    told = {"media_type": "application/pdf", "sha256": "a" * 64, "examination": Examination.FINE}
    return CaseFile.objects.create(
        case=case, file=ContentFile(content, name="t.pdf"), name="CCCD Thử.pdf", size=3, added_at=local(2),
        **{**told, **more},
    )  # fmt: skip


def faults(now) -> set[str]:
    """The checks of the doctor that find something at a moment."""
    return {
        found.check.name for found in ask_checks(now=now, checks=request_checks()) if found.count
    }


def whole(portal, editor, head, **more) -> CitizenCase:
    """A request with all that it can hold of a person, answered on the 4th."""
    case = make_case(portal, **{**SAID, **more})
    with_file(case)
    words = PUBLIC if case.wants_public else {}
    done = answer(case, editor, head, local(4), text="Kính gửi ông Thử, sẽ sửa.", **words)
    rate_answer(case=done, stars=2, words="Tôi, Thử, chưa ưng.", now=local(5))
    done.refresh_from_db()
    return done


def demanded(case: CitizenCase, now=None) -> ErasureDemand:
    return demand_erasure(case=case, now=now or local(6))


def upheld_after_a_change(case: CitizenCase, redaction: FileRedaction, editor) -> None:
    """A review that changed nothing, and for which a page was confirmed anew: the public copy is chosen no more."""
    review = ask_review(case=case, reason="Chưa rõ", now=local(5))
    page = RedactionPage.objects.create(
        redaction=redaction, number=0, width=9, height=9, has_words=False,
        picture=ContentFile(b"x", name="x.jpg"),
    )  # fmt: skip
    confirm_page(page=page, boxes=[], actor=editor, now=local(5))
    deputy = make_member(case.portal, Position.DEPUTY)
    uphold_answer(review=review, reason="Đúng", actor=deputy, now=local(5))


def held_in_rows() -> str:
    """All that the tables of requests hold, as whoever reads the database has it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT string_agg(t::text, ' ') FROM (SELECT c::text t FROM accountability_citizencase c"
            " UNION ALL SELECT x::text FROM accountability_casetext x WHERE x.text <> ''"
            " UNION ALL SELECT f::text FROM accountability_casefile f"
            " UNION ALL SELECT d::text FROM accountability_answerdraft d) told"
        )
        return str(cursor.fetchone()[0])


def assert_gone(case: CitizenCase) -> None:
    case.refresh_from_db()
    assert {getattr(case, name) for name in OF_PERSON} == {""}
    assert case.erased_at is not None
    assert not CaseText.objects.filter(case=case).exclude(text="").exists()
    assert {draft.text for draft in case.drafts.all()} <= {""}
    for file in case.files.filter(redacted_from=None):
        assert (file.file.name, file.name, file.sha256) == ("", "", "")
    assert faults(local(7)) == set()


class TestOnDemand:
    def test_all_is_gone_and_the_record_stays(
        self, portal, editor, head, django_capture_on_commit_callbacks
    ) -> None:
        case = whole(portal, editor, head)
        stored = case.files.get().file.name
        steps = list(case.events.values_list("step", flat=True))
        before = statistics.case_counts(portal.pk, local(1))
        OutgoingMail.objects.all().delete()
        demand = demanded(case)
        with django_capture_on_commit_callbacks(execute=True):
            grant_erasure(demand=demand, actor=head, now=local(7))
        assert_gone(case)
        assert not default_storage.exists(stored)
        assert case.rating.words == ""
        assert case.rating.stars == 2
        assert list(case.events.values_list("step", flat=True)) == [
            *steps, CaseStep.ERASURE_ASKED, CaseStep.ERASED,
        ]  # fmt: skip
        last = case.events.last()
        assert (last.sequence, last.actor, case.revision) == (case.revision, head, last.sequence)
        assert WRITTEN.fullmatch(last.data["commitment"])
        assert last.data["because"] == "demand"
        demand.refresh_from_db()
        assert (demand.decided_at, demand.decided_by, demand.granted) == (local(7), head, True)
        assert statistics.case_counts(portal.pk, local(1)) == before
        told = OutgoingMail.objects.get()
        assert told.address == SAID["email"]
        assert case.code in told.text
        rows = held_in_rows()
        assert "e1:" not in rows
        assert "Thử" not in rows
        logged = ModelLogEntry.objects.filter(action__startswith="case.era")
        assert [one.data["code"] for one in logged] == [case.code]
        assert not any(word in str(one.data) for one in logged for word in SAID.values())

    def test_commits_to_what_there_was_with_a_salt_of_its_own(self, portal, editor, head) -> None:
        told = []
        for _time in range(2):
            case = answer(make_case(portal, **SAID), editor, head, local(4))
            grant_erasure(demand=demanded(case), actor=head, now=local(7))
            told.append(case.events.last().data["commitment"])
        assert told[0] != told[1]

    def test_is_decided_on_within_72_hours_by_the_dated_term(self, portal, editor, head) -> None:
        case = answer(make_case(portal), editor, head, local(4))
        assert demanded(case, local(6, "09:30")).due_at == local(9, "09:30")
        other = answer(make_case(portal), editor, head, local(4))
        terms = CaseTerm.objects.filter(step="erasure", kind=CaseKind.QUESTION)
        terms.update(period=DateRange(local(1).date(), local(6).date()))
        CaseTerm.objects.create(
            kind=CaseKind.QUESTION, step="erasure", unit="cd", days=1, basis="x",
            period=DateRange(local(6).date(), None),
        )  # fmt: skip
        assert demanded(other, local(6)).due_at == local(7)

    def test_waits_for_the_end(self, portal, editor, head) -> None:
        case = make_case(portal)
        with pytest.raises(NotPossible):
            demanded(case, local(3))
        take_back_case(case=case, now=local(3))
        demand = demanded(case, local(3))
        with pytest.raises(NotPossible):
            demanded(case, local(3))
        grant_erasure(demand=demand, actor=head, now=local(4))
        assert_gone(case)
        with pytest.raises(NotPossible):
            demanded(case, local(5))

    def test_waits_for_an_open_review(self, portal, editor, head) -> None:
        case = answer(make_case(portal), editor, head, local(4))
        review = ask_review(case=case, reason="Chưa rõ", now=local(5))
        with pytest.raises(NotPossible):
            demanded(case)
        deputy = make_member(portal, Position.DEPUTY)
        uphold_answer(review=review, reason="Đúng", actor=deputy, now=local(6))
        demand = demanded(case)
        grant_erasure(demand=demand, actor=head, now=local(6))
        for act in (
            lambda: rate_answer(case=case, stars=5, words="Tôi", now=local(7)),
            lambda: ask_review(case=case, reason="Tôi", now=local(7)),
        ):
            with pytest.raises(NotPossible):
                act()

    def test_a_review_that_was_asked_for_meanwhile_goes_first(self, portal, editor, head) -> None:
        case = answer(make_case(portal), editor, head, local(4))
        demand = demanded(case)
        ask_review(case=case, reason="Chưa rõ", now=local(6))
        with pytest.raises(NotPossible):
            grant_erasure(demand=demand, actor=head, now=local(7))

    def test_is_decided_by_who_decides_for_the_agency(
        self, portal, editor, head, theirs, other
    ) -> None:
        case = answer(make_case(portal), editor, head, local(4))
        demand = demanded(case)
        for nobody in (editor, theirs, contributor_for(head, portal)):
            with pytest.raises(NotYourOffice):
                grant_erasure(demand=demand, actor=nobody, now=local(7))
            with pytest.raises(NotYourOffice):
                refuse_erasure(
                    demand=demand,
                    ground="hoat-dong-co-quan",
                    reason="x",
                    actor=nobody,
                    now=local(7),
                )
        for nobody in (theirs, make_member(portal, Position.CONTRIBUTOR)):
            with pytest.raises(NotYourOffice):
                demand_erasure(case=case, actor=nobody, now=local(7))
        grant_erasure(demand=demand, actor=head, now=local(7))
        with pytest.raises(NotPossible):
            grant_erasure(demand=demand, actor=head, now=local(7))

    def test_is_refused_on_a_ground_of_the_law_and_told(self, portal, editor, head) -> None:
        case = answer(make_case(portal), editor, head, local(4))
        OutgoingMail.objects.all().delete()
        for number in range(MOST_DEMANDS):
            demand = demanded(case)
            for ground, reason in (("khong-co", "x"), ("hoat-dong-co-quan", " ")):
                with pytest.raises(NotPossible):
                    refuse_erasure(
                        demand=demand, ground=ground, reason=reason, actor=head, now=local(7)
                    )
            refuse_erasure(
                demand=demand, ground="hoat-dong-co-quan", reason=f"Đang thanh tra {number}", actor=head,
                now=local(6),
            )  # fmt: skip
        with pytest.raises(NotPossible):
            demanded(case)
        assert OutgoingMail.objects.count() == MOST_DEMANDS
        page = visit(portal, follow_path(case)).content.decode()
        assert "Đang thanh tra 1" in page
        assert "Cơ quan nhà nước có thẩm quyền" in page
        assert case.text in page
        # Whoever keeps the data has a name; the clockwork only ever erases.
        with pytest.raises(IntegrityError, match="decided_demand_has_hand"), transaction.atomic():
            ErasureDemand.objects.filter(granted=False).update(decided_by=None)

    def test_on_paper_runs_from_the_day_on_which_it_came(self, portal, editor, head) -> None:
        case = answer(make_case(portal), editor, head, local(4))
        for came in (local(1), local(7, "10:01")):
            with pytest.raises(NotPossible):
                demand_erasure(case=case, actor=editor, now=local(7), came_at=came)
        client = desk_client(editor)
        with time_machine.travel(local(7), tick=False):
            client.post(reverse("case_enter_erasure", args=[case.pk]), {"came_on": "2026-11-05"})
        demand = ErasureDemand.objects.get()
        assert (demand.due_at, demand.entered_by) == (local(8, "00:00"), editor)


class TestWhatIsPublic:
    @pytest.mark.parametrize("reviewed", [False, True])
    def test_stays_as_it_was_redacted_until_it_is_retracted(
        self, portal, editor, head, reviewed, django_capture_on_commit_callbacks
    ) -> None:
        case = make_case(portal, wants_public=True, **SAID)
        original = with_file(case)
        copies = [
            with_file(case, b"che", by_person=False, redacted_from=original) for _copy in range(2)
        ]
        redaction = FileRedaction.objects.create(
            original=original,
            copy=copies[1],
            title="Đơn",
            state="done",
            chosen_by=editor,
            changed_at=local(2),
        )
        answer(case, editor, head, local(4), **PUBLIC)
        released = ReleasedAnswer.objects.get()
        path = released.files.get().path
        if reviewed:
            upheld_after_a_change(case, redaction, editor)
        with django_capture_on_commit_callbacks(execute=True):
            grant_erasure(demand=demanded(case), actor=head, now=local(7))
        assert_gone(case)
        assert FileRedaction.objects.exists() is not reviewed
        # What nobody was shown goes.
        assert list(case.files.exclude(redacted_from=None)) == [copies[1]]
        assert b"".join(visit(portal, path)) == b"che"
        assert PUBLIC["public_answer"] in visit(portal, released.path).content.decode()
        case.refresh_from_db()
        with django_capture_on_commit_callbacks(execute=True):
            retract_release(case=case, reason="Còn tên", actor=head, now=local(8))
        assert visit(portal, path).status_code == 410
        assert not case.files.exclude(redacted_from=None).exists()
        assert not default_storage.exists(copies[1].file.name)
        assert not FileRedaction.objects.exists()
        draft = case.drafts.get()
        assert (draft.is_public, draft.public_answer, draft.public_question) == (False, "", "")


class TestSealed:
    def test_is_its_officers_alone(self, portal, editor, head) -> None:
        case = make_case(portal, **SAID)
        seal_case(case=case, officer=head, actor=editor, now=local(3))
        with pytest.raises(NotYourOffice):
            demand_erasure(case=case, actor=editor, now=local(4))
        demand = demanded(case, local(4))
        deputy = make_member(portal, Position.DEPUTY)
        for nobody in (editor, deputy):
            with pytest.raises(NotYourOffice):
                grant_erasure(demand=demand, actor=nobody, now=local(5))
        with time_machine.travel(local(5), tick=False):
            assert "07/11/2026" in desk_client(head).get(reverse("cases_sealed")).text
            page = reverse("case_erasure", args=[case.pk])
            assert desk_client(deputy).get(page).status_code == 404
            assert desk_client(head).post(page, {"result": "erase"}).status_code == 302
        assert_gone(case)
        assert not ModelLogEntry.objects.filter(
            action="case.erase", data__has_key="portal"
        ).exists()


class TestRetention:
    def test_ends_with_its_day_by_the_term_of_the_kind(self, portal, editor, head) -> None:
        case = whole(portal, editor, head)
        demand = demanded(case)
        longer = whole(portal, editor, head, kind=CaseKind.EXPLANATION)
        running = make_case(portal)
        ends = local(4) + FIVE_YEARS
        assert erase_past_retention(now=ends - timedelta(seconds=1)) == 0
        assert erase_past_retention(now=ends) == 1
        assert_gone(case)
        assert case.events.last().data["because"] == "retention"
        # What was demanded meanwhile is met, and nothing of it waits for anybody.
        demand.refresh_from_db()
        assert (demand.decided_at, demand.decided_by, demand.granted) == (ends, None, True)
        ErasureDemand.objects.update(decided_at=None, granted=None)
        with pytest.raises(NotPossible):
            refuse_erasure(
                demand=demand, ground="hoat-dong-co-quan", reason="x", actor=head, now=ends
            )
        for kept in (longer, running):
            kept.refresh_from_db()
            assert kept.text
        assert erase_past_retention(now=ends) == 0
        assert erase_past_retention(now=local(4) + timedelta(days=3652)) == 1

    def test_is_that_of_the_day_of_arrival(self, portal, editor, head) -> None:
        before, after = (make_case(portal, now=local(day)) for day in (2, 3))
        for case in (before, after):
            answer(case, editor, head, local(4))
        term = CaseTerm.objects.get(step="retention", kind=CaseKind.QUESTION)
        CaseTerm.objects.filter(pk=term.pk).update(
            period=DateRange(term.period.lower, local(3).date())
        )
        CaseTerm.objects.create(
            kind=CaseKind.QUESTION, step="retention", unit="cd", days=10, basis="x",
            period=DateRange(local(3).date(), None),
        )  # fmt: skip
        assert list(past_retention(local(14))) == [after]

    def test_keeps_what_runs_on_or_is_reviewed(self, portal, editor, head) -> None:
        first, second = make_case(portal), make_case(portal)
        join_cases(case=second, into=first, actor=editor, now=local(3))
        reviewed = answer(make_case(portal), editor, head, local(4))
        ask_review(case=reviewed, reason="Chưa", now=local(4))
        late = local(4) + 2 * FIVE_YEARS
        assert erase_past_retention(now=late) == 0
        answer(first, editor, head, local(5))
        assert set(past_retention(late)) == {first, second}

    def test_takes_few_queries_however_many_there_are(self, portal, editor, head) -> None:
        def queries(number: int) -> int:
            for _case in range(number):
                whole(portal, editor, head)
            with CaptureQueriesContext(connection) as asked:
                assert erase_past_retention(now=local(4) + FIVE_YEARS) == number
            return len(asked)

        queries(1)
        assert queries(1) == queries(3)

    def test_one_that_cannot_be_erased_holds_up_no_other(self, portal, monkeypatch) -> None:
        cases = [make_case(portal) for _case in range(4)]
        for case in cases:
            take_back_case(case=case, now=local(3))
        broken = {cases[1].pk, cases[2].pk}
        inner = erasing._erase_files

        def failing(ids) -> None:
            inner(ids)
            if broken & set(ids):
                raise OSError

        monkeypatch.setattr(erasing, "_erase_files", failing)
        monkeypatch.setattr(erasing, "CASES_A_SLICE", 2)
        late = local(4) + FIVE_YEARS
        assert erase_past_retention(now=late) == 2
        assert {case.pk for case in past_retention(late)} == broken

    def test_of_a_file_that_waits_for_the_scanner_stops_no_round(self, portal, settings) -> None:
        case = make_case(portal)
        with_file(case, examination=Examination.EXAMINING)
        take_back_case(case=case, now=local(3))
        erase_past_retention(now=local(4) + FIVE_YEARS)
        assert scan_case_files() == 0

    def test_throws_away_what_jobs_made_meanwhile(self, portal, editor, monkeypatch) -> None:
        late = local(4) + FIVE_YEARS

        def scanned(_content) -> str:
            assert erase_past_retention(now=late) == 1
            return ""

        def drawn_pages(*_given) -> drawing._Drawn:
            assert erase_past_retention(now=late) == 1
            page = RedactionPage(number=0, width=9, height=9, has_words=False)
            return drawing._Drawn(((page, b"x", "png"),))

        def drawn_copy(*given) -> drawing._Drawn:
            assert erase_past_retention(now=late) == 1
            with pytest.raises(drawing.Unfinished):
                copied(*given)
            return drawing._Drawn(copy=b"x", media_type="image/png")

        copied = drawing._copy
        monkeypatch.setattr(scanning, "has_scanner", lambda: True)
        monkeypatch.setattr(scanning, "virus_in", scanned)
        monkeypatch.setattr(drawing, "_pages", drawn_pages)
        monkeypatch.setattr(drawing, "_copy", drawn_copy)
        for state in ("", "reading", "drawing"):
            case = make_case(portal)
            file = with_file(case, examination=Examination.FINE if state else Examination.EXAMINING)
            take_back_case(case=case, now=local(3))
            if state:
                FileRedaction.objects.create(
                    original=file, title="Đơn", state=state, chosen_by=editor, changed_at=local(2)
                )
            assert (scan_case_files(), drawing.draw_waiting_files(now=local(3))) == (0, 0)
            assert_gone(case)
            assert not FileRedaction.objects.exists()
            assert case.files.count() == 1

    def test_each_thing_that_is_left_is_told_by_the_doctor(self, portal, editor, head) -> None:
        case = whole(portal, editor, head)
        grant_erasure(demand=demanded(case), actor=head, now=local(7))
        original, rating = case.files.get(), case.rating

        def chosen(**more) -> FileRedaction:
            return FileRedaction.objects.create(
                original=original, title="Đơn", chosen_by=editor, changed_at=local(7), **more
            )

        def copied() -> CaseFile:
            return with_file(case, b"che", by_person=False, redacted_from=original)

        def rated() -> None:
            rating.words = "Tôi"
            rating.save()

        def released(*, drawn: bool) -> None:
            CitizenCase.objects.filter(pk=case.pk).update(released_at=local(7))
            case.drafts.update(public_question="Bao giờ?")
            redaction = chosen(state="done", copy=copied())
            if drawn:
                RedactionPage.objects.create(
                    redaction=redaction, number=0, width=9, height=9, has_words=False
                )

        for leave, told in (
            (rated, {"requests.erased"}),
            (lambda: case.drafts.update(public_question="Tôi"), {"requests.erased"}),
            (chosen, {"requests.erased"}),
            (copied, {"requests.erased"}),
            (lambda: released(drawn=True), {"requests.erased"}),
            (lambda: released(drawn=False), set()),
        ):
            with transaction.atomic():
                leave()
                assert faults(local(7)) == told
                transaction.set_rollback(True)

    def test_what_is_left_is_told_by_the_doctor(self, portal, editor, head) -> None:
        case = whole(portal, editor, head)
        ends = local(6) + FIVE_YEARS
        assert faults(ends - timedelta(seconds=1)) == set()
        assert faults(ends) == {"requests.retention"}
        demand = demanded(case)
        assert faults(demand.due_at) == set()
        assert faults(demand.due_at + timedelta(seconds=1)) == {"requests.demands"}
        review = ask_review(case=case, reason="Chưa", now=local(6))
        assert "requests.retention" not in faults(ends)
        review.delete()
        CitizenCase.objects.filter(pk=case.pk).update(erased_at=local(7))
        assert faults(local(7)) == {"requests.erased"}


def told_in(mark: str) -> set[str]:
    """The tables of the whole database that say `mark`, in the clear or sealed."""
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(
                f"SELECT count(*) FROM {table} row WHERE lower(row::text) LIKE %s", [f"%{mark}%"]
            )
            if cursor.fetchone()[0]:
                found.add(table)
    for field in sealed_columns():
        if any(mark in getattr(row, field.name).lower() for row in field.model.objects.all()):
            found.add(field.model._meta.db_table)
    return found


class TestWhatErasingLeaves:
    def test_is_no_word_in_any_table_but_of_a_promise_that_is_still_owed(
        self, portal, editor, head
    ) -> None:
        said = {name: f"Dauvet {name}" for name in SAID} | {"email": "dauvet@example.vn"}
        case = whole(portal, editor, head, wants_public=True, **said)
        decided = {"decided_at": local(5), "decided_by": head}
        RefusalCheck.objects.create(
            case=case, refusal=case.events.last(), portal=portal, drawn_at=local(3), due_at=local(9),
            verdict="reopened", reason="Ông Dauvet có lý", **decided,
        )  # fmt: skip
        of_case = {"case": case, "portal": portal, "due_on": local(20).date()}
        kept = {"state": "kept", "note": "Đã sửa cho Dauvet", **decided}
        AnswerPromise.objects.create(**of_case, words="Sửa ngõ nhà Dauvet", **kept)
        shown = AnswerPromise.objects.create(
            **of_case, words="Sửa đèn", is_public=True, **{**kept, "note": "Xong"}
        )
        owed = AnswerPromise.objects.create(**of_case, words="Gọi lại cho Dauvet")
        stated = {
            "case": case, "portal": portal, "beside": "late", "signed_by": head, "post": "Trưởng ban",
            "signed_at": local(3),
        }  # fmt: skip
        taken = {"withdrawn_at": local(4), "withdrawn_by": head, "withdrawn_why": "Vì nêu Dauvet"}
        CaseStatement.objects.create(**stated, **taken)
        beside = CaseStatement.objects.create(**stated, text="Xin lỗi", salt="00")
        # Of a note that stands on: what names who found the mistake goes, an agency's word about its own text stays.
        named = CaseStatement.objects.create(
            **{**stated, "beside": "correction"}, text="Cảm ơn ông Dauvet person name", salt="01"
        )
        words = {name: "Dauvet hỏi" for name in PUBLIC if name != "is_public"}
        AnswerDraft.objects.create(
            case=case, author=editor, text="Gửi Dauvet", saved_at=local(3), state="approved", is_public=True,
            hidden=["Dauvet"], decided_by=head, decided_at=local(3), **words,
        )  # fmt: skip
        send_due(now=local(5))
        assert set(OutgoingMail.objects.values_list("address", "state")) == {("", "sent")}
        demand = demanded(case)
        with transaction.atomic():
            tell_person(case, case.events.filter(step=CaseStep.ANSWERED).get(), now=local(6))
        in_the_clear = {
            "mail_outgoingmail", "accountability_refusalcheck", "accountability_answerpromise",
            "accountability_answerdraft", "accountability_casestatement",
        }  # fmt: skip
        assert told_in("dauvet") == in_the_clear | {"accountability_citizencase"}

        grant_erasure(demand=demand, actor=head, now=local(7))

        assert told_in("dauvet") == {"mail_outgoingmail", "accountability_answerpromise"}
        # What is left of the mails is that it is done.
        (last,) = OutgoingMail.objects.exclude(address="")
        assert last.written_at == local(7)
        send_due(now=local(7))
        assert told_in("dauvet") == {"accountability_answerpromise"}
        shown.refresh_from_db()
        assert (shown.words, shown.note) == ("Sửa đèn", "Xong")
        beside.refresh_from_db()
        assert (beside.text, beside.salt) == ("Xin lỗi", "00")
        named.refresh_from_db()
        assert (named.text, named.salt, named.is_emptied) == ("–", "", True)
        assert PUBLIC["public_answer"] in {draft.public_answer for draft in case.drafts.all()}
        keep_answers_promise(
            promise=owed, done_on=local(7).date(), note="Đã gọi Dauvet", actor=editor, now=local(8)
        )
        assert told_in("dauvet") == set()
        assert faults(local(8)) == set()
        # With the answer its public promise has no reader any more.
        retract_release(case=case, reason="Gỡ", actor=head, now=local(9))
        shown.refresh_from_db()
        assert (shown.words, shown.note) == ("–", "–")
        beside.refresh_from_db()
        assert (beside.text, beside.salt) == ("–", "")

    def test_is_no_file_though_the_store_refused_once(
        self,
        portal,
        editor,
        head,
        settings,
        tmp_path,
        monkeypatch,
        django_capture_on_commit_callbacks,
    ) -> None:
        settings.MEDIA_ROOT = tmp_path
        case, other = whole(portal, editor, head), make_case(portal)
        stored, kept = case.files.get().file.name, with_file(other).file.name
        young = default_storage.save("cases/2026/11/moi.pdf", ContentFile(b"x"))

        def refuses(*_asked: object) -> None:
            raise OSError

        with monkeypatch.context() as patched:
            patched.setattr(FileSystemStorage, "delete", refuses)
            with django_capture_on_commit_callbacks(execute=True):
                grant_erasure(demand=demanded(case), actor=head, now=local(7))
            assert default_storage.exists(stored)
            now = timezone.now()
            for name, days in ((stored, 3), (kept, 9), (young, 0)):
                at = (now - timedelta(days=days, minutes=-5 if not days else 5)).timestamp()
                os.utime(default_storage.path(name), (at, at))
            assert "requests.files" in faults(now)
            assert sweep_strays(now=now) == 0
        assert sweep_strays(now=now) == 1
        assert not default_storage.exists(stored)
        assert default_storage.exists(kept)
        assert default_storage.exists(young)
        assert sweep_strays(now=now + timedelta(days=1)) == 0
        assert sweep_strays(now=now + timedelta(days=1, minutes=6)) == 1
        assert default_storage.exists(kept)
        assert "requests.files" not in faults(now)


class TestOnItsPages:
    def test_the_person_demands_it_after_a_page_that_says_what_goes(
        self, portal, editor, head
    ) -> None:
        case = make_case(portal, **SAID)
        path = f"{follow_path(case)}xoa-du-lieu/"
        running = visit(portal, path).content.decode()
        assert "rut-lai/" in running
        assert "<form" not in running.partition("<main")[2]
        done = answer(case, editor, head, local(4))
        asked = visit(portal, path)
        assert asked["Cache-Control"] == "no-store"
        assert "<form" in asked.content.decode().partition("<main")[2]
        with time_machine.travel(local(6), tick=False):
            assert post(portal, path, {}, **{"sec-fetch-site": "cross-site"}).status_code == 200
            assert not ErasureDemand.objects.exists()
            assert post(portal, path, {}).status_code == 303
            assert post(portal, path, {}).status_code == 200
        demand = ErasureDemand.objects.get()
        assert "10:00, 09/11/2026" in visit(portal, follow_path(case)).content.decode()
        client = desk_client(head)
        with time_machine.travel(local(7), tick=False):
            page = reverse("case_erasure", args=[done.pk])
            assert page in client.get(reverse("case_page", args=[done.pk])).text
            kept = client.post(page, {"result": "keep", "ground": "", "reason": "Cần giữ"})
            assert kept.status_code == 200
            assert "Cần giữ" in kept.text
            assert client.post(page, {"result": "erase"}).status_code == 302
            erased = client.get(reverse("case_page", args=[done.pk])).text
            assert "10:00 07/11/2026" in erased
            # Where nothing is left no empty heading stands.
            assert 'id="duoc-hoi"' not in erased
            assert "desk-text" not in erased
        demand.refresh_from_db()
        assert (demand.granted, demand.decided_by) == (True, head)
        shown = visit(portal, follow_path(case)).content.decode()
        assert "10:00, 07/11/2026" in shown
        assert "xoa-du-lieu/" not in shown
        assert SAID["subject"] not in shown
