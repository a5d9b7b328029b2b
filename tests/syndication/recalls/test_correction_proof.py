"""A correction is proven at every address as a recall is, and its certificate is for anybody."""

from __future__ import annotations

import io
import json
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pypdfium2 import PdfDocument

from editorial.answers.models import ReleasedAnswer
from editorial.enums import RemovalKind
from editorial.models import Correction
from editorial.placements.actions import withdraw_story
from editorial.public_record.recording import record_waiting
from portals.accountability.actions.ruling import RulingWords, rule_correction
from portals.accountability.contested import proof_of_ruling
from portals.accountability.enums import CaseKind, RulingVerdict
from portals.accountability.links import follow_path
from portals.accountability.models import CitizenCase, CorrectionRuling
from portals.accountability.owed_texts import TextsToSetRight
from portals.addresses import main_origin
from portals.boards.enums import Position
from portals.fetching import Fetched, TransientFetchError
from portals.inbox.queries import items_of, urgent_portals
from portals.inbox.reader import InboxReader
from portals.ledger.models import LedgerEntry
from portals.models import EditionChange
from syndication.adaptations.enums import AdaptationOutcome
from syndication.adaptations.models import SourceChange
from syndication.jobs import place_dispatch
from syndication.recalls.actions import proving
from syndication.recalls.enums import AnswerState, What
from syndication.recalls.inbox import TIME_TO_PROVE, UnprovenCorrections
from syndication.recalls.judging_notes import ToldNote, judge_note
from syndication.recalls.models import ProvenAddress, RecallCertificate, RecallProof
from syndication.recalls.planning import addresses_to_prove
from syndication.recalls.verdicts import judge_of
from tests.factories import make_member
from tests.portals.accountability.cases import answer, make_case
from tests.support.visiting import visit
from tests.syndication.adaptations.casts import make_adapted
from tests.syndication.casts import make_cast, send
from tests.walls import desk_client

from .visitors import Visitors

pytestmark = pytest.mark.django_db

WRONG, RIGHT = "mở cửa lúc 18 giờ", "mở cửa lúc 19 giờ <sáng> & tối"
RULED = {"verdict": "whole", "wrong": WRONG, "right": RIGHT}
AT = timezone.now()


def contest(story, portal):
    return make_case(
        portal, kind=CaseKind.CORRECTION, about=f"story:{story.pk}", wants_public=True,
        now=timezone.now() - timedelta(1),
    )  # fmt: skip


def ruled(story, head, *, portal):
    words = RulingWords(RulingVerdict.WHOLE, WRONG, RIGHT)
    case = contest(story, portal)
    return rule_correction(case=case, words=words, actor=head, now=timezone.now())


def ruled_on_the_desk(cast) -> CorrectionRuling:
    """It reaches a portal that only shows the story, is handed on as the page proposes, and is ruled on."""
    case = contest(cast.source, cast.other)
    desk = desk_client(make_member(cast.other, Position.HEAD))
    acts = BeautifulSoup(desk.get(reverse("case_page", args=[case.pk])).content, "lxml")
    first = acts.select_one("main .desk-actions__row > *")
    assert first["href"] == f"{reverse('case_hand_over', args=[case.pk])}?den={cast.province.pk}"
    form = BeautifulSoup(desk.get(first["href"]).content, "lxml")
    assert form.select_one("[name=to] [selected]")["value"] == str(cast.province.pk)
    rule = reverse("case_rule", args=[case.pk])
    assert cast.province.name in desk.post(rule, RULED).text
    assert not Correction.objects.exists()
    typed = {"to": cast.province.pk, "reason": "Tin của tỉnh"}
    assert desk.post(first["href"], typed).status_code == 302
    desk = desk_client(cast.head)
    assert rule in desk.get(reverse("case_page", args=[case.pk])).text
    refused = desk.post(rule, {**RULED, "verdict": "partly"})
    assert "Ghi phần giữ nguyên" in refused.text
    assert "19 giờ &lt;sáng&gt;" in refused.text
    told = desk.post(rule, RULED, follow=True)
    assert "đang được hiển thị" in told.text
    assert rule not in desk.get(reverse("case_page", args=[case.pk])).text
    return CorrectionRuling.objects.get(case=case)


