"""Handing a request to the national system: who may, what ends, what is given over, what stays, and what comes back."""

from __future__ import annotations

import io
import json
from datetime import date
from zipfile import ZipFile

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from wagtail.models import ModelLogEntry

from portals.accountability.actions.acting import NotPossible
from portals.accountability.actions.erasing import demand_erasure, grant_erasure
from portals.accountability.actions.national import (
    BadExport,
    bring_back_national,
    erase_exported,
    export_handovers,
    hand_to_national,
)
from portals.accountability.actions.triage import join_cases
from portals.accountability.derivation import derivation_of
from portals.accountability.enums import CaseKind, CaseOutcome, CaseState
from portals.accountability.links import follow_path
from portals.accountability.models import CaseFile, CaseText, CitizenCase, NationalHandover
from portals.accountability.national.inbox import HandoversStillHere
from portals.accountability.statistics import case_counts
from portals.boards.enums import Position
from portals.inbox.queries import items_of
from portals.inbox.reader import InboxReader
from portals.mail.models import OutgoingMail
from portals.refusals import NotYourOffice
from portals.sealing.commitments import is_of
from tests.factories import make_member
from tests.portals.accountability.cases import local, make_case
from tests.support.visiting import visit
from tests.walls import desk_client

pytestmark = pytest.mark.django_db
NUMBER = "DVC-2026-0001"


def hand(case: CitizenCase, actor, *, number: str = NUMBER, now=None, **words: str) -> CitizenCase:
    told = {"basis": "Nghị định 20/2008/NĐ-CP", "reason": "Thuộc thẩm quyền bộ", **words}
    return hand_to_national(case=case, number=number, actor=actor, now=now or local(3), **told)


def back(portal, actor, *rows: dict[str, str], now=None):
    table = list(enumerate(rows, start=2))
    return bring_back_national(portal=portal, table=table, actor=actor, now=now or local(12))


def row(number: str = NUMBER, **cells: str) -> dict[str, str]:
    told = {name.replace("_", " "): text for name, text in cells.items()}
    return {"số hồ sơ": number, "trạng thái": "đang xử lý", **told}


class TestHandingOver:
    def test_ends_it_with_number_and_ground_and_tells_the_person(self, portal, head) -> None:
        case = hand(make_case(portal), head, number=f" {NUMBER} ")
        assert (case.state, case.outcome) == (CaseState.ENDED, CaseOutcome.ELSEWHERE)
        assert (case.national_number, case.ended_late) == (NUMBER, None)
        event = case.events.get(step="to_national")
        assert (event.basis, event.data) == ("Nghị định 20/2008/NĐ-CP", {"number": NUMBER})
        mail = OutgoingMail.objects.get(text__contains=NUMBER)
        assert NUMBER not in mail.subject
        page = visit(portal, follow_path(case)).content.decode()
        assert NUMBER in page
        assert "Thuộc thẩm quyền bộ" in page
        assert derivation_of(case)[-1].at.date() == date(2026, 11, 3)

    def test_is_the_heads_or_a_deputys_of_the_board_in_charge(self, portal, editor, theirs) -> None:
        case = make_case(portal)
        for stranger in (editor, theirs):
            with pytest.raises(NotYourOffice):
                hand(case, stranger)
        hand(case, make_member(portal, Position.DEPUTY))

    def test_needs_a_number_of_its_own_a_ground_and_a_reason(self, portal, head) -> None:
        hand(make_case(portal), head)
        case = make_case(portal)
        for wrong in (
            {}, {"number": " "}, {"number": "1" * 61}, {"number": "2", "basis": " "},
            {"number": "2", "basis": "x" * 301}, {"number": "2", "reason": " "},
        ):  # fmt: skip
            with pytest.raises(NotPossible):
                hand(case, head, **wrong)
        comment = make_case(portal, kind=CaseKind.COMMENT)
        with pytest.raises(NotPossible):
            hand(comment, head, number="3")
        handed = hand(case, head, number="1" * 60)
        with pytest.raises(NotPossible):
            hand(handed, head, number="4")
        # Once, whatever became of it since.
        again = {"state": "open", "outcome": "", "ended_at": None, "due_at": local(20)}
        CitizenCase.objects.filter(pk=handed.pk).update(**again)
        with pytest.raises(NotPossible, match="đã được chuyển sang hệ thống quốc gia"):
            hand(handed, head, number="5")

    def test_is_counted_once_as_handed_over(self, portal, head) -> None:
        hand(make_case(portal), head)
        (count,) = case_counts(portal.pk, local(1))
        assert (count.received, count.handed, count.answered, count.refused) == (1, 1, 0, 0)


