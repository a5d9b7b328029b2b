"""A new board of a commune: appointed from a file, invited on sheets, its first story public; strangers stay out.

The acts of the members are counted, from the sheet in hand to the public page: what five minutes leave room for.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from editorial.models import ArticlePage
from portals.boards.enums import Position
from portals.models import Portal
from tests.factories import make_member, make_portal, make_province_tree
from tests.support.axe import assert_accessible
from tests.support.signed_in import sign_in

from .test_quick_write import PHONE, fits, picture
from .test_review_on_a_phone import PASSWORD

NEW_PASSWORD = "hoa-sen-trang-88"
TITLE = "Xã khai trương trang tin trên Cổng thông tin"
TEXT = "Sáng nay xã đưa trang tin vào hoạt động.\n\nNgười dân xem lịch tiếp công dân và gửi phản ánh tại đây."
# Five minutes at six seconds for each press and each field.
MOST_ACTS = 50
PICTURES = os.environ.get("DESK_PICTURES")


class Hand:
    """One person's hand on one phone: what it does is counted."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.acts = 0

    def open(self, address: str) -> None:
        """What a QR code or a kept address opens."""
        self.acts += 1
        self.page.goto(address)

    def press(self, target: Locator) -> None:
        self.acts += 1
        target.tap()

    def fill(self, selector: str, words: str) -> None:
        self.acts += 1
        self.page.fill(selector, words)

    def take_photo(self, selector: str) -> None:
        self.acts += 1
        self.page.set_input_files(selector, picture("IMG_1.jpg"))

    def look(self, name: str, within: str = "body") -> None:
        assert fits(self.page), name
        assert_accessible(self.page, within=within)
        if PICTURES:
            self.page.screenshot(path=Path(PICTURES) / f"board-{name}.png")


@pytest.fixture
def hands(chromium: Browser):
    """As many phones as people."""
    contexts: list[BrowserContext] = []

    def give() -> Hand:
        context = chromium.new_context(viewport=PHONE, locale="vi-VN", has_touch=True)
        context.set_default_timeout(30_000)
        contexts.append(context)
        return Hand(context.new_page())

    yield give
    for context in contexts:
        context.close()


def appoint_from_file(page: Page, base: str, commune: Portal) -> None:
    rows = [
        "portal,name,position,starts_on,main_post",
        f"{commune.code},Đỗ Thị Mến,Trưởng ban,,Phó Chủ tịch UBND xã",
        f"{commune.code},Ngô Văn Thử,Biên tập viên,,Công chức văn hóa",
    ]
    page.goto(f"{base}/ban-bien-tap/tu-tep/")
    page.set_input_files(
        "[name=file]",
        {"name": "ban.csv", "mimeType": "text/csv", "buffer": "\n".join(rows).encode()},
    )
    page.locator(".office-acts .button:not(.button-secondary)").click()
    expect(page.locator(".messages .success")).to_be_visible()


def codes_on_sheets(page: Page, base: str, commune: Portal) -> dict[str, str]:
    """The code by the account that the sheet names."""
    page.goto(f"{base}/ban-bien-tap/{commune.pk}/")
    with page.context.expect_page() as opened:
        page.locator("form[target=_blank][action$='/giay-moi/'] button").last.click()
    sheets = opened.value
    sheets.wait_for_load_state()
    found = {}
    for sheet in sheets.locator(".sheet").all():
        account = re.search(r"Tài khoản: (\S+)", sheet.inner_text())
        assert account
        found[account[1]] = sheet.locator(".sheet__code").inner_text()
    sheets.close()
    return found


def come_in(hand: Hand, base: str, code: str) -> None:
    hand.open(f"{base}/loi-moi/?so={code[:4]}")
    hand.fill("[name=code]", code)
    hand.fill("[name=new_password]", NEW_PASSWORD)
    hand.fill("[name=again]", NEW_PASSWORD)
    hand.press(hand.page.locator("main button[type=submit]"))
    hand.page.wait_for_url(f"{base}/")


