"""The head's word in public: beside what is overdue, and beside a correction; who may, where it stands, how it goes."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta

import pytest
import time_machine
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from editorial.answers.figures import figures_of_requests
from editorial.enums import RemovalKind
from editorial.models import Placement
from editorial.placements.actions import end_placements
from portals.accountability.actions.acting import NotPossible
from portals.accountability.actions.naming import NamesThePerson
from portals.accountability.actions.stating import state_beside_case, withdraw_statement
from portals.accountability.actions.triage import hand_over_case, seal_case
from portals.accountability.enums import CaseKind, CaseOutcome, StatementBeside
from portals.accountability.erasing import erase_cases
from portals.accountability.models import CaseStatement, CitizenCase, CouncilPetition
from portals.accountability.stated import statements_beside
from portals.boards.enums import Position
from portals.boards.models import Delegation, User
from portals.ledger.canonical import encode
from portals.ledger.commitments import PREFIX
from portals.ledger.models import LedgerEntry
from portals.models import EditionChange, Portal
from portals.refusals import NotYourOffice
from tests.editorial.answers.cast import release
from tests.factories import make_member, make_portal, published_story
from tests.portals.accountability.cases import local, make_case
from tests.portals.accountability.test_facts import ends
from tests.support.kept import once_a_file
from tests.support.visiting import republished, visit
from tests.syndication.adaptations.casts import FIRST, blocks
from tests.syndication.adaptations.test_corrections import contest, rule
from tests.syndication.desk import client_of

LATE, CORRECTION = StatementBeside.LATE, StatementBeside.CORRECTION
# Ten working days are over on 16 November at five.
NOW = local(17)
WORDS = "Xã xin lỗi vì chậm trễ. Việc này đang được giải quyết và sẽ xong trong tuần."
FIGURES = "/hoi-dap/thong-ke/"


def build() -> tuple[Portal, User, CitizenCase]:
    portal = make_portal(overseer=make_portal("province"))
    return (
        portal,
        make_member(portal, Position.HEAD),
        make_case(portal, phone="0912345678", wants_public=True),
    )


built, scene = once_a_file(build)


def state(scene, text: str = WORDS, **more) -> CaseStatement:
    _portal, head, case = scene
    told = {"case": case, "beside": LATE, "actor": head, "now": NOW, **more}
    return state_beside_case(text=text, **told)


def tell(case: CitizenCase, **told: str) -> None:
    held = CitizenCase.objects.get(pk=case.pk)
    for name, words in told.items():
        setattr(held, name, words)
    held.save()


def seen(portal: Portal, path: str = FIGURES) -> str:
    with time_machine.travel(NOW, tick=False):
        return visit(portal, path).content.decode()


def entries() -> list[tuple[str, dict]]:
    rows = LedgerEntry.objects.filter(kind__startswith="case-statement").order_by("pk")
    return [(one.kind, json.loads(bytes(one.entry).partition(b"\n")[2])["body"]) for one in rows]


class TestWhoSigns:
    def test_the_head_of_the_board_that_is_named_or_who_stands_in(self, scene) -> None:
        portal, head, _case = scene
        deputy = make_member(portal, Position.DEPUTY)
        strangers = (
            deputy, make_member(portal, Position.EDITOR), make_member(make_portal(), Position.HEAD),
            make_member(Portal.objects.get(tier="province"), Position.HEAD),
        )  # fmt: skip
        for actor in strangers:
            with pytest.raises(NotYourOffice):
                state(scene, actor=actor)
        Delegation.objects.create(
            board=portal.board, giver=head, receiver=deputy, made_at=local(1),
            period=(local(17).date(), local(18).date()),
        )  # fmt: skip
        made = state(scene, actor=deputy)
        assert (made.post, made.signed_by) == ("Phó Trưởng ban, ký thay Trưởng ban", deputy)
        with pytest.raises(NotYourOffice):
            withdraw_statement(statement=made, reason="Sai", actor=deputy, now=local(18))
        withdraw_statement(statement=made, reason="Sai", actor=head, now=local(18))

    def test_only_beside_what_is_late(self, scene) -> None:
        portal, _head, case = scene
        case.refresh_from_db()
        for now in (case.due_at, case.due_at - timedelta(minutes=1)):
            with pytest.raises(NotPossible, match="quá hạn"):
                state(scene, now=now)
        assert state(scene, now=case.due_at + timedelta(seconds=1)).portal == portal
        with pytest.raises(NotPossible):
            state(scene, beside=CORRECTION)
        comment = make_case(portal, kind=CaseKind.COMMENT, now=local(2) - timedelta(days=70))
        ended = make_case(portal)
        ends(ended, CaseOutcome.ANSWERED, local(17, "09:00"))
        for other in (comment, ended):
            with pytest.raises(NotPossible):
                state(scene, case=other)

    def test_one_each_and_never_replaced_in_silence(self, scene) -> None:
        _portal, head, case = scene
        first = state(scene)
        with pytest.raises(NotPossible, match="vì sao"):
            state(scene, "Nói lại.")
        second = state(scene, "Nói lại.", reason="Viết nhầm ngày", now=local(18))
        first.refresh_from_db()
        assert (first.text, first.salt, first.withdrawn_why) == ("", "", "Viết nhầm ngày")
        assert second.replaces == first
        assert CaseStatement.objects.filter(case=case, withdrawn_at=None).get() == second
        with pytest.raises(NotPossible, match="vì sao"):
            withdraw_statement(statement=second, reason=" ", actor=head, now=local(18))
        with pytest.raises(NotPossible):
            withdraw_statement(statement=first, reason="Nữa", actor=head, now=local(18))


class TestWhatItSays:
    def test_is_nothing_of_the_person(self, scene) -> None:
        _portal, head, _case = scene
        tell(scene[2], identity="027 189 004 512")
        reaching = (
            "Gọi 0912345678", "Gọi 0912.345 678.", "Gọi (+84) 912\n345 678", "Thư tới Thu@example.vn.",
            "Số 027189004512",
        )  # fmt: skip
        for said in reaching:
            with pytest.raises(NotPossible, match="liên hệ") as refused:
                state(scene, said, has_looked=True)
            assert not isinstance(refused.value, NamesThePerson)
        for said, found in (
            ("Hỏi: NGUYỄN VĂN THỬ.", "NGUYỄN VĂN THỬ"),
            ("ông Nguyễn  Văn\nThử", "Nguyễn Văn Thử"),
            ("Hãy gọi 0987654321.", "0987654321"),
        ):
            with pytest.raises(NamesThePerson, match=found):
                state(scene, said)
        # What only begins or ends as theirs is not theirs.
        said = "Hãy gọi 09123456789, thanhthu@example.vn hay ông Nguyễn Văn Thử."
        made = state(scene, said, has_looked=True)
        assert made.text == said
        for reason in ("Vì nêu số 0912 345 678", "Vì nêu tên ông Nguyễn Văn Thử"):
            for act in (
                lambda why: withdraw_statement(statement=made, reason=why, actor=head, now=NOW),
                lambda why: state(scene, reason=why),
            ):
                with pytest.raises(NotPossible):
                    act(reason)
        with pytest.raises(NotPossible, match="liên hệ"):
            state(scene, reason="Vì nêu số 0912 345 678", has_looked=True)
        made.refresh_from_db()
        assert made.withdrawn_at is None
        why = "Vì nêu tên ông Nguyễn Văn Thử"
        withdraw_statement(statement=made, reason=why, actor=head, now=NOW, has_looked=True)

    def test_may_say_words_that_happen_to_be_theirs(self, scene) -> None:
        tell(scene[2], person_name="An", address="Bắc  Ninh", phone="12")
        assert state(scene, "Xã an toàn, 12 hộ, Bắc Ninhh.").text
        with pytest.raises(NamesThePerson, match="Bắc Ninh"):
            state(scene, "Sở ở Bắc\nNinh nói.", reason="Sai")
        for said in ("Tỉnh Bắc Ninh nói.", "Chị An nói."):
            with pytest.raises(NamesThePerson):
                state(scene, said, reason="Sai")
        assert state(scene, "Tỉnh Bắc Ninh nói.", reason="Sai", has_looked=True).text

    def test_is_something_and_short(self, scene) -> None:
        for said in ("", " \r\n ", "x" * 1_001):
            with pytest.raises(NotPossible):
                state(scene, said)
        assert state(scene, "a\r\nb").text == "a\nb"


class TestInPublic:
    def test_stands_where_what_is_late_is_told_with_post_and_day(self, scene) -> None:
        portal, head, case = scene
        province, other = Portal.objects.get(tier="province"), make_portal()
        late = make_case(other)
        before = EditionChange.objects.filter(portal_ids__contains=[portal.pk]).count()
        state(scene)
        assert EditionChange.objects.filter(portal_ids__contains=[portal.pk]).count() == before + 1
        for place in (portal, province):
            html = seen(place)
            for words in (WORDS, "Trưởng ban", str(head), "17/11/2026"):
                assert words in html
            assert case.code not in html
            assert case.text not in html
        assert WORDS not in seen(other)
        (row,) = figures_of_requests(other, NOW).late
        assert (row.code[-3:], list(row.statements)) == (late.code[-3:], [])

    def test_stands_on_the_page_of_a_petition_and_beside_the_answer(self, scene) -> None:
        portal, head, case = scene
        state(scene)
        petition = CouncilPetition.objects.create(
            case=case, brought_by=portal, council="Hội đồng", session="Kỳ họp", number="1",
            brought_at=local(2), subject="Kênh", text="Kênh tắc", raised_by="Tổ 3",
        )  # fmt: skip
        assert WORDS in seen(portal, petition.path)
        answered = release(portal, head, at=NOW, case=case)
        assert WORDS in seen(portal, answered.path)
        assert WORDS not in seen(portal)
        other = release(portal, head, at=NOW)
        assert WORDS not in seen(portal, other.path)

    def test_costs_one_query_for_all(self, scene) -> None:
        portal, _head, case = scene
        counts = []
        for one in (case, make_case(portal), make_case(portal)):
            state(scene, case=one)
            with CaptureQueriesContext(connection) as queries:
                late = figures_of_requests(portal, NOW).late
            counts.append(len(queries))
        assert len(set(counts)) == 1
        assert [len(one.statements) for one in late] == [1, 1, 1]

    def test_withdrawn_shows_day_and_reason_and_no_word(self, scene) -> None:
        portal, head, _case = scene
        made = state(scene)
        withdraw_statement(statement=made, reason="Nói chưa đúng", actor=head, now=NOW)
        html = seen(portal)
        assert "Nói chưa đúng" in html
        assert WORDS not in html
        last = EditionChange.objects.order_by("pk").last()
        assert portal.pk in last.portal_ids
        assert last.forbids_stale

    def test_keeps_the_seal_away_and_goes_with_one(self, scene) -> None:
        portal, head, case = scene
        made = state(scene)
        with pytest.raises(NotPossible, match="niêm phong"):
            seal_case(case=case, officer=head, actor=head, now=NOW)
        with transaction.atomic():
            withdraw_statement(statement=made, reason="Sai", actor=head, now=NOW)
            with pytest.raises(NotPossible, match="niêm phong"):
                seal_case(case=case, officer=head, actor=head, now=NOW)
            transaction.set_rollback(True)
        CitizenCase.objects.filter(pk=case.pk).update(
            state="ended", outcome=CaseOutcome.SEALED, sealed_for=head, ended_at=NOW
        )
        assert not statements_beside([case.pk])
        assert WORDS not in seen(portal)
        with pytest.raises(NotPossible, match="niêm phong"):
            state(scene, "Nữa.", reason="x")
        with pytest.raises(NotPossible, match="niêm phong"):
            withdraw_statement(statement=made, reason="x", actor=head, now=NOW)

    def test_goes_with_the_data_once_nobody_reads_it(self, scene) -> None:
        portal, _head, case = scene
        made = [
            state(scene),
            state(scene, "Nói lại.", reason="Sai"),
            state(scene, case=make_case(portal)),
        ]
        CitizenCase.objects.filter(pk=case.pk).update(
            state="ended", outcome="refused", ended_at=NOW
        )
        before = EditionChange.objects.filter(portal_ids__contains=[portal.pk]).count()
        erase_cases([CitizenCase.objects.get(pk=case.pk)], actor=None, now=NOW, why="retention")
        assert EditionChange.objects.filter(portal_ids__contains=[portal.pk]).count() == before + 1
        assert EditionChange.objects.order_by("pk").last().forbids_stale
        for one in made:
            one.refresh_from_db()
        assert [(one.text, one.withdrawn_why, bool(one.salt)) for one in made] == [
            ("", "–", False), ("–", "", False), (WORDS, "", True),
        ]  # fmt: skip
        CitizenCase.objects.filter(pk=case.pk).update(state="open", outcome="", ended_at=None)
        with pytest.raises(NotPossible, match="xóa"):
            state(scene, "Nữa.", reason="Sai")

    def test_is_in_the_ledger_by_a_commitment(self, scene) -> None:
        _portal, head, case = scene
        made = state(scene)
        withdraw_statement(statement=made, reason="Sai", actor=head, now=NOW)
        named = {"request": f"yeu-cau-{case.pk}", "beside": "late"}
        assert entries() == [
            ("case-statement", {**named, "text": made.commitment}),
            ("case-statement-withdrawn", named),
        ]
        told = encode({"post": made.post, "text": WORDS})
        digest = hashlib.sha256(PREFIX + bytes.fromhex(made.salt) + told).hexdigest()
        assert made.commitment == f"c1:{digest}"


class TestOnTheDesk:
    def test_the_head_is_offered_it_and_others_are_not(self, scene) -> None:
        portal, head, case = scene
        address = reverse("case_state_late", args=[case.pk])
        page = reverse("case_page", args=[case.pk])
        with time_machine.travel(NOW, tick=False):
            client = client_of(head)
            assert address in client.get(page).content.decode()
            editor = client_of(make_member(portal, Position.EDITOR))
            assert address not in editor.get(page).content.decode()
            editor.post(address, {"text": WORDS, "revision": ""})
            assert not CaseStatement.objects.exists()
            form = client.get(address).content.decode()
            assert "Những gì người dân viết" in form
            sent = client.post(address, {"text": "Gọi 0987654321.", "revision": ""})
            assert "0987654321" in sent.content.decode()
            assert not CaseStatement.objects.exists()
            client.post(address, {"text": "Gọi 0987654321.", "has_looked": "on"})
            assert CaseStatement.objects.get().text == "Gọi 0987654321."
            assert reverse("case_unstate_late", args=[case.pk]) in client.get(page).content.decode()
            client.post(reverse("case_unstate_late", args=[case.pk]), {"reason": "Nhầm"})
            assert CaseStatement.objects.get().withdrawn_why == "Nhầm"
            stranger = client_of(make_member(make_portal(), Position.HEAD))
            assert stranger.get(address).status_code == 404


def test_what_another_board_signed_is_withdrawn_by_its_own_head(scene) -> None:
    portal, head, case = scene
    other = make_portal()
    theirs = make_member(other, Position.HEAD)
    made = state(scene)
    hand_over_case(case=case, to=other, reason="Đúng nơi", actor=head, now=NOW)
    with pytest.raises(NotYourOffice, match=portal.name):
        state(scene, "Của tôi.", actor=theirs, reason="Sai")
    page, form = (reverse(f"case_{name}", args=[case.pk]) for name in ("page", "unstate_late"))
    stating = reverse("case_state_late", args=[case.pk])
    editor = make_member(portal, Position.EDITOR)
    with time_machine.travel(NOW, tick=False):
        offered = client_of(theirs).get(page).content.decode()
        assert stating not in offered
        assert form not in offered
        assert client_of(editor).get(form).status_code == 404
        own = client_of(head)
        for closed in (page, stating):
            assert own.get(closed).status_code == 404
        shown = own.get(form).content.decode()
        assert WORDS in shown
        for words in (case.code, case.subject, case.text):
            assert words not in shown
        queue = reverse("case_queue", args=[portal.pk])
        assert form in own.get(queue).content.decode()
        assert form not in client_of(editor).get(queue).content.decode()
        sent = own.post(form, {"reason": "Đã chuyển"})
        assert sent.headers["Location"] == queue
        assert form not in own.get(queue).content.decode()
        made.refresh_from_db()
        assert made.withdrawn_why == "Đã chuyển"
        assert own.get(form).status_code == 404
        assert stating in client_of(theirs).get(page).content.decode()
    assert state(scene, "Của tôi.", actor=theirs).portal == other


def test_beside_a_correction_it_stands_on_the_text_by_who_ruled(scene) -> None:
    portal, head, _case = scene
    story = published_story(portal, body=blocks(FIRST))
    case = contest(story, portal)
    told = {"case": case, "beside": CORRECTION, "now": timezone.now()}
    with pytest.raises(NotPossible, match="đính chính"):
        state(scene, **told)
    rule(case, make_member(portal, Position.DEPUTY))
    with pytest.raises(NotYourOffice):
        state(scene, **told, actor=make_member(make_portal(), Position.HEAD))
    made = state(scene, **told)
    html = visit(portal, story.public_path()).content.decode()
    assert WORDS in html
    assert str(head) in html
    CitizenCase.objects.filter(pk=case.pk).update(portal=make_portal())
    withdraw_statement(statement=made, reason="Thừa", actor=head, now=timezone.now())
    html = visit(portal, story.public_path()).content.decode()
    assert WORDS not in html
    assert "Thừa" in html
    # Where the story stood once its page says that it is gone, and what was said beside it.
    gone = make_portal()
    republished(story, gone)
    end_placements(
        placements=Placement.objects.filter(portal=gone),
        kind=RemovalKind.WITHDRAWN,
        reason="Sai",
        now=timezone.now(),
    )
    state(scene, **told)
    assert gone.pk in EditionChange.objects.order_by("pk").last().portal_ids