class TestGivingOver:
    @pytest.fixture
    def case(self, portal, head):
        other = make_case(portal, now=local(2, "11:00"), text="Cùng việc ấy")
        case = make_case(portal, phone="0912 345 678")
        join_cases(case=other, into=case, actor=head, now=local(2, "12:00"))
        CaseFile.objects.create(
            case=case, file=ContentFile(b"anh", name="a.jpg"), name="sân nhà.jpg", size=3,
            media_type="image/jpeg", sha256="a" * 64, examination="fine", added_at=local(2),
        )  # fmt: skip
        CaseFile.objects.create(
            case=case, file=ContentFile(b"x", name="b.jpg"), name="b.jpg", size=1,
            media_type="image/jpeg", sha256="b" * 64, examination="refused", added_at=local(2),
        )  # fmt: skip
        return hand(case, head)

    def given(self, portal, head, now):
        file = export_handovers(portal=portal, actor=head, now=now).file
        return ZipFile(io.BytesIO(file.read()))

    def test_holds_all_of_it_and_leaves_commitments_without_salts(self, portal, head, case) -> None:
        archive = self.given(portal, head, local(4))
        (told,) = json.loads(archive.read("yeu-cau.json"))["ho_so"]
        assert told["so_ho_so"] == NUMBER
        main, joined = told["yeu_cau"]
        words = {one["noi_dung"] for one in main["noi_dung"]}
        assert {"0912 345 678", case.text} <= words
        assert "Cùng việc ấy" in {one["noi_dung"] for one in joined["noi_dung"]}
        paths = [one["duong_dan"] for one in main["tep"]]
        assert [bool(path) for path in paths] == [True, False]
        assert archive.read(paths[0]) == b"anh"
        kept = {
            what: commitment for what, commitment, _at in NationalHandover.objects.get().commitments
        }
        for one in (*main["noi_dung"], *joined["noi_dung"], *main["trao_doi"]):
            if one["noi_dung"]:
                salt = bytes.fromhex(one["muoi"])
                assert is_of(kept[one["ten"]], one["noi_dung"], salt)
                assert one["muoi"] not in str(kept)

    def test_is_erased_then_and_only_what_was_exported(self, portal, head, case) -> None:
        stored = CaseFile.objects.earliest("pk").file
        with pytest.raises(NotPossible):
            erase_exported(portal=portal, actor=head, now=local(4))
        self.given(portal, head, local(4))
        later = hand(make_case(portal), head, number="2", now=local(5))
        assert erase_exported(portal=portal, actor=head, now=local(5)) == 1
        for one in CitizenCase.objects.exclude(pk=later.pk):
            assert one.erased_at == local(5)
            assert {one.subject, one.text, one.person_name, one.email, one.phone} == {""}
            assert one.events.filter(step="erased").count() == 1
        assert not CaseText.objects.exclude(case=later).exclude(text="").exists()
        assert {(one.name, one.sha256, one.file.name) for one in CaseFile.objects.all()} == {
            ("", "", "")
        }
        assert CitizenCase.objects.get(pk=later.pk).text
        page = visit(portal, follow_path(case))
        assert page.status_code == 200
        assert NUMBER in page.content.decode()
        assert stored.name

    def test_each_file_that_was_downloaded_can_be_proven(self, portal, head, case) -> None:
        files = [self.given(portal, head, local(day)) for day in (4, 5)]
        assert erase_exported(portal=portal, actor=head, now=local(6)) == 1
        kept = NationalHandover.objects.get().commitments
        assert {at for _what, _commitment, at in kept} == {local(day).isoformat() for day in (4, 5)}
        for file in files:
            (told,) = json.loads(file.read("yeu-cau.json"))["ho_so"]
            texts = [one for one in told["yeu_cau"][0]["noi_dung"] if one["noi_dung"]]
            for one in texts:
                assert [one["ten"], one["cam_ket"]] in [row[:2] for row in kept]
        with pytest.raises(NotPossible):
            export_handovers(portal=portal, actor=head, now=local(9))

    def test_leaves_out_whole_and_names_what_lacks_a_file(self, portal, head, case) -> None:
        client, page = desk_client(head), reverse("national_export", args=[portal.pk])
        board = reverse("cases_national", args=[portal.pk])
        hand(make_case(portal), head, number="2")
        fine, waits = CaseFile.objects.order_by("pk")
        # Of what was joined it is the same.
        CaseFile.objects.filter(pk=waits.pk).update(examination="examining", case=case.joined.get())
        archive = ZipFile(io.BytesIO(b"".join(client.post(page))))
        told = json.loads(archive.read("yeu-cau.json"))
        assert [one["so_ho_so"] for one in told["ho_so"]] == ["2"]
        assert [one["so_ho_so"] for one in told["de_lai"]] == [NUMBER]
        assert archive.namelist() == ["yeu-cau.json"]
        shown = client.get(board).content.decode()
        assert f"{NUMBER}: " in shown
        assert "còn tại đây, có tệp đang được kiểm tra" in shown
        CaseFile.objects.filter(pk=waits.pk).update(examination="fine", file="mat/b.jpg")
        given = export_handovers(portal=portal, actor=head, now=local(5))
        assert [number for number, _why in given.left_out] == [NUMBER]
        # Not even the file that is there is in it.
        assert ZipFile(given.file).namelist() == ["yeu-cau.json"]
        assert erase_exported(portal=portal, actor=head, now=local(5)) == 1
        assert CitizenCase.objects.get(pk=case.pk).text
        assert fine.file.storage.exists(fine.file.name)
        with pytest.raises(NotPossible, match=NUMBER):
            export_handovers(portal=portal, actor=head, now=local(6))
        assert NationalHandover.objects.get(number=NUMBER).exported_at is None

    def test_waits_for_a_file_that_no_export_can_have_held(self, portal, head, case) -> None:
        self.given(portal, head, local(4))
        CaseFile.objects.update(examination="examining")
        with pytest.raises(NotPossible):
            erase_exported(portal=portal, actor=head, now=local(5))
        assert CitizenCase.objects.get(pk=case.pk).text

    def test_is_erased_on_demand_only_once_it_was_given_over(self, portal, head, case) -> None:
        demands = [demand_erasure(case=one, now=local(4)) for one in (case, case.joined.get())]
        for demand in demands:
            with pytest.raises(NotPossible):
                grant_erasure(demand=demand, actor=head, now=local(4))
        self.given(portal, head, local(4))
        grant_erasure(demand=demands[0], actor=head, now=local(5))
        # What was joined into it is here still.
        assert NationalHandover.objects.get().erased_at is None
        grant_erasure(demand=demands[1], actor=head, now=local(6))
        assert NationalHandover.objects.get().erased_at == local(6)
        with pytest.raises(NotPossible):
            export_handovers(portal=portal, actor=head, now=local(7))

    def test_is_owed_a_confirmation_three_days_after_it_was_exported(
        self, portal, head, case
    ) -> None:
        def told(now):
            return next(
                (one.title, one.due_at)
                for one in items_of(InboxReader(head, now), [HandoversStillHere()])
            )

        before, due = told(local(3, "11:00"))
        assert due is None
        self.given(portal, head, local(4))
        after, due = told(local(4))
        assert before != after
        assert due == local(7)

    def test_is_the_heads_alone_logged_and_kept_by_nobody(self, portal, head, case) -> None:
        deputy = make_member(portal, Position.DEPUTY)
        for act in (export_handovers, erase_exported):
            with pytest.raises(NotYourOffice):
                act(portal=portal, actor=deputy, now=local(3, "11:00"))
        page = reverse("national_export", args=[portal.pk])
        assert desk_client(head).get(page).status_code == 405
        refused = desk_client(make_member(portal, Position.CONTRIBUTOR)).post(page)
        assert refused.status_code == 404
        got = desk_client(head).post(page)
        assert got["Content-Type"] == "application/zip"
        assert "no-store" in got["Cache-Control"]
        assert b"yeu-cau.json" in b"".join(got)
        entry = ModelLogEntry.objects.get(action="national.export")
        assert entry.data["numbers"] == [NUMBER]
        assert "0912" not in str(entry.data)
        assert visit(portal, page).status_code == 404
        # What is gone for good is asked for by a tick, not by a press alone.
        erase = reverse("national_erase", args=[portal.pk])
        desk_client(head).post(erase)
        assert not CitizenCase.objects.exclude(erased_at=None).exists()
        told = desk_client(head).get(reverse("cases_national", args=[portal.pk])).text
        assert 'name="arrived"' in told
        assert reverse("case_queue", args=[portal.pk]) in told
        desk_client(head).post(erase, {"arrived": "on"})
        assert CitizenCase.objects.exclude(erased_at=None).count() == 2


