"""A week of a commune's board, by two people with phones: all that waits is done in ten minutes of their time.

The seconds are those of `tests/support/effort.py`, which come out the same on any machine.
"""

from __future__ import annotations

import os
import re
import sys
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from playwright.sync_api import Browser, Locator, expect

from editorial.models import NoticePage
from editorial.schedules.actions import ToldRow, keep_and_publish
from editorial.standing.staleness import section_ages, stale_sections
from portals.accountability.models import CitizenCase
from portals.boards.enums import Position
from portals.boards.models import User
from portals.calendar.weekdays import monday_of
from portals.clock import LOCAL_ZONE, local_date
from portals.duties.models import Duty, Obligation
from portals.models import Portal
from portals.organisation.actions import save_official
from portals.organisation.enums import OfficialRole
from portals.organisation.models import Official
from scoring.forecast.actions import look_ahead
from scoring.forecast.queries import forecast_of
from syndication.enums import Urgency
from tests.factories import make_member, make_portal, published_story
from tests.portals.accountability.cases import make_case
from tests.scoring.cast import adopt_default
from tests.support.effort import SLOW_READER, Effort, Person, table
from tests.support.files import picture
from tests.syndication.casts import send

from .test_review_on_a_phone import PASSWORD

LEADER = ("Nguyễn Văn Mẫu", "Chủ tịch UBND xã")
PHONE = {"width": 360, "height": 740}
TEN_MINUTES = 600
# Of both together, who are slow readers: a page that grows on their way shows here.
MOST_OF_BOTH = 870
# For a machine that has much else to do.
PATIENCE = 30_000
TITLE = "Thông báo tạm ngừng cấp điện thôn Đông"
TEXT = (
    "Thứ Bảy từ 8 giờ đến 11 giờ, thôn Đông tạm ngừng cấp điện để sửa đường dây.\n\n"
    "Bà con chủ động nước sinh hoạt, rút phích cắm các thiết bị."
)
ANSWER = "Tổ kỹ thuật đã khảo sát, đèn sẽ được sửa trước ngày 10. Cảm ơn ông đã phản ánh."
# Where somebody wants to look at the pages, not only have them checked.
PICTURES = os.environ.get("DESK_PICTURES")


@dataclass
class Board:
    base: str
    commune: Portal
    editor: User
    head: User
    case: CitizenCase


def owes_the_week(commune: Portal, now: datetime) -> None:
    """The schedule of next week is owed by Monday, and nobody has filled it in."""
    monday = next_monday(now)
    duty = Duty.objects.create(
        code="lich-tuan",
        tier=commune.tier,
        title="Lịch làm việc của lãnh đạo trong tuần",
        section="lich-lam-viec",
        fulfilled_by="schedule:week",
        frequency="week",
        due_from="start",
        due_days=0,
        minutes=5,
        period=DateRange(date(2026, 1, 1), None),
    )
    due = datetime.combine(monday, time(8), tzinfo=LOCAL_ZONE)
    Obligation.objects.create(
        portal=commune, duty=duty, starts_on=monday, ends_on=monday + timedelta(days=7), due_at=due, told_at=due,
    )  # fmt: skip


def last_week_is_public(commune: Portal, head: User, now: datetime) -> None:
    rows = [
        ToldRow(weekday=day, begins=time(7, 30), leader=f"{LEADER[1]} {LEADER[0]}", content=content)
        for day, content in ((1, "Giao ban"), (3, "Tiếp công dân"), (5, "Làm việc tại trụ sở"))
    ]
    keep_and_publish(
        portal=commune, monday=monday_of(local_date(now)), rows=rows, seen_version=0, actor=head, now=now
    )  # fmt: skip


def next_monday(now: datetime) -> date:
    return monday_of(local_date(now)) + timedelta(days=7)


def half_of_it_is_told(commune: Portal, head: User, now: datetime) -> None:
    """The portal names its leader, whom to turn to and a phone; where and when the house is open it does not say."""
    contact = {
        "phone": "0222 3800 001",
        "responsible_name": "Nguyễn Văn Mẫu",
        "responsible_post": "Chủ tịch UBND xã",
        "spokesperson_name": "Trần Thị Thử",
        "spokesperson_email": "phatngon@example.vn",
    }
    Portal.objects.filter(pk=commune.pk).update(**contact)
    people = ((OfficialRole.LEADER, *LEADER), (OfficialRole.CONTACT, "Lê Thị Ví", "Văn phòng"))
    for role, name, post in people:
        official = Official(portal=commune, role=role, name=name, post=post, phone="0222 3800 002")
        save_official(official=official, actor=head, now=now)