def prove(proof: RecallProof, *, later: timedelta = timedelta()) -> bool:
    proving.plan_proof(proof_id=proof.pk, now=timezone.now())
    while proving.prove_slice(proof_id=proof.pk, now=timezone.now() + later):
        pass
    return proving.finish_proof(proof_id=proof.pk, now=timezone.now())


def test_asks_every_address_for_the_note_and_certifies_it_to_anybody(monkeypatch, tmp_path) -> None:
    cast, made = make_adapted()
    visitors = Visitors()
    monkeypatch.setattr(proving, "fetch_own_all", visitors)
    ruling = ruled_on_the_desk(cast)
    number = ruling.case_id
    proof = RecallProof.objects.get(correction__request_number=number)
    visitors.broken.add(cast.other.site.hostname)

    assert not prove(proof)
    assert visit(cast.province, f"/dinh-chinh/{number}/xac-nhan.pdf").status_code == 404
    # From the fifth minute on it alarms the board that ruled, and nobody else.
    due, told = ruling.ruled_at + TIME_TO_PROVE, [UnprovenCorrections()]
    assert urgent_portals(due - timedelta(microseconds=1), told) == {}
    assert urgent_portals(due, told) == {"unproven-correction": {cast.province.pk}}
    (line,) = items_of(InboxReader(user=cast.head, now=due), told)
    assert line.url == reverse("case_page", args=[number])
    assert line.note.startswith("4 ")
    shown = proof_of_ruling(number)
    assert shown is not None
    assert (shown.portals, shown.total - shown.settled, shown.certificate) == (3, 4, "")
    page = desk_client(cast.head).get(reverse("case_page", args=[number])).text
    assert WRONG in page
    assert f"{shown.settled}" in page
    visitors.broken.clear()

    EditionChange.objects.all().delete()
    assert prove(proof, later=timedelta(minutes=1))
    assert urgent_portals(due, told) == {}
    assert [one.portal_ids for one in EditionChange.objects.all()] == [[cast.province.pk]]

    path = cast.source.public_path()
    rows = ProvenAddress.objects.filter(proof=proof)
    assert set(rows.values_list("state", flat=True)) == {AnswerState.RIGHT}
    for portal in (cast.province, cast.other):
        assert set(rows.filter(portal=portal).values_list("what", "path")) == {
            (What.STORY, path), (What.PAPER, f"{path.rstrip('/')}.pdf"),
            (What.FEED, "/atom.xml"), (What.FEED, "/feed.json"),
        }  # fmt: skip
    assert set(rows.filter(portal=cast.commune).values_list("what", "story_id")) == {
        (What.OWN, made.copy_id)
    }
    certificate = RecallCertificate.objects.get()
    content = json.loads(certificate.content)
    assert (content["number"], content["wrong"], content["right"]) == (number, WRONG, RIGHT)
    assert ruling.case.code not in certificate.content
    for portal, status in ((cast.province, 200), (cast.other, 404)):
        assert visit(portal, f"/dinh-chinh/{number}/xac-nhan.pdf").status_code == status
    told = visit(cast.province, f"/dinh-chinh/{number}/xac-nhan.json")
    file = tmp_path / "x.json"
    file.write_bytes(told.content)
    said = io.StringIO()
    call_command("verify_certificate", file, stdout=said)
    assert f"Genuine: correction {number}" in said.getvalue()
    shown = proof_of_ruling(number)
    assert shown is not None
    page = desk_client(cast.head).get(reverse("case_page", args=[number])).text
    assert shown.certificate in page
    assert shown.certificate.endswith(f"/dinh-chinh/{number}/xac-nhan.pdf")
    # The ledger holds the note, with the text that readers have.
    record_waiting(now=timezone.now())
    (entry,) = LedgerEntry.objects.filter(kind="correction", subject=str(cast.source.pk))
    body = json.loads(bytes(entry.entry).partition(b"\n")[2])["body"]
    assert body["note"] == Correction.objects.get(request_number=number).text
    # The person's page and the public answer say what was ruled, and lead to the certificate.
    case = CitizenCase.objects.get(pk=number)
    public = {
        "is_public": True, "public_subject": "Giờ mở", "public_question": "Mấy giờ?", "public_answer": "Đã sửa.",
    }  # fmt: skip
    answer(case, make_member(cast.province), cast.head, timezone.now(), **public)
    answered = visit(cast.province, ReleasedAnswer.objects.get(case=case).path).text
    followed = visit(cast.other, follow_path(case)).text
    for page in (answered, followed):
        assert shown.certificate in page
        assert WRONG in page
    assert case.code not in answered


