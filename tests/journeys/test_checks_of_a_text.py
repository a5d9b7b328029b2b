"""An editor settles what the checks found, by keyboard and without the page loading anew."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from editorial.models import ArticlePage
from editorial.review.actions import waiting_review
from portals.boards.enums import Position
from portals.boards.models import User
from tests.factories import make_image, make_member, make_portal, make_story
from tests.support.axe import assert_accessible, violations
from tests.support.signed_in import sign_in

from .test_review_on_a_phone import DESKTOP, PHONE, PICTURES

TOGGLE = "[data-side-panel-toggle='text-checks']"
COUNTER = f"{TOGGLE} [data-side-panel-toggle-counter]"


@pytest.fixture
def desk(web_server):
    portal = make_portal(name="Xã Đông Thọ")
    author = make_member(portal, Position.EDITOR)
    story = make_story(
        portal,
        author=author,
        title="Danh sách hỗ trợ",
        lead="chữ " * 110,
        body=[
            ("heading", {"text": "Người nhận", "level": "3"}),
            ("text", "<p>Ông A, CCCD 027089001234</p>"),
        ],
    )
    return f"http://{settings.PORTALS_ADMIN_HOST}:{web_server.port}", author, story


def open_editor(page: Page, base: str, author: User, story) -> None:
    sign_in(page, base, author.username)
    page.add_init_script(
        "document.addEventListener('w-unsaved:watch-edits', () => "
        "document.documentElement.setAttribute('data-watched', ''))"
    )
    page.goto(f"{base}/pages/{story.pk}/edit/")
    # Wagtail compares with what the form held two seconds after it opened.
    expect(page.locator("html[data-watched]")).to_be_attached(timeout=15_000)


def kept(page: Page) -> int:
    """How many texts the browser keeps."""
    keys = "Object.keys(localStorage).filter((one) => one.startsWith('dang-viet:')).length"
    return page.evaluate(keys)


def open_checks(page: Page) -> None:
    page.locator(TOGGLE).focus()
    page.keyboard.press("Enter")
    expect(page.locator(".desk-findings")).to_be_visible()


@pytest.mark.django_db(transaction=True)
class TestAnEditor:
    def test_settles_what_was_found_without_a_mouse(self, desk, chromium: Browser) -> None:
        base, author, story = desk
        context = chromium.new_context(viewport=DESKTOP, locale="vi-VN")
        page = context.new_page()
        open_editor(page, base, author, story)
        page.evaluate("window.sameDocument = true")
        expect(page.locator(COUNTER)).to_have_text("2")
        open_checks(page)
        found = violations(page, within=".desk-checks")
        assert [violation["id"] for violation in found] == []

        page.locator(".desk-finding--block [data-finding-place]").focus()
        page.keyboard.press("Enter")
        text = page.locator(f"#block-{story.body[1].id}-section [contenteditable=true]")
        expect(text).to_be_focused()
        page.keyboard.press("Control+A")
        page.keyboard.type("Danh sách niêm yết tại trụ sở.")

        expect(page.locator(".desk-finding--block")).to_have_count(0, timeout=20_000)
        expect(page.locator(".desk-finding")).to_have_count(1)
        expect(page.locator(COUNTER)).to_have_text("1")
        assert page.evaluate("window.sameDocument")
        assert "027089001234" not in str(ArticlePage.objects.get().get_latest_revision().content)
        context.close()

    def test_confirms_with_a_reason_and_submits(self, desk, chromium: Browser) -> None:
        base, author, story = desk
        context = chromium.new_context(viewport=DESKTOP, locale="vi-VN")
        page = context.new_page()
        open_editor(page, base, author, story)
        open_checks(page)
        page.click(".desk-finding--block a[href^='/kiem-tra/']")
        if PICTURES:
            page.screenshot(path=Path(PICTURES) / "checks-page-1280.png", full_page=True)
        page.fill("textarea[name=reason]", "Số mẫu trong hướng dẫn làm căn cước")
        page.click(".desk-decision button[type=submit]")
        expect(page.locator(".messages .success")).to_be_visible()
        expect(page.locator(".desk-finding--block")).to_have_count(0)

        page.goto(f"{base}/duyet/{story.pk}/")
        if PICTURES:
            page.screenshot(path=Path(PICTURES) / "checks-review-1280.png", full_page=True)
        page.click("form[action$='/trinh/'] button")
        expect(page.locator(".messages .success")).to_be_visible()
        assert waiting_review(story)
        context.close()

    def test_is_led_to_the_place_on_a_phone(self, desk, chromium: Browser) -> None:
        base, author, story = desk
        context = chromium.new_context(viewport=PHONE, locale="vi-VN")
        page = context.new_page()
        open_editor(page, base, author, story)
        open_checks(page)
        page.locator(".desk-finding--block [data-finding-place]").click()
        place = page.locator(f"#block-{story.body[1].id}-section")
        expect(place).to_be_in_viewport()
        expect(page.locator(".desk-findings")).to_be_hidden()
        submit = page.get_by_role("button", name="Gửi duyệt", exact=True)
        lies_on_top = (
            "it => { const at = it.getBoundingClientRect(); const top = document.elementFromPoint("
        )
        lies_on_top += "at.x + at.width / 2, at.y + at.height / 2); return it.contains(top); }"
        assert submit.evaluate(lies_on_top)
        context.close()

    def test_finds_again_what_was_typed_without_a_connection(self, desk, chromium) -> None:
        base, author, story = desk
        context = chromium.new_context(viewport=PHONE, locale="vi-VN")
        page = context.new_page()
        sign_in(page, base, author.username)
        page.goto(f"{base}/pages/{story.pk}/edit/")
        context.set_offline(True)
        page.fill("[name=title]", "Viết khi mất mạng")
        page.get_by_role("button", name="Lưu bản nháp").click()
        expect(page.get_by_role("alert")).to_contain_text("đang giữ trên máy này")
        page.close()
        context.set_offline(False)

        # Another person of the board, on the same device, is told nothing of it.
        page = context.new_page()
        sign_in(page, base, make_member(author.posts.get().board.portal, Position.EDITOR).username)
        page.goto(f"{base}/pages/{story.pk}/edit/")
        expect(page.get_by_role("button", name="Gửi duyệt", exact=True)).to_be_visible()
        expect(page.locator(".typed-strip")).to_be_hidden()

        # Nor is anything kept of other forms: one holds a password, another would carry something out.
        image = make_image(author.posts.get().board.portal)
        page.goto(base + reverse("wagtailimages:edit", args=[image.pk]))
        expect(page.locator("form[data-edit-form]")).to_be_visible()
        page.fill("[name=title]", "Tên khác của ảnh")
        page.wait_for_timeout(1_000)
        assert kept(page) == 1

        sign_in(page, base, author.username)
        page.goto(f"{base}/pages/{story.pk}/edit/")
        back = page.get_by_role("button", name="Lấy lại bài")
        expect(back).to_be_visible()
        # What is typed before that is a record of its own.
        page.fill("[name=title]", "Viết trước khi lấy lại")
        page.wait_for_timeout(1_000)
        assert kept(page) == 2
        back.click()
        expect(page.locator(".messages .success")).to_be_visible()
        # With all that scripts build, which the walk through the desk leaves out.
        assert_accessible(page)
        expect(page.locator("[name=title]")).to_have_value("Viết khi mất mạng")
        # The other is offered in its turn, and none is gone that did not arrive.
        page.get_by_role("button", name="Bỏ", exact=True).click()
        expect(page.locator(".typed-strip")).to_be_hidden()
        assert kept(page) == 0
        assert (
            ArticlePage.objects.get().get_latest_revision_as_object().title == "Viết khi mất mạng"
        )
        context.close()
