"""Requests as all who touch them see them, over HTTP: answered by one, handed on twice, late, and before strangers."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from editorial.answers.models import ReleasedAnswer
from editorial.models import Placement
from portals.accountability import late
from portals.accountability.desk.urls import ACTS
from portals.accountability.links import follow_path, secret_of
from portals.accountability.models import CaseText, CitizenCase
from portals.boards.enums import Position
from portals.boards.models import User
from portals.models import Portal
from syndication.jobs import place_dispatch
from tests.editorial.asking.asked import QUESTION, post, send
from tests.factories import make_member, make_portal
from tests.portals.accountability.cases import answer, let_alone, local, make_case
from tests.support.visiting import visit
from tests.syndication.casts import make_cast
from tests.syndication.casts import send as send_down
from tests.walls import desk_client

pytestmark = pytest.mark.django_db
PERSON = {"person_name": "Nguyễn Văn Thử", "email": "thu@example.vn", "phone": "0912 345 678"}
# As many as the province has were asked once (docs/corrections.md); each of them shows the same row.
SHOWN_ON = int(os.environ.get("PORTALS_CORRECTION_PORTALS", "12"))
WRONG, RIGHT = "mở cửa lúc 18 giờ", "mở cửa lúc 19 giờ"
PUBLIC_WORDS = {
    "is_public": "on",
    "public_subject": "Đèn đường",
    "public_question": "Bao giờ sửa đèn?",
    "public_answer": "Trước ngày 20/11.",
}


@pytest.fixture(autouse=True)
def _fresh_counts() -> None:
    cache.clear()


def read(portal: Portal, path: str, now: datetime) -> str:
    with time_machine.travel(now, tick=False):
        told = visit(portal, path)
    assert told.status_code == 200
    return " ".join(BeautifulSoup(told.content, "html.parser").main.get_text(" ").split())


def at_desk(person: User, name: str, pk: int, now: datetime, **typed: Any) -> Any:
    """Open a page of the desk, or send its form."""
    address = reverse(name, args=[pk])
    with time_machine.travel(now, tick=False):
        client = desk_client(person)
        return client.post(address, typed) if typed else client.get(address)


def asks(portal: Portal) -> CitizenCase:
    """A citizen sends the form on Monday, the 2nd, at ten: the answer is due on the 16th."""
    with time_machine.travel(local(2), tick=False):
        sent = send(portal, wants_public="on", **PERSON)
    case = CitizenCase.objects.get()
    assert sent.url == f"{follow_path(case)}phieu/"
    return case


def test_a_board_of_one_takes_up_writes_approves_and_is_rated() -> None:
    portal = make_portal(name="Xã Một Người")
    head = make_member(portal, Position.HEAD)
    let_alone(portal, local(20))
    case = asks(portal)
    mine = follow_path(case)
    assert "chưa có người xử lý" in read(portal, mine, local(2))
    assert (
        at_desk(head, "case_accept", case.pk, local(3), revision=case.revision).status_code == 302
    )
    words = {"text": "Sẽ sửa trước ngày 20/11.", **PUBLIC_WORDS, "submit": "1"}
    assert at_desk(head, "case_draft", case.pk, local(4), **words).status_code == 302
    # What waits is nobody's yet, though it is the only person's own.
    assert words["text"] not in read(portal, mine, local(4))
    form = BeautifulSoup(at_desk(head, "case_approve", case.pk, local(5)).content, "lxml")
    seen = {one: form.select_one(f"[name={one}]")["value"] for one in ("saved_at", "files_seen")}
    assert at_desk(head, "case_approve", case.pk, local(5), **seen).status_code == 302
    assert words["text"] in read(portal, mine, local(5))
    one = ReleasedAnswer.objects.get()
    public = read(portal, one.path, local(5))
    assert PUBLIC_WORDS["public_answer"] in public
    assert not [word for word in (QUESTION["text"], case.code, "Thử") if word in public]
    with time_machine.travel(local(6), tick=False):
        assert post(portal, mine, {"viec": "danh-gia", "sao": "4"}).status_code == 303
    assert "4/5" in read(portal, mine, local(6))
    # The end of the waiver is the end of answering alone.
    other = make_case(portal, wants_public=False, now=local(19))
    late_words = {"text": "Đã sửa.", "submit": "1"}
    assert at_desk(head, "case_draft", other.pk, local(23), **late_words).status_code == 302
    assert at_desk(head, "case_approve", other.pk, local(23), saved_at="").status_code == 200
    other.refresh_from_db()
    assert other.outcome == ""


def test_it_is_erased_on_demand_and_nothing_of_the_person_is_left_in_public() -> None:
    portal = make_portal(name="Xã Xóa")
    editor, head = (make_member(portal, post) for post in (Position.EDITOR, Position.HEAD))
    case = asks(portal)
    answer(
        case,
        editor,
        head,
        local(4),
        text="Gửi ông Thử: sẽ sửa.",
        **{**PUBLIC_WORDS, "is_public": True},
    )
    public, mine = ReleasedAnswer.objects.get().path, follow_path(case)
    of_person = [*PERSON.values(), QUESTION["text"], "ông Thử"]

    def left(path: str, now: datetime) -> list[str]:
        told = read(portal, path, now)
        return [word for word in of_person if word in told]

    assert left(mine, local(5)) == [QUESTION["text"], "ông Thử"]
    with time_machine.travel(local(5), tick=False):
        demanded = post(portal, f"{mine}xoa-du-lieu/", {"x": "1"})
        again = post(portal, f"{mine}xoa-du-lieu/", {"x": "1"})
    assert (demanded.status_code, again.status_code) == (303, 200)
    assert left(mine, local(5)) == [QUESTION["text"], "ông Thử"]
    # By head or deputy alone, who are told of it.
    typed = {"result": "erase"}
    page = reverse("case_erasure", args=[case.pk])
    with time_machine.travel(local(6), tick=False):
        assert page in desk_client(head).get(reverse("inbox")).text
    assert at_desk(editor, "case_erasure", case.pk, local(6), **typed).status_code != 302
    assert left(mine, local(6))
    assert at_desk(head, "case_erasure", case.pk, local(6), **typed).status_code == 302
    assert "đã được xóa" in read(portal, mine, local(6)).lower()
    assert PUBLIC_WORDS["public_answer"] in read(portal, public, local(6))
    for path in (mine, public, "/", "/hoi-dap/", "/hoi-dap/thong-ke/", "/tim-kiem/?q=Th%E1%BB%AD"):
        assert left(path, local(6)) == [], path
    desk = at_desk(editor, "case_page", case.pk, local(6)).text
    assert [word for word in of_person if word in desk] == []


def test_a_correction_reaches_every_portal_that_shows_the_text() -> None:
    # The province, a district, and communes.
    cast = make_cast(SHOWN_ON - 2)
    place_dispatch(dispatch_id=send_down(cast.story, cast.head).pk)
    commune, story = cast.communes[0], cast.story
    standing = list(Placement.objects.standing().filter(story=story).select_related("portal__site"))
    assert len(standing) == SHOWN_ON
    with_note = [one for one in standing if WRONG in visit(one.portal, one.path).text]
    assert with_note == []
    # A reader of a portal that only shows it says what is wrong; it goes to who wrote it.
    typed = {"ve": story.pk, "where": "Câu đầu", "wants_public": "on", **PERSON}
    assert send(commune, "dinh-chinh", **typed).status_code == 303
    case, now = CitizenCase.objects.get(), timezone.now()
    there = make_member(commune, Position.EDITOR)
    to_author = {"to": cast.portal.pk, "reason": "Tin của tỉnh"}
    assert at_desk(there, "case_hand_over", case.pk, now, **to_author).status_code == 302
    ruling = {"verdict": "whole", "wrong": WRONG, "right": RIGHT}
    assert at_desk(there, "case_rule", case.pk, now, **ruling).status_code == 404
    assert at_desk(cast.head, "case_rule", case.pk, now, **ruling).status_code == 302
    for one in standing:
        told = visit(one.portal, one.path).text
        assert WRONG in told, one
        assert RIGHT in told, one
        assert case.code not in told
    assert RIGHT in visit(commune, follow_path(case)).text
    # What is not of that text says nothing of it.
    assert RIGHT not in visit(make_portal(), "/").text


def test_over_three_portals_with_one_clock_that_the_person_can_count() -> None:
    province = make_portal("province", name="Tỉnh Thử")
    district = make_portal("district", name="Huyện Thử", overseer=province)
    commune = make_portal("commune", name="Xã Thử", overseer=district)
    boards = {one: make_member(one, Position.EDITOR) for one in (commune, district, province)}
    head = make_member(province, Position.HEAD)
    case = asks(commune)
    mine = follow_path(case)
    for giver, to, day in ((commune, district, 3), (district, province, 6)):
        typed = {"to": to.pk, "reason": f"Thuộc {to.name}"}
        gave = at_desk(boards[giver], "case_hand_over", case.pk, local(day), **typed)
        assert gave.status_code == 302
        assert at_desk(boards[giver], "case_page", case.pk, local(day)).status_code == 404
        assert at_desk(boards[to], "case_page", case.pk, local(day)).status_code == 200
        told = read(commune, mine, local(day))
        # Who has it now, since when, and by the same minute as before.
        assert f"Cơ quan trả lời {to.agency}" in told
        assert f"Đã chuyển đến {to.name}" in told
        assert f"Chuyển cho {to.name} lúc 10:00, {day:02}/11/2026; thời hạn vẫn chạy" in told
        assert "Phải trả lời chậm nhất 17:00, 16/11/2026" in told
        assert "Thứ 2 16/11/2026: ngày thứ 10" in told
        for elsewhere in (district, province):
            assert visit(elsewhere, mine).status_code == 404
    assert "Chuyển cho Huyện Thử lúc 10:00, 03/11/2026" in told
    assert "7/11/2026: không tính (cuối tuần)" in told
    # The last agency answers in the last minute that the first one had.
    answer(case, boards[province], head, local(16, "17:00"))
    case.refresh_from_db()
    assert (case.portal, case.received_by, case.ended_late) == (province, commune, False)
    assert "Sẽ sửa trước ngày 20/11." in read(commune, mine, local(17))


def test_late_it_goes_up_by_itself_and_everybody_can_see_it() -> None:
    district = make_portal("district")
    portal = make_portal(name="Xã Chậm", overseer=district)
    editor, head = (make_member(portal, post) for post in (Position.EDITOR, Position.HEAD))
    above = make_member(district, Position.HEAD)
    case = asks(portal)
    at_desk(editor, "case_accept", case.pk, local(3), revision=case.revision)

    def inbox(person: User, now: datetime) -> str:
        with time_machine.travel(now, tick=False):
            late.let_go_up(now=now)
            late.tell_who_waits(now=now)
            page = desk_client(person).get(reverse("inbox")).content
        return BeautifulSoup(page, "lxml").text

    def public(now: datetime) -> str:
        return read(portal, "/hoi-dap/thong-ke/", now)

    overdue, below = "yêu cầu của công dân quá hạn", "Xã Chậm (1)"
    due = local(16, "17:00")
    assert case.code in inbox(editor, due)
    assert overdue not in inbox(head, due)
    assert "Vừa quá hạn" not in public(due)
    after = due + timedelta(minutes=1)
    assert overdue in inbox(head, after)
    assert below not in inbox(above, after)
    told = public(local(17))
    assert f"…{case.code[-3:]}" in told
    assert "trễ 1 ngày làm việc" in told.lower()
    assert case.code not in told
    assert below not in inbox(above, local(18))
    got = inbox(above, local(19))
    assert below in got
    assert case.code not in got
    assert at_desk(above, "case_page", case.pk, local(19)).status_code == 404
    history = at_desk(editor, "case_page", case.pk, local(19)).text
    assert history.count("trưởng ban và các phó trưởng ban") == 1
    assert history.count(": ban biên tập cấp trên") == 1
    # The person is told of it every seven days, and reads that it is late.
    assert "quá hạn" in read(portal, follow_path(case), local(20)).lower()
    assert "trễ 4 ngày làm việc" in public(local(20)).lower()


def test_a_stranger_gets_nothing_at_any_address() -> None:
    portal, other = make_portal(), make_portal()
    editor, theirs = (make_member(one, Position.EDITOR) for one in (portal, other))
    case, second = make_case(portal, wants_public=True), make_case(portal)
    head = make_member(portal, Position.HEAD)
    answer(case, editor, head, local(4))
    before = list(CitizenCase.objects.order_by("pk").values())
    texts = CaseText.objects.count()
    mine = follow_path(case)
    secret, theirs_secret = secret_of(case), secret_of(second)
    wrong = [
        mine.replace(secret, theirs_secret),
        mine.replace(case.code, second.code),
        mine.replace(secret, secret[:-1]),
        mine.replace(secret, "0" * len(secret)),
        mine.replace(case.code, "HD-22222222"),
    ]
    acts = {"viec": "danh-gia", "sao": "1", "noi-dung": "x"}
    pages = [
        (where, path + part)
        for part in ("", "phieu/", "rut-lai/", "xoa-du-lieu/")
        for where, path in [*((portal, one) for one in wrong), (other, mine)]
    ]
    for where, path in pages:
        got = visit(where, path)
        assert got.status_code == 404, path
        assert case.subject not in got.content.decode()
        assert post(where, path, acts).status_code in {404, 405}, path
    names = ["case_page", "case_accept", *(f"case_{name}" for name in ACTS)]
    for client in (desk_client(theirs), Client()):
        for name in names:
            address = reverse(name, args=[case.pk])
            for got in (client.get(address), client.post(address, {"reason": "x", "text": "x"})):
                assert got.status_code in {302, 404, 405}, name
                assert "login" in got.url if got.status_code == 302 else True
                assert case.subject not in got.content.decode()
    assert list(CitizenCase.objects.order_by("pk").values()) == before
    assert CaseText.objects.count() == texts