def test_proves_of_what_was_taken_down_that_nothing_stands_and_what_stays_of_it(
    monkeypatch,
) -> None:
    cast, made = make_adapted()
    monkeypatch.setattr(proving, "fetch_own_all", Visitors())
    path = cast.source.public_path()
    case, now = contest(cast.source, cast.province), timezone.now()
    withdraw_story(
        story=cast.source, kind=RemovalKind.IN_ERROR, reason="Sai", actor=cast.head, now=now
    )
    words = RulingWords(RulingVerdict.PARTLY, WRONG, RIGHT, "Vé vẫn miễn phí, theo thông báo.")
    ruling = rule_correction(case=case, words=words, actor=cast.head, now=timezone.now())
    # The own version stands on, shows the note, and still has to say whether it stays without its source.
    changes = SourceChange.objects.filter(adaptation=made).order_by("pk")
    assert [(one.kind, one.outcome) for one in changes] == [("withdrawn", ""), ("corrected", "")]
    # The text is a successor's by then; who ruled stays who ruled.
    CorrectionRuling.objects.update(portal=cast.other, applied_at=None)
    (line,) = items_of(InboxReader(user=make_member(cast.other), now=now), [TextsToSetRight()])
    assert line.portal == cast.other
    assert not list(items_of(InboxReader(user=cast.head, now=now), [TextsToSetRight()]))

    assert prove(RecallProof.objects.get())

    rows = ProvenAddress.objects.order_by("portal")
    assert set(rows.values_list("portal", "what", "path", "status")) == {
        (cast.province.pk, What.STORY, path, 410), (cast.other.pk, What.STORY, path, 410),
        (cast.commune.pk, What.OWN, made.copy.public_path(), 200),
    }  # fmt: skip
    shown = proof_of_ruling(case.pk)
    assert shown is not None
    assert (shown.shown, shown.without) == (1, 2)
    assert shown.certificate.startswith(main_origin(cast.province))
    told = json.loads(RecallCertificate.objects.get().content)
    assert told["remainder"] == words.remainder
    assert told["corrected_by"] == cast.province.title
    assert ruling.ruled_for == cast.province
    pdf = visit(cast.province, f"/dinh-chinh/{case.pk}/xac-nhan.pdf")
    pages = PdfDocument(b"".join(pdf.streaming_content) if pdf.streaming else pdf.content)
    said = " ".join(page.get_textpage().get_text_bounded() for page in pages)
    assert "".join(words.remainder.split()) in "".join(said.split())