@pytest.fixture
def board(web_server: Any) -> Board:
    """A board like any: what came from above, a request, a schedule not filled in, and two sections long unchecked."""
    now = timezone.now()
    province = make_portal("province")
    chief, deputy = make_member(province, Position.HEAD), make_member(province, Position.DEPUTY)
    adopt_default(chief, deputy, tiers=("commune",))
    commune = make_portal(name="Xã Đông Thọ", overseer=province)
    editor, head = (make_member(commune, post) for post in (Position.EDITOR, Position.HEAD))
    for age in section_ages([commune], now):
        if age.max_age_days and age.section.section_type_id not in {"gioi-thieu", "lanh-dao"}:
            published_story(commune, section=age.section.section_type_id)
    kept, given_back = (
        published_story(province, title=title)
        for title in ("Hướng dẫn đăng ký vay vốn", "Lịch thi tuyển viên chức của tỉnh")
    )
    send(kept, chief)
    send(given_back, chief, urgency=Urgency.PRIORITY, due_at=now + timedelta(hours=30))
    case = make_case(commune, now=now - timedelta(days=1), wants_public=False)
    last_week_is_public(commune, head, now)
    owes_the_week(commune, now)
    half_of_it_is_told(commune, head, now)
    look_ahead(now=now)
    base = f"http://{settings.PORTALS_ADMIN_HOST}:{web_server.port}"
    return Board(base, commune, editor, head, case)


class Diary:
    """What each part of the week cost, in its order."""

    def __init__(self) -> None:
        self.parts: dict[str, Effort] = {}
        self.so_far: dict[int, Effort] = {}

    def writes(self, name: str, person: Person) -> None:
        now = person.effort.copied()
        self.parts[name] = now.since(self.so_far.get(id(person), Effort()))
        self.so_far[id(person)] = now
        if PICTURES:
            name = f"week-{len(self.parts):02}.png"
            person.page.screenshot(path=Path(PICTURES) / name, full_page=True)

    def told(self, *people: Person) -> str:
        sums = {"editor, all": people[0].effort, "head, all": people[1].effort}
        return table({**self.parts, **sums, "both": people[0].effort.plus(people[1].effort)})


def person_of(browser: Browser) -> Person:
    context = browser.new_context(viewport=PHONE, locale="vi-VN", has_touch=True)
    context.set_default_timeout(PATIENCE)
    return Person(context.new_page())


def comes_in(person: Person, board: Board, user: User) -> None:
    person.opens(f"{board.base}/")
    person.types(person.page.locator("[name=username]"), user.username)
    person.types(person.page.locator("[name=password]"), PASSWORD)
    person.taps(person.page.locator("form.login-form button[type=submit]"))
    expect(person.page.get_by_role("heading", name=re.compile("Việc cần xử lý"))).to_be_visible()


def line(person: Person, words: str) -> Locator:
    return person.page.locator(".inbox-line", has_text=words)


def button(person: Person, words: str, *, of: Locator | None = None) -> Locator:
    """A button or a link that looks like one, by the beginning of its words."""
    named = re.compile(f"^{words}")
    place = of or person.page.locator("main, .desk-onehand, .thumb")
    return place.get_by_role("button", name=named).or_(place.get_by_role("link", name=named))


def is_said(person: Person, words: str) -> None:
    expect(person.page.locator(".messages, .said").get_by_text(words)).to_be_visible(
        timeout=PATIENCE
    )


