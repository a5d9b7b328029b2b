"""What is kept of a release, what goes with a retraction, and what the ledger holds of both."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import timedelta

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.utils import timezone

from editorial.answers.models import ReleasedAnswer
from editorial.answers.public.open_data import AnswerSets
from editorial.answers.registration import ADDRESSES
from editorial.answers.releasing import committed_words
from portals.accountability.actions.answering import Promised
from portals.accountability.actions.releasing import retract_release
from portals.accountability.models import AnswerDraft, CaseFile, FileRedaction
from portals.accountability.releases import Release, tell_released, tell_retracted
from portals.boards.enums import Position
from portals.ledger.commitments import Opening
from portals.ledger.models import LedgerEntry
from portals.models import EditionChange, Portal
from tests.editorial.answers.cast import WORDS, release, stands
from tests.factories import make_member, make_portal, make_province_tree
from tests.portals.accountability.cases import local, make_case
from tests.support.visiting import visit

pytestmark = pytest.mark.django_db


def entries() -> list[tuple[str, dict[str, object]]]:
    found = LedgerEntry.objects.filter(kind__startswith="answer").order_by("pk")
    return [(one.kind, json.loads(bytes(one.entry).partition(b"\n")[2])["body"]) for one in found]


def page_of(one: ReleasedAnswer):
    return visit(one.portal, one.path)


def test_keeps_the_public_words_and_nothing_that_the_person_wrote() -> None:
    portal = make_portal()
    promise = Promised("Thay bóng đèn", local(20).date(), is_public=True)
    inside = Promised("Họp với điện lực", local(21).date())
    one = release(portal, promises=(promise, inside), topic="y-te")
    assert {name: getattr(one, name[7:]) for name in WORDS} == WORDS
    assert (one.asked_on, one.answered_on, one.was_late) == (
        local(2).date(), local(4).date(), False,
    )  # fmt: skip
    answer = page_of(one)
    shown = answer.content.decode()
    assert answer.status_code == 200
    assert all(words in shown for words in WORDS.values())
    assert "Thay bóng đèn" in shown
    assert "Họp với điện lực" not in shown
    case = one.case
    for sealed in (case.text, case.person_name, case.email, case.code, "Xã sẽ sửa."):
        assert sealed not in shown
    for day, told in ((20, "Đã hứa"), (21, "Quá hạn, chưa báo kết quả")):
        with time_machine.travel(local(day), tick=False):
            assert told in page_of(one).content.decode()
    assert '"@type": "QAPage"' in shown or '"@type":"QAPage"' in shown


def test_late_is_said_and_what_is_on_the_day_is_not_late() -> None:
    portal = make_portal()
    head = make_member(portal, Position.HEAD)
    assert not release(portal, head, at=local(16, "16:00")).was_late
    late = release(portal, head, at=local(17, "08:00"))
    assert late.was_late
    assert "answer-late" in page_of(late).content.decode()


def test_is_a_leaf_whose_words_lead_to_the_commitment_as_long_as_they_are_public() -> None:
    portal = make_portal()
    head = make_member(portal, Position.HEAD)
    one = release(portal, head)
    ((kind, body),) = entries()
    assert (kind, body["answer"], body["address"].endswith(one.path)) == (
        "answer", f"tra-loi-{one.pk}", True,
    )  # fmt: skip
    assert Opening(bytes.fromhex(one.salt), committed_words(one)).commitment == body["text"]
    assert not any(words in json.dumps(body, ensure_ascii=False) for words in WORDS.values())
    assert body["text"] in page_of(one).content.decode()
    retract_release(case=one.case, reason="Có tên người", actor=head, now=local(5))
    assert [kind for kind, _body in entries()] == ["answer", "answer-retracted"]
    assert "reason" not in entries()[1][1]
    one.refresh_from_db()
    assert (one.salt, one.subject, one.question, one.answer, one.about) == ("",) * 5


class TestFiles:
    @pytest.fixture
    def one(self) -> ReleasedAnswer:
        case = make_case(make_portal(), wants_public=True)
        for title, content in (("Bản vẽ", b"ban ve"), ("Bản đồ", b"ban do")):
            with_copy(case, title, content)
        return release(case.portal, case=case)

    def test_stand_beside_the_answer_as_redacted_copies_only(self, one) -> None:
        first, second = one.files.all()
        shown = page_of(one).content.decode()
        for file, title, content in ((first, "Bản vẽ", b"ban ve"), (second, "Bản đồ", b"ban do")):
            assert title in shown
            assert f'href="{file.path}"' in shown
            assert file.sha256 in shown
            answer = visit(one.portal, file.path)
            assert (answer.status_code, b"".join(answer)) == (200, content)
            assert (answer["Content-Type"], answer["Cache-Control"]) == (
                "application/pdf", "public, no-cache",
            )  # fmt: skip
        for original in CaseFile.objects.filter(redacted_from=None):
            assert original.name not in shown
        assert visit(make_portal(), first.path).status_code == 404
        assert visit(one.portal, first.path.replace("/1/", "/3/")).status_code == 404
        assert visit(one.portal, first.path.replace("/1/", "/0/")).status_code == 404

    def test_are_leaves_of_the_ledger(self, one) -> None:
        bodies = [body for kind, body in entries() if kind == "answer-file"]
        assert len(bodies) == 2
        for file, body in zip(one.files.all(), bodies, strict=True):
            opening = Opening(bytes.fromhex(file.salt), {"sha256": file.sha256})
            assert (body["file"], body["answer"]) == (opening.commitment, f"tra-loi-{one.pk}")
            assert body["address"].endswith(file.path)
            assert hashlib.sha256(file.copy.file.read()).hexdigest() == file.sha256
            assert file.title not in json.dumps(body, ensure_ascii=False)

    def test_go_with_it(self, one) -> None:
        paths = [file.path for file in one.files.all()]
        head = make_member(one.portal, Position.HEAD)
        retract_release(case=one.case, reason="Có tên người", actor=head, now=local(5))
        for path in paths:
            gone = visit(one.portal, path)
            assert gone.status_code == 410
            assert "Có tên người" in gone.content.decode()
        assert not one.files.exists()


def with_copy(case, title: str, content: bytes) -> FileRedaction:
    """A file of the person, and its copy as the job leaves it."""
    kinds = {"media_type": "application/pdf", "added_at": local(2), "case": case}
    original = CaseFile.objects.create(
        file=ContentFile(b"thu", name="t.pdf"), name="Nguyễn Văn Thử.pdf", size=3, sha256="0" * 64,
        **kinds,
    )  # fmt: skip
    copy = CaseFile.objects.create(
        file=ContentFile(content, name="c.pdf"), name="c.pdf", size=len(content), by_person=False,
        sha256=hashlib.sha256(content).hexdigest(), redacted_from=original, **kinds,
    )  # fmt: skip
    return FileRedaction.objects.create(
        original=original, copy=copy, title=title, state="done", changed_at=local(2),
        chosen_by=make_member(case.portal),
    )  # fmt: skip


def test_what_stands_is_watched_and_offered_as_data_and_nothing_that_is_gone() -> None:
    portal, other, silent = (make_portal() for _number in range(3))
    gone = {
        "subject": "", "question": "", "answer": "", "salt": "", "retraction_reason": "Sai",
        "retracted_at": local(6),
    }  # fmt: skip
    early = stands(portal, topic="y-te", released_at=local(3), first_released_at=local(3))
    late = stands(portal, topic="y-te", released_at=local(9), first_released_at=local(4))
    own = stands(other)
    for whose in (portal, silent):
        stands(whose, topic="dat-dai", **gone)
    with connection.cursor() as cursor:
        cursor.execute(ADDRESSES)
        watched = {(pk, path): at for pk, path, at in cursor.fetchall()}
    assert watched == {
        (portal.pk, early.path): local(3), (portal.pk, late.path): local(9), (other.pk, own.path): own.released_at,
        (portal.pk, "/hoi-dap/chu-de/y-te/"): local(9),
    }  # fmt: skip
    told = list(AnswerSets().datasets([portal, silent]))
    assert {one.portal_id for one in told} == {portal.pk}
    assert {(one.issued, one.modified) for one in told} == {(local(3), local(9))}
    holds = {
        whose: Portal.objects.filter(AnswerSets().holds(whose), pk=whose.pk).exists()
        for whose in (portal, silent)
    }
    assert holds == {portal: True, silent: False}


class TestRetraction:
    @pytest.fixture
    def one(self) -> ReleasedAnswer:
        return release(make_portal(), topic="y-te")

    def test_takes_it_out_of_everything_at_once_and_says_why(self, one) -> None:
        told = ("/hoi-dap/", "/hoi-dap/atom.xml", "/hoi-dap/feed.json", "/hoi-dap/rss.xml",
                "/tim-kiem/?q=den+duong+hong", "/", "/sitemap-trang.xml")  # fmt: skip
        by_path = {path: visit(one.portal, path).content.decode() for path in told}
        for path, shown in by_path.items():
            assert one.path in shown, path
        before = EditionChange.objects.count()
        with transaction.atomic():
            retract_release(
                case=one.case, reason="Sai tên thôn",
                actor=make_member(one.portal, Position.HEAD), now=local(6),
            )  # fmt: skip
            change = EditionChange.objects.latest("pk")
        assert EditionChange.objects.count() > before
        assert change.forbids_stale
        assert one.portal_id in change.portal_ids
        gone = page_of(one)
        assert gone.status_code == 410
        assert "Sai tên thôn" in gone.content.decode()
        assert WORDS["public_subject"] not in gone.content.decode()
        for path in told:
            shown = visit(one.portal, path).content.decode()
            assert WORDS["public_subject"] not in shown, path
        assert visit(one.portal, "/hoi-dap/chu-de/y-te/").status_code == 404

    def test_is_told_to_who_reads_feeds_for_a_month(self, one) -> None:
        gone = {
            "subject": "", "question": "", "answer": "", "salt": "", "retraction_reason": "Sai",
        }  # fmt: skip
        now = timezone.now()
        month = timedelta(days=30)
        fresh = stands(one.portal, **gone, retracted_at=now - month + timedelta(hours=1))
        stale = stands(one.portal, **gone, retracted_at=now - month - timedelta(hours=1))
        stands(make_portal(), **gone, retracted_at=now)
        feed = visit(one.portal, "/hoi-dap/feed.json").json()
        assert [told["id"] for told in feed["items"]] == [one.address]
        assert [told["id"] for told in feed["_deleted"]] == [fresh.address]
        atom = visit(one.portal, "/hoi-dap/atom.xml").content.decode()
        assert re.findall(r'<at:deleted-entry [^>]*ref="([^"]+)"', atom) == [fresh.address]
        assert stale.path not in visit(one.portal, "/sitemap-trang.xml").content.decode()

    def test_a_second_one_changes_nothing(self, one) -> None:
        tell_retracted(one.case, local(6), "Trước")
        tell_retracted(one.case, local(7), "Sau")
        one.refresh_from_db()
        assert (one.retracted_at, one.retraction_reason) == (local(6), "Trước")
        assert len(entries()) == 2

    def test_is_over_with_a_further_release(self, one) -> None:
        tell_retracted(one.case, local(6), "Sai")
        draft = AnswerDraft.objects.get(case=one.case)
        draft.public_answer = "Đã sửa ngày 5/11."
        tell_released(Release(one.case, draft, local(7)))
        again = ReleasedAnswer.objects.get(case=one.case)
        assert (again.pk, again.edition, again.retracted_at) == (one.pk, 2, None)
        assert again.first_released_at == local(4)
        assert again.released_at == local(7)
        shown = page_of(again).content.decode()
        assert "Đã sửa ngày 5/11." in shown
        assert WORDS["public_answer"] not in shown
        assert [kind for kind, _body in entries()] == ["answer", "answer-retracted", "answer"]

    def test_of_a_case_that_was_never_public_says_nothing(self, one) -> None:
        tell_retracted(make_case(one.portal), local(6), "Sai")
        assert ReleasedAnswer.objects.count() == 1
        assert len(entries()) == 1


def test_the_lists_of_the_province_change_with_any_portal() -> None:
    province, _district, (commune, _silent) = make_province_tree()
    EditionChange.objects.all().delete()
    with transaction.atomic():
        release(commune)
        told = [change.portal_ids for change in EditionChange.objects.all()]
    assert sorted([commune.pk, province.pk]) in told
