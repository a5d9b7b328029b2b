"""Petitions in public: on whose lists, narrowed by what, with their clock, and never more than was brought in."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from editorial.answers.models import ReleasedAnswer
from editorial.open_data.registry import datasets_of, holds_data
from editorial.petitions.reading import PetitionsAsked, found_petitions, petitions_asked
from editorial.petitions.registration import in_section
from editorial.public.more_pages import more_pages
from editorial.public_record.actions import last_hostname
from portals.accountability.actions.answering import Promised, approve_draft
from portals.accountability.actions.releasing import retract_release
from portals.accountability.actions.triage import hand_over_case
from portals.accountability.models import CouncilPetition
from portals.addresses import origin_of
from portals.boards.enums import Position
from portals.ledger.commitments import Opening
from portals.ledger.models import LedgerEntry
from portals.models import Portal
from tests.editorial.petitions.cast import bring, row
from tests.factories import make_member, make_portal, make_province_tree
from tests.portals.accountability.cases import PUBLIC, local, waits_for_approval
from tests.support.visiting import visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree():
    return make_province_tree(2)


def numbers(portal, now, **asked) -> list[str]:
    return [one.number for one in found_petitions(portal, PetitionsAsked(**asked), now).rows]


def answered(number: str, *, promises: tuple[Promised, ...] = ()) -> CouncilPetition:
    one = CouncilPetition.objects.get(number=number)
    author = make_member(one.case.portal, Position.EDITOR)
    head = make_member(one.case.portal, Position.HEAD)
    draft = waits_for_approval(one.case, author, local(6), **PUBLIC)
    approve_draft(draft=draft, actor=head, now=local(9), promises=promises)
    one.refresh_from_db()
    return one


def test_each_filter_narrows_and_the_last_received_comes_first(tree) -> None:
    province, district, (commune, other) = tree
    early = {"ngày_nhận": "15/10/2026", "hạn_trả_lời": "09/11/2026"}
    bring(
        province,
        row(commune, số="1", **early),
        row(other, số="2", kỳ_họp="Kỳ họp thứ 8"),
        row(district, số="3"),
        row(other, số="4", ngày_nhận="04/11/2026"),
    )
    answered("3", promises=(Promised("Nạo vét xong", date(2026, 12, 20)),))
    answered("4")
    now = local(10)
    assert numbers(province, now) == ["4", "3", "2", "1"]
    assert numbers(province, now, session="hdnd-tinh-ky-hop-thu-9") == ["4", "3", "1"]
    assert numbers(province, now, session="khong-co") == []
    assert numbers(province, now, owner=other.pk) == ["4", "2"]
    for state, found in (
        ("da-tra-loi", ["4"]), ("da-hua", ["3"]), ("trong-han", ["2"]), ("qua-han", ["1"]),
    ):  # fmt: skip
        assert numbers(province, now, state=state) == found, state
    # The due minute itself is in time.
    assert numbers(province, local(9, "17:00"), state="qua-han") == []
    assert numbers(province, local(9, "17:01"), state="qua-han") == ["1"]
    choices = found_petitions(province, PetitionsAsked(), now).choices
    assert [(one.name, one.count) for one in choices["owners"]] == sorted(
        [(commune.name, 1), (other.name, 2), (district.name, 1)]
    )
    assert [one.count for one in choices["states"]] == [1, 1, 1, 1]
    assert [one.count for one in choices["sessions"]] in ([3, 1], [1, 3])


def test_stands_with_who_answers_answered_or_brought_it_and_with_nobody_else(tree) -> None:
    province, district, (commune, other) = tree
    bring(district, row(commune), head=make_member(district, Position.HEAD))
    one = CouncilPetition.objects.get()
    now = local(6)
    assert [numbers(place, now) for place in (province, district, commune, other)] == [
        ["1"], ["1"], ["1"], [],
    ]  # fmt: skip
    assert visit(other, one.path).status_code == 404
    editor = make_member(commune, Position.EDITOR)
    hand_over_case(case=one.case, to=other, reason="Xã bên", actor=editor, now=now)
    assert numbers(other, now) == numbers(commune, now) == ["1"]
    page = visit(other, one.path).content.decode()
    assert f'rel="canonical" href="http://{commune.site.hostname}' in page


def test_reads_what_is_no_owner_state_or_page_as_nothing() -> None:
    wrong = {"co-quan": "x", "tinh-trang": "la", "trang": "-1", "ky-hop": "a\x00b"}
    assert petitions_asked(wrong) == PetitionsAsked(session="ab")
    assert petitions_asked({"trang": "999999"}).number == 500


def test_one_shows_words_clock_answer_and_promise_and_an_answer_taken_back_no_more(tree) -> None:
    province, _district, (commune, _other) = tree
    bring(province, row(commune, hạn_trả_lời="20/11/2026"))
    one = answered("1", promises=(Promised("Nạo vét xong", date(2026, 12, 20)),))
    answer = ReleasedAnswer.objects.get(case=one.case)
    page = visit(commune, one.path).content.decode()
    assert one.text in page
    assert "Tổ đại biểu số 3" in page
    assert answer.path in page
    assert "Nạo vét xong" in page
    with time_machine.travel(datetime(2026, 12, 20, 20, tzinfo=UTC), tick=False):
        assert "Quá hạn, chưa báo kết quả" in visit(commune, one.path).content.decode()
    # The eighteenth and last of the days that the council set.
    assert "18" in page
    assert one.case.code not in page
    head, now = make_member(commune, Position.HEAD), local(10)

    def told() -> tuple[str, str, str]:
        text = visit(commune, "/kien-nghi-cu-tri/kien-nghi.csv").content.decode("utf-8-sig")
        (line,) = csv.DictReader(io.StringIO(text))
        return line["tinh_trang"], line["ngay_tra_loi"], line["han_tra_loi_lai"]

    def open_in_section() -> int:
        return in_section(RequestFactory().get("/"), commune)["open"]

    assert told() == ("Đã hứa, có thời hạn", "2026-11-09", "")
    assert open_in_section() == 0
    retract_release(case=one.case, reason="Có tên người", actor=head, now=now)
    page = visit(commune, one.path).content.decode()
    assert answer.path not in page
    assert "Có tên người" in page
    # Neither answered nor promised any more, nor in time: the day by which another answer is owed is told.
    assert "17:00 25/11/2026" in page
    assert "kết thúc đúng hạn" not in page
    assert "25/11/2026" in visit(commune, "/kien-nghi-cu-tri/").content.decode()
    assert told() == ("Câu trả lời đã gỡ, đang chờ câu trả lời mới", "", "2026-11-25")
    assert open_in_section() == 1
    assert numbers(commune, now, state="da-go") == ["1"]
    assert numbers(commune, now, state="da-tra-loi") == numbers(commune, now, state="da-hua") == []


def test_asks_as_much_of_many_as_of_one(tree) -> None:
    province, district, (commune, other) = tree
    head = make_member(province, Position.HEAD)
    bring(province, row(commune), head=head)

    def asked(path: str) -> int:
        visit(province, path)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert visit(province, path).status_code == 200
        return len(queries)

    paths = ("/kien-nghi-cu-tri/", "/kien-nghi-cu-tri/kien-nghi.csv", "/phan-anh/", "/du-lieu-mo/")
    few = [asked(path) for path in paths]
    owners = (commune, other, district, province)
    bring(
        province,
        *(row(owners[n % 4], số=str(n), kỳ_họp=f"Kỳ họp thứ {n}") for n in range(2, 14)),
        head=head,
    )
    assert [asked(path) for path in paths] == few


def test_is_data_to_take_away_and_a_page_of_the_maps(tree) -> None:
    province, _district, (commune, other) = tree
    bring(
        province,
        row(commune, nội_dung="=1+1 và nước đọng", kết_quả="Xong", ngày_trả_lời="04/11/2026"),
    )
    one = CouncilPetition.objects.get()
    # The result is an entry of the ledger by who brought it in; its page has what leads to the commitment.
    (entry,) = LedgerEntry.objects.filter(kind="petition-result")
    body = json.loads(bytes(entry.entry).partition(b"\n")[2])["body"]
    told = Opening(bytes.fromhex(one.result_salt), {"result": "Xong", "on": "2026-11-04"})
    assert body == {
        "petition": f"kien-nghi-{one.pk}", "text": told.commitment,
        "address": f"{origin_of(last_hostname(province))}{one.path}",
    }  # fmt: skip
    assert entry.portal_id == province.pk
    page = visit(commune, one.path).content.decode()
    assert one.result_salt in page
    assert told.commitment in page
    text = visit(commune, "/kien-nghi-cu-tri/kien-nghi.csv").content.decode("utf-8-sig")
    (line,) = csv.DictReader(io.StringIO(text))
    assert (line["so"], line["ngay_nhan"], line["ket_qua"]) == ("1", "2026-11-02", "Xong")
    assert line["noi_dung"].startswith("'=")
    assert line["dia_chi"].endswith(one.path)
    assert (line["ngay_tra_loi"], line["tre_han"]) == ("2026-11-04", "0")
    sets = datasets_of([province, commune, other])
    assert [pk for pk in (province.pk, commune.pk, other.pk) if sets.get(pk)] == [
        province.pk, commune.pk,
    ]  # fmt: skip
    holding = Portal.objects.filter(holds_data(other), pk=other.pk)
    assert not holding.exists()
    assert one.path in [page.path for page in more_pages(commune)]
    assert "/kien-nghi-cu-tri/" not in [page.path for page in more_pages(other)]


def test_a_portal_without_any_says_so() -> None:
    portal = make_portal()
    assert visit(portal, "/kien-nghi-cu-tri/").status_code == 200
    assert visit(portal, "/kien-nghi-cu-tri/1/").status_code == 404