class TestComingBack:
    @pytest.fixture
    def case(self, portal, head):
        return hand(make_case(portal), head)

    def test_shows_state_and_clock_to_the_person_and_the_same_again_changes_nothing(
        self, portal, head, case
    ) -> None:
        given = row(ngày_tiếp_nhận="04/11/2026", hạn_trả_lời="2026-11-24")
        assert len(back(portal, head, given).changed) == 1
        page = visit(portal, follow_path(case)).content.decode()
        assert "24/11/2026" in page
        before = list(NationalHandover.objects.values()), case.events.count()
        assert back(portal, head, given, now=local(13)).unchanged == 1
        assert (list(NationalHandover.objects.values()), case.events.count()) == before
        done = {**given, "trạng thái": "Đã trả lời", "ngày trả lời": "12/11/2026"}
        back(portal, head, done)
        one = NationalHandover.objects.get()
        assert (one.state, one.answered_on) == ("answered", date(2026, 11, 12))
        (count,) = case_counts(portal.pk, local(1))
        assert (count.handed, count.answered) == (1, 0)

    def test_tells_every_bad_cell_and_changes_nothing(
        self, portal, head, theirs, other, case
    ) -> None:
        hand(make_case(portal), head, number="2")
        hand(make_case(other), theirs, number="cua-noi-khac")
        with pytest.raises(BadExport) as bad:
            back(
                portal, head, row("2"), row("khong-co"), row("cua-noi-khac"),
                row(trạng_thái="xong"), row("2"),
                row(ngày_tiếp_nhận="hôm qua"), row(ngày_tiếp_nhận="13/11/2026"),
                row(ngày_tiếp_nhận="10/11/2026", hạn_trả_lời="09/11/2026"),
                row(trạng_thái="đã trả lời"), row(ngày_trả_lời="11/11/2026"),
            )  # fmt: skip
        found = [(one.line, one.column) for one in bad.value.plan.faults]
        twice = [(line, "số hồ sơ") for line in (7, 8, 9, 10, 11)]
        assert sorted(found) == sorted([
            (3, "số hồ sơ"), (4, "số hồ sơ"), (5, "trạng thái"), (6, "số hồ sơ"), *twice,
            (7, "ngày tiếp nhận"), (8, "ngày tiếp nhận"), (9, "hạn trả lời"),
            (10, "ngày trả lời"), (11, "ngày trả lời"),
        ])  # fmt: skip
        assert not NationalHandover.objects.exclude(state="").exists()

    def test_does_not_take_an_end_back(self, portal, head, case) -> None:
        back(portal, head, row(trạng_thái="không tiếp nhận"))
        with pytest.raises(BadExport):
            back(portal, head, row())

    def test_is_for_who_decides(self, portal, editor, case) -> None:
        with pytest.raises(NotYourOffice):
            back(portal, editor, row())
        client = desk_client(make_member(portal, Position.DEPUTY))
        page = reverse("cases_national", args=[portal.pk])
        looked = client.post(page, {"rows": f"số hồ sơ;trạng thái\n{NUMBER};đang xử lý"})
        assert not NationalHandover.objects.get().state
        assert client.post(page, looked.context["form"].initial).status_code == 302
        assert NationalHandover.objects.get().state == "handling"
        # The file is the head's: a deputy sees no button for it.
        assert reverse("national_export", args=[portal.pk]) not in looked.content.decode()