@pytest.mark.django_db(transaction=True)
class TestANewBoard:
    def test_publishes_its_first_story_within_few_acts(self, web_server, page: Page, hands) -> None:
        base = f"http://{settings.PORTALS_ADMIN_HOST}:{web_server.port}"
        _province, district, (commune,) = make_province_tree(1)
        boss = make_member(district, Position.SECRETARY)
        sign_in(page, base, boss.username)
        appoint_from_file(page, base, commune)
        codes = codes_on_sheets(page, base, commune)
        head_code = next(code for account, code in codes.items() if "men" in account)
        editor_code = next(code for account, code in codes.items() if "thu" in account)

        # The editor comes in and writes.
        editor, head = hands(), hands()
        come_in(editor, base, editor_code)
        editor.look("home-360", within=".desk")
        editor.press(editor.page.get_by_role("link", name="Viết nhanh").first)
        editor.fill("[name=title]", TITLE)
        editor.fill("[name=text]", TEXT)
        editor.take_photo("#camera")
        editor.fill(".photo input", "Cán bộ xã bấm nút khai trương trang tin")
        editor.look("quick-360")
        editor.press(editor.page.locator("button[value=submit]"))
        expect(editor.page.locator(".kept__one[data-state=sent]")).to_be_visible()

        # The head comes in, reads, and approves with a thumb.
        come_in(head, base, head_code)
        head.look("head-home-360", within=".desk")
        head.press(head.page.get_by_role("link", name=re.compile("Đọc và quyết định")))
        head.page.wait_for_url(re.compile(r"/duyet/\d+/"))
        expect(head.page.locator(".desk-text")).to_contain_text("gửi phản ánh tại đây")
        head.look("head-reads-360", within=".desk")
        head.press(head.page.locator("form[action$='/dang/'] button"))
        expect(head.page.locator(".messages .success")).to_be_visible()

        # Anybody reads it on the commune's portal.
        story = ArticlePage.objects.get(title=TITLE)
        address = f"http://{commune.site.hostname}:{web_server.port}{story.public_path()}"
        visitor = hands()
        answer = visitor.page.goto(address)
        assert answer is not None
        assert answer.status == 200
        expect(visitor.page.locator("h1")).to_have_text(TITLE)
        assert editor.acts + head.acts <= MOST_ACTS


@pytest.mark.django_db(transaction=True)
class TestAStranger:
    def test_is_refused_at_every_door_of_the_board(self, web_server, hands) -> None:
        base = f"http://{settings.PORTALS_ADMIN_HOST}:{web_server.port}"
        commune = make_portal(name="Xã Đông Thọ")
        author = make_member(commune, Position.EDITOR)
        former = make_member(commune, Position.HEAD, ends_on=commune.opened_on.replace(year=2020))
        neighbour = make_member(make_portal(), Position.HEAD)
        story = ArticlePage(
            title="Bản thảo kín", lead="Chưa ai được biết.", owner=author, live=False
        )
        commune.root.get_children().get(slug="tin-tuc").add_child(instance=story)
        story.save_revision(user=author)
        doors = [
            f"/duyet/{story.pk}/",
            f"/pages/{story.pk}/edit/",
            f"/kiem-tra/{story.pk}/",
            f"/ban-bien-tap/{commune.pk}/",
            f"/tin-bai/{commune.pk}/",
        ]

        # Nobody signed in: led to the sign-in, and shown nothing.
        anybody = hands()
        for door in doors:
            anybody.page.goto(base + door)
            assert "/login/" in anybody.page.url
        # A head of another board, and the head whose term is over: not there.
        for person in (neighbour, former):
            hand = hands()
            hand.page.goto(f"{base}/login/")
            hand.page.fill("[name=username]", person.username)
            hand.page.fill("[name=password]", PASSWORD)
            with hand.page.expect_navigation():
                hand.page.click("form.login-form button[type=submit]")
            for door in doors:
                answer = hand.page.goto(base + door)
                assert answer is not None
                assert answer.status == 404 or "/login/" in hand.page.url, door
                assert "Bản thảo kín" not in hand.page.content()