def writes_a_notice(editor: Person) -> None:
    page = editor.page
    editor.taps(button(editor, "Viết nhanh"))
    editor.chooses(page.get_by_label("Loại bài"), "Thông báo: điều bà con cần biết, cần làm")
    editor.types(page.get_by_label("Tiêu đề"), TITLE)
    editor.types(page.get_by_label("Nội dung", exact=True), TEXT)
    editor.takes_a_picture(
        page.locator("#camera"),
        {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": picture(size=(1200, 800))},
    )
    editor.types(page.locator(".photo .photo__alt"), "Thợ điện sửa đường dây")
    editor.types(
        page.locator(".photo .photo__caption"), "Đường dây thôn Đông được sửa sáng thứ Bảy"
    )
    editor.taps(button(editor, "Gửi duyệt"))
    expect(page.locator("#sent")).to_contain_text(TITLE, timeout=PATIENCE)


def answers_the_request(editor: Person) -> None:
    editor.taps(button(editor, "Việc cần xử lý"))
    editor.taps(button(editor, "Đọc và quyết định", of=line(editor, "Câu hỏi cần tiếp nhận")))
    editor.reads_on(editor.page.get_by_text("Đèn đường ở thôn Đông hỏng").first)
    editor.taps(button(editor, "Tiếp nhận yêu cầu"))
    editor.taps(button(editor, "Soạn câu trả lời", of=line(editor, "Câu hỏi cần trả lời")))
    editor.types(editor.page.get_by_label("Nội dung trả lời người gửi"), ANSWER)
    editor.taps(button(editor, "Lưu và gửi duyệt"))
    is_said(editor, "Câu trả lời đang chờ duyệt.")


def decides_what_came_from_above(head: Person) -> None:
    page = head.page
    head.taps(button(head, "Xem hoặc không đăng", of=line(head, "Lịch thi tuyển viên chức")))
    head.taps(page.locator("summary", has_text="Không đăng (ghi lý do)"))
    head.types(page.get_by_label("Lý do"), "Tin không liên quan đến xã.")
    head.taps(button(head, "Không đăng"))
    is_said(head, "Nơi gửi tin sẽ trả lời trong một ngày làm việc.")
    head.taps(button(head, "Đăng tất cả"))
    is_said(head, "Đã đăng 1 tin lên Cổng của bạn.")


def approves_the_notice(head: Person) -> None:
    head.taps(button(head, "Đọc và quyết định", of=line(head, TITLE)))
    head.reads_on(head.page.get_by_text("Bà con chủ động"))
    head.taps(button(head, "Duyệt đăng"))
    is_said(head, "Đã đăng.")


def approves_the_answer(head: Person) -> None:
    head.taps(button(head, "Đọc và quyết định", of=line(head, "Câu trả lời chờ duyệt")))
    head.reads_on(head.page.get_by_text(ANSWER))
    head.taps(head.page.get_by_role("button", name="Duyệt câu trả lời"))
    is_said(head, "Đã duyệt; câu trả lời đã đến người gửi.")


def fills_the_week(head: Person) -> None:
    page = head.page
    head.taps(button(head, "Đăng công khai", of=line(head, "Lịch làm việc của lãnh đạo")))
    head.taps(button(head, "Lấy các mục của tuần trước"))
    head.types(page.locator("[name=r-0-content]"), "Kiểm tra đê thôn Đông")
    head.taps(button(head, "Công bố lịch tuần"))
    is_said(head, "Lịch tuần đã công bố.")


def mends_a_lost_point(head: Person) -> None:
    page = head.page
    head.taps(page.get_by_role("link", name="Xem cả bảng điểm tạm tính"))
    head.taps(button(head, "Điền đủ phần giới thiệu cơ quan còn thiếu"))
    head.types(page.locator("[name=address]"), "Thôn Đông, xã Đông Thọ")
    head.types(page.locator("[name=email]"), "dongtho@example.vn")
    head.types(page.locator("[name=opening_hours]"), "7:30-11:30, 13:30-17:00")
    head.taps(button(head, "Lưu"))
    expect(page.get_by_text("dongtho@example.vn")).to_be_visible(timeout=PATIENCE)


def confirms_the_organisation(head: Person) -> None:
    """The button settles both sections, and leads back to a list on which nothing is left."""
    page = head.page
    head.opens(page.url.split("/cong/")[0])
    head.taps(button(head, "Xem và xác nhận", of=line(head, "lâu chưa cập nhật")))
    organisation = page.get_by_role("region", name="Tổ chức và lãnh đạo")
    head.taps(button(head, "Xác nhận thông tin còn đúng", of=organisation))
    expect(page.get_by_text("Không có việc nào chờ bạn.")).to_be_visible(timeout=PATIENCE)
    head.reads_on()


def test_a_week(board: Board, chromium: Browser, capsys: pytest.CaptureFixture[str]) -> None:
    diary, editor, head = Diary(), person_of(chromium), person_of(chromium)
    comes_in(editor, board, board.editor)
    diary.writes("editor: comes in", editor)
    writes_a_notice(editor)
    diary.writes("editor: a notice with a picture, submitted", editor)
    answers_the_request(editor)
    diary.writes("editor: a citizen's request answered", editor)
    comes_in(head, board, board.head)
    diary.writes("head: comes in", head)
    decides_what_came_from_above(head)
    diary.writes("head: two stories from above", head)
    approves_the_notice(head)
    diary.writes("head: the notice approved", head)
    approves_the_answer(head)
    diary.writes("head: the answer approved", head)
    fills_the_week(head)
    diary.writes("head: the leaders' week published", head)
    before = forecast_of(board.commune, timezone.now())
    mends_a_lost_point(head)
    diary.writes("head: the score, a lost point put right", head)
    confirms_the_organisation(head)
    diary.writes("head: two sections confirmed, all done", head)

    with capsys.disabled():
        sys.stdout.write(f"\n{diary.told(editor, head)}\n")
    for person in (editor, head):
        assert person.effort.seconds(SLOW_READER) < TEN_MINUTES
    assert editor.effort.plus(head.effort).seconds(SLOW_READER) < MOST_OF_BOTH
    assert NoticePage.objects.get(title=TITLE).live
    assert stale_sections([board.commune], timezone.now()) == []
    look_ahead(now=timezone.now())
    after = forecast_of(board.commune, timezone.now())
    assert before is not None
    assert after is not None
    assert after.total > before.total
