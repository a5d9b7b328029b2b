"""A head settles what waits, with one hand, on a screen of 360 px; and opens what a mail spoke of."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from editorial.models import ArticlePage
from editorial.review.actions import return_story, submit_story
from portals.boards.enums import Position
from portals.inbox.links import make_links
from tests.factories import make_member, make_portal, make_story
from tests.support.axe import assert_accessible
from tests.support.signed_in import sign_in

from .test_quick_write import NARROWEST, PHONE, fits, look
from .test_review_on_a_phone import PASSWORD


@pytest.fixture
def desk(web_server):
    portal = make_portal(name="Xã Đông Thọ")
    author = make_member(portal, Position.EDITOR)
    head = make_member(portal, Position.HEAD)
    stories = [make_story(portal, author=author, title=f"Tin chờ duyệt {n}") for n in range(2)]
    for story in stories:
        submit_story(story=story, actor=author, now=timezone.now())
    back = make_story(portal, author=head, title="Kết quả thu ngân sách")
    submit_story(story=back, actor=head, now=timezone.now())
    return_story(story=back, reason="Thiếu nguồn.", actor=head, now=timezone.now())
    return {
        "base": f"http://{settings.PORTALS_ADMIN_HOST}:{web_server.port}",
        "head": head,
        "stories": stories,
    }


@pytest.mark.django_db(transaction=True)
class TestTheInboxOnAPhone:
    def walks_through_the_tour(self, page: Page, base: str) -> None:
        """The steps of the handbook over the list, by its buttons, until it ends by itself."""
        wrong: list[str] = []
        page.on("console", lambda line: wrong.append(line.text) if line.type == "error" else None)
        page.goto(f"{base}/viec/?huong-dan=viec-can-xu-ly")
        said = page.locator(".driver-popover")
        expect(said).to_contain_text("Mỗi thẻ là một việc")
        look(page, "tour-360")
        assert fits(page)
        shown = 1
        while (following := said.get_by_role("button", name="Tiếp")).count():
            following.tap()
            shown += 1
            expect(said).to_contain_text(f"Bước {shown} trên")
        assert shown >= 3
        said.get_by_role("button", name="Xong").tap()
        expect(said).to_have_count(0)
        assert wrong == []
        page.goto(f"{base}/viec/")

    def test_is_settled_in_place(self, desk, chromium: Browser) -> None:
        context = chromium.new_context(viewport=PHONE, locale="vi-VN", has_touch=True)
        page = context.new_page()
        sign_in(page, desk["base"], desk["head"].username)
        page.goto(f"{desk['base']}/")
        assert_accessible(page, within=".desk")
        look(page, "home-360")
        page.goto(f"{desk['base']}/viec/")
        look(page, "inbox-360")
        assert_accessible(page)
        assert fits(page)
        buttons = page.locator(".inbox-line__acts .button, .thumb a")
        heights = buttons.evaluate_all("all => all.map(one => one.getBoundingClientRect().height)")
        assert min(heights) >= 44

        self.walks_through_the_tour(page, desk["base"])
        line = page.locator(".inbox-line", has_text="Tin chờ duyệt 0")
        line.get_by_role("button", name=re.compile("Duyệt")).tap()

        expect(page.locator(".said__one--success")).to_be_visible()
        assert page.url == f"{desk['base']}/viec/"
        expect(page.locator(".inbox-line", has_text="Tin chờ duyệt 0")).to_have_count(0)
        expect(page.locator(".inbox-line", has_text="Tin chờ duyệt 1")).to_have_count(1)
        assert ArticlePage.objects.get(pk=desk["stories"][0].pk).live
        context.close()

    def test_is_worked_through_by_keys_which_can_be_switched_off(
        self, desk, chromium: Browser
    ) -> None:
        context = chromium.new_context(viewport={"width": 1280, "height": 860}, locale="vi-VN")
        page = context.new_page()
        sign_in(page, desk["base"], desk["head"].username)
        page.goto(f"{desk['base']}/viec/")
        titles = page.locator("[data-inbox-open]")

        page.keyboard.press("j")
        page.keyboard.press("j")
        page.keyboard.press("k")
        expect(titles.nth(0)).to_be_focused()
        page.keyboard.press("?")
        expect(page.get_by_role("dialog")).to_be_visible()
        assert_accessible(page)
        # Not in a dialog, and not while somebody types.
        page.keyboard.press("j")
        page.get_by_role("button", name="Đóng").click()
        page.keyboard.press("/")
        page.keyboard.type("jk1?")
        expect(page.get_by_label("Tìm trong việc đang chờ")).to_have_value("jk1?")

        # The page that Enter opens leads back to the list once its verb is done.
        page.goto(f"{desk['base']}/viec/?tim=duyệt")
        page.keyboard.press("j")
        page.keyboard.press("Enter")
        page.wait_for_url("**/duyet/*/?ve=*")
        page.locator("main").get_by_role("button", name=re.compile("Duyệt đăng")).first.click()
        page.wait_for_url("**/viec/?tim=*")
        expect(page.locator(".said__one--success")).to_be_visible()
        expect(titles).to_have_count(1)
        page.keyboard.press("j")
        page.keyboard.press("h")
        expect(page.locator("input[type=date]").first).to_be_focused()
        page.locator("body").press("Escape")
        page.locator("[data-inbox-help]").click()
        page.get_by_label("Tắt phím tắt trên máy này").check()
        page.reload()
        page.keyboard.press("j")
        expect(titles.nth(0)).not_to_be_focused()
        context.close()

    def test_opens_what_the_mail_spoke_of_after_signing_in(self, desk, chromium: Browser) -> None:
        story = desk["stories"][1]
        (address,) = make_links(user=desk["head"], urls=[f"/duyet/{story.pk}/"], now=timezone.now())
        address = re.sub(r"^https?://[^/]+", desk["base"], address)
        context = chromium.new_context(viewport=NARROWEST, locale="vi-VN")
        page = context.new_page()
        page.goto(address)
        page.fill("[name=username]", desk["head"].username)
        page.fill("[name=password]", PASSWORD)
        page.click("form.login-form button[type=submit]")
        page.wait_for_url(f"{desk['base']}/duyet/{story.pk}/")

        page.goto(address)
        look(page, "spent-link-320")
        assert_accessible(page)
        page.click("main a.button")
        page.wait_for_url(f"{desk['base']}/viec/")
        assert fits(page)
        page.goto(f"{desk['base']}/account/thu-nhac-viec/")
        look(page, "mail-settings-320")
        assert fits(page)
        assert_accessible(page)
        context.close()
