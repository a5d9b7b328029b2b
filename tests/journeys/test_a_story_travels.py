"""From the first word to every portal and back: the way of a story, in a real browser.

An editor of the province writes, the head approves on a phone, the secretary sends, a citizen reads it on a commune's
portal, the head recalls it, and the citizen is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from editorial.models import Placement, StoryPage
from portals.boards.enums import Position
from portals.models import Portal
from syndication.jobs import carry_out_times
from syndication.models import Dispatch
from tests.factories import make_member, make_portal, make_province_tree, make_user, section_of
from tests.support import processes
from tests.support.axe import assert_accessible
from tests.support.signed_in import sign_in
from tests.syndication.casts import place_at_once

PASSWORD = "mat-khau-thu-123"
PHONE = {"width": 360, "height": 740}
TITLE = "Khánh thành cầu mới qua sông Đuống"


@dataclass
class Desk:
    """One person at a screen of the admin host."""

    page: Page
    web_server: processes.WebServer

    def go(self, path: str) -> Page:
        self.page.goto(self.web_server.url(django_settings.PORTALS_ADMIN_HOST, path))
        return self.page

    def answer(self, path: str) -> int:
        """The status of the page that is shown in the end."""
        response = self.page.goto(self.web_server.url(django_settings.PORTALS_ADMIN_HOST, path))
        assert response is not None
        return response.status

    def sign_in(self, username: str) -> None:
        sign_in(self.page, self.web_server.url(django_settings.PORTALS_ADMIN_HOST), username)


@pytest.fixture
def province(transactional_db: None) -> tuple[Portal, list[Portal]]:
    top, _district, communes = make_province_tree(communes=3)
    make_portal("department", overseer=top)
    for portal in Portal.objects.exclude(pk=top.pk):
        place_at_once(portal)
    for username, position in [
        ("bientapvien", Position.EDITOR),
        ("thuky", Position.SECRETARY),
        ("truongban", Position.HEAD),
    ]:
        make_member(top, position, user=make_user(username, password=PASSWORD))
    make_member(communes[0], Position.HEAD, user=make_user("truongban.xa", password=PASSWORD))
    return top, communes


@pytest.fixture
def worker(
    web_server: processes.WebServer, readied: processes.Readied, tmp_path: Path
) -> Iterator[None]:
    with readied.running("rqworker", "default", log=tmp_path / "worker.log"):
        yield


@pytest.fixture
def desk(chromium: Browser, web_server: processes.WebServer) -> Iterator[object]:
    contexts = []

    def open_for(username: str, **viewport: int) -> Desk:
        context = chromium.new_context(
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            viewport=viewport or {"width": 1280, "height": 900},
        )
        context.set_default_timeout(20_000)
        contexts.append(context)
        at = Desk(context.new_page(), web_server)
        at.sign_in(username)
        return at

    yield open_for
    for context in contexts:
        context.close()


class TestAStory:
    def test_is_written_approved_sent_read_and_recalled(
        self,
        province: tuple[Portal, list[Portal]],
        web_server: processes.WebServer,
        worker: None,
        desk: object,
        page: Page,
    ) -> None:
        top, communes = province
        self._is_written(desk("bientapvien"), top)
        story = StoryPage.objects.get(title=TITLE)
        assert not story.live
        self._is_approved_on_a_phone(desk("truongban", **PHONE), story)
        self._is_sent(desk("thuky"), story)
        self._is_read_by_a_citizen(page, web_server, story, communes[0])
        self._is_recalled(desk("truongban"), story)
        answer = page.goto(web_server.url(communes[0].site.hostname, self._path(story)))
        assert answer is not None
        assert answer.status == 410
        expect(page.get_by_role("main")).to_contain_text("Nhầm ngày khánh thành")
        assert_accessible(page)

    def test_is_not_shown_to_another_board(
        self, province: tuple[Portal, list[Portal]], desk: object
    ) -> None:
        top, _communes = province
        self._is_written(desk("bientapvien"), top)
        story = StoryPage.objects.get(title=TITLE)
        stranger = desk("truongban.xa")
        for path in (f"/pages/{story.pk}/edit/", f"/duyet/{story.pk}/", f"/tin/{story.pk}/gui/"):
            assert stranger.answer(path) == 404
            expect(stranger.page.locator("body")).not_to_contain_text(TITLE)

    def _path(self, story: StoryPage) -> str:
        return StoryPage.objects.get(pk=story.pk).public_path()

    def _is_written(self, editor: Desk, top: Portal) -> None:
        page = editor.go(f"/pages/add/editorial/articlepage/{section_of(top).pk}/")
        page.fill("[name=title]", TITLE)
        page.fill("[name=lead]", "Sáng nay, cây cầu nối hai bờ sông Đuống được đưa vào sử dụng.")
        page.locator("[data-streamfield-stream-container]").first.get_by_role(
            "button"
        ).first.click()
        page.get_by_role("option", name="Đoạn văn").first.click()
        page.locator(".public-DraftEditor-content").first.click()
        page.keyboard.type("Cầu dài 512 mét, rộng 12 mét, đi lại thuận tiện từ hôm nay.")
        # The editor hands its text to the form a moment after the last key.
        expect(page.locator("[name=body-0-value]")).to_have_value(re.compile("512"))
        # The session ends while she writes: she signs in beside the text, and it goes on by itself.
        page.context.clear_cookies()
        page.get_by_role("button", name="Gửi duyệt", exact=True).click()
        again = page.get_by_role("alert").get_by_role("button", name="Đăng nhập lại")
        expect(again).to_be_focused()
        with page.context.expect_page() as opened:
            again.click()
        door = opened.value
        door.fill("[name=username]", "bientapvien")
        door.fill("[name=password]", PASSWORD)
        door.click("form.login-form button[type=submit]")
        expect(page.locator(".messages")).to_contain_text(TITLE)

    def _is_approved_on_a_phone(self, head: Desk, story: StoryPage) -> None:
        page = head.go("/duyet/")
        page.get_by_role("link", name=TITLE).click()
        expect(page.get_by_role("heading", level=1)).to_contain_text(TITLE)
        overflow = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert overflow <= 0
        assert_accessible(page, within="#main")
        page.get_by_role("button", name="Duyệt đăng").click()
        expect(page.locator("body")).to_contain_text("Đã đăng")
        story.refresh_from_db()
        assert story.live
        assert Placement.objects.standing().get(story=story).role == "origin"

    def _is_sent(self, secretary: Desk, story: StoryPage) -> None:
        page = secretary.go(f"/tin/{story.pk}/gui/")
        page.locator("[name=audience][value=all]").check()
        page.fill("[name=mandate]", "Kế hoạch số 263/KH-UBND ngày 21/8/2024")
        assert_accessible(page, within="#main")
        page.locator("footer button[type=submit], form button[type=submit]").last.click()
        page.locator("button[name=confirm]").click()
        # What the clock does after half a minute, in which the sending may be undone.
        expect(page.get_by_role("button", name="Hoàn tác")).to_be_visible()
        Dispatch.objects.filter(story=story).update(starts_at=timezone.now())
        carry_out_times()
        # The page counts up by itself, without a reload.
        expect(page.locator("[data-live]")).to_have_attribute("data-live", "0")
        assert Placement.objects.standing().filter(story=story).count() == 6
        assert_accessible(page, within="#main")

    def _is_read_by_a_citizen(
        self, page: Page, web_server: processes.WebServer, story: StoryPage, commune: Portal
    ) -> None:
        page.goto(web_server.url(commune.site.hostname))
        expect(page.get_by_role("banner")).to_contain_text(commune.agency.upper(), ignore_case=True)
        assert_accessible(page)
        page.get_by_role("main").get_by_role("link", name=TITLE).first.click()
        assert page.url == web_server.url(commune.site.hostname, self._path(story))
        main = page.get_by_role("main")
        expect(main.get_by_role("heading", level=1)).to_have_text(TITLE)
        expect(main).to_contain_text("Cầu dài 512 mét")
        expect(main).to_contain_text("Nguồn")
        canonical = page.locator("link[rel=canonical]").get_attribute("href")
        assert canonical == story.get_full_url()
        assert page.context.cookies() == []
        assert_accessible(page)

    def _is_recalled(self, head: Desk, story: StoryPage) -> None:
        page = head.go(f"/tin/{story.pk}/go/")
        page.select_option("[name=kind]", "in_error")
        page.fill("[name=reason]", "Nhầm ngày khánh thành")
        assert_accessible(page, within="#main")
        page.locator("#main button[type=submit]").last.click()
        expect(page.locator(".messages")).to_be_visible()
        assert not Placement.objects.standing().filter(story=story).exists()