class TestWhatIsRight:
    NOTE = ToldNote(f"Đã đăng: “{WRONG}”\nNay sửa lại là: “{RIGHT}”", AT, frozenset({9}))
    PAGE = "<p>Đã đăng: “mở cửa lúc 18 giờ”<br>Nay sửa lại là: “mở cửa lúc 19 giờ &lt;sáng&gt; &amp; tối”"

    def judged(self, what, status=200, body="", *, story_id=7, path="/a/b-7/", location="") -> bool:
        answer = Fetched(f"http://phu.vn{path}", status, {"location": location}, body.encode())
        return judge_note(
            answer, self.NOTE, what=what, story_id=story_id, main_host="chinh.vn"
        ).is_right

    def test_of_a_page(self) -> None:
        half = self.PAGE.partition("<br>")[0]
        for what in (What.STORY, What.OWN):
            assert self.judged(what, body=self.PAGE)
            assert not self.judged(what, body=half)
            assert not self.judged(what, 404, self.PAGE)
            assert self.judged(what, 410)
            assert self.judged(what, 301, location="http://chinh.vn/a/b-7/")
            assert not self.judged(what, 301, location="http://chinh.vn/a/c-7/")
            assert not self.judged(what, 301, location="http://phu.vn/a/b-7/")
        assert self.judged(What.OWN, body="", story_id=9)
        assert not self.judged(What.STORY, body="", story_id=9)
        assert not self.judged(What.PAPER, body=self.PAGE)
        silent = judge_note(
            TransientFetchError("x"), self.NOTE, what=What.STORY, story_id=7, main_host=""
        )
        assert not silent.is_right

    def test_of_a_feed(self) -> None:
        for at, right in ((AT, True), (AT - timedelta(microseconds=1), False)):
            atom = (
                '<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>http://a.vn/x/y-7/</id>'
                f"<updated>{at.isoformat()}</updated></entry></feed>"
            )
            told = json.dumps(
                {"items": [{"id": "http://a.vn/x/y-7/", "date_modified": at.isoformat()}]}
            )
            assert self.judged(What.FEED, body=atom, path="/atom.xml") is right
            assert self.judged(What.FEED, body=told, path="/feed.json") is right
            assert self.judged(What.FEED, body=told, path="/feed.json", story_id=8)
        assert not self.judged(What.FEED, body="<", path="/atom.xml")
        assert not self.judged(
            What.FEED, 301, location="http://chinh.vn/atom.xml", path="/atom.xml"
        )


def test_costs_the_same_for_few_portals_as_for_many() -> None:
    counts = []
    for communes in (1, 5):
        cast = make_cast(communes)
        place_dispatch(dispatch_id=send(cast.story, cast.head).pk)
        case = make_case(cast.portal, kind=CaseKind.CORRECTION, about=f"story:{cast.story.pk}")
        words = RulingWords(RulingVerdict.WHOLE, WRONG, RIGHT)
        with CaptureQueriesContext(connection) as ruling:
            rule_correction(case=case, words=words, actor=cast.head, now=timezone.now())
        proof = RecallProof.objects.get(correction__request_number=case.pk)
        with CaptureQueriesContext(connection) as planning:
            assert len(addresses_to_prove(proof, now=timezone.now())) == 4 * (communes + 2)
        counts.append((len(ruling), len(planning)))
    assert counts[0] == counts[1]
    assert counts[0][1] <= 4


def test_a_board_that_keeps_its_own_text_shows_no_note() -> None:
    cast, made = make_adapted()
    ruling = ruled(cast.source, cast.head, portal=cast.province)
    proof = RecallProof.objects.get(correction__request_number=ruling.case_id)
    change = SourceChange.objects.filter(adaptation=made)
    change.update(outcome=AdaptationOutcome.KEPT, decided_at=AT, in_force_at=timezone.now())
    monkey = Visitors()
    ProvenAddress.objects.bulk_create(addresses_to_prove(proof, now=timezone.now()))
    rows = ProvenAddress.objects.filter(proof=proof)
    rows.update(state=AnswerState.RIGHT, status=200, answered_at=AT)
    rows.filter(portal=cast.other, what=What.STORY).update(status=410)
    rows.filter(portal=cast.other, what=What.PAPER).update(state=AnswerState.NO_ADDRESS)
    told = proof_of_ruling(ruling.case_id)
    assert told is not None
    assert (told.total, told.settled, told.shown, told.kept, told.without) == (9, 9, 6, 1, 2)
    page = desk_client(cast.head).get(reverse("case_page", args=[ruling.case_id])).text
    assert "6/9" in page
    rows.delete()
    own = made.copy.public_path()
    (row,) = (one for one in addresses_to_prove(proof, now=timezone.now()) if one.what == What.OWN)
    [answer] = monkey([(row.hostname, own)])
    assert judge_of(proof, [row], timezone.now())(row, answer).is_right
    change.update(outcome="", decided_at=None, in_force_at=None)
    [answer] = monkey([(row.hostname, own)])
    assert WRONG in answer.body.decode()
