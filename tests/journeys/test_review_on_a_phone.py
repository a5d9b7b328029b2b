"""A head approves on a phone: what waits, the text, one tap; and the desk's pages pass axe."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from editorial.enums import PlacementRole
from editorial.models import ArticlePage, Placement
from editorial.review.actions import return_story, submit_story
from portals.boards.enums import Position
from tests.factories import (
    make_image,
    make_member,
    make_portal,
    make_story,
    published_story,
    section_of,
)
from tests.support.axe import violations
from tests.support.signed_in import sign_in

PHONE = {"width": 360, "height": 780}
DESKTOP = {"width": 1280, "height": 900}
PASSWORD = "mat-khau-thu-123"
# Where somebody wants to look at the pages, not only have them checked.
PICTURES = os.environ.get("DESK_PICTURES")


def sign_in_by_form(page: Page, base: str, username: str) -> None:
    page.goto(f"{base}/login/")
    page.fill("[name=username]", username)
    page.fill("[name=password]", PASSWORD)
    page.click("form.login-form button[type=submit]")
    page.wait_for_url(f"{base}/")


def check(page: Page, name: str) -> list[str]:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)
    found = violations(page, within=".desk")
    return [
        f"{name}: {violation['id']} {node['html'][:160]}"
        for violation in found
        for node in violation["nodes"]
    ]


@pytest.fixture
def desk(web_server):
    portal = make_portal(name="Xã Đông Thọ")
    author = make_member(portal, Position.EDITOR)
    head = make_member(portal, Position.HEAD)
    story = make_story(
        portal,
        author=author,
        title="Khai mạc lễ hội truyền thống xã Đông Thọ",
        lead_image=make_image(portal),
        lead_image_alt="Sân đình ngày hội",
        body=[("text", "<p>Sáng 28/11, lễ hội truyền thống của xã đã khai mạc.</p>")],
    )
    submit_story(story=story, actor=author, now=timezone.now())
    own = make_story(portal, author=head, title="Thông báo lịch tiếp công dân")
    submit_story(story=own, actor=head, now=timezone.now())
    back = make_story(portal, author=head, title="Kết quả thu ngân sách")
    submit_story(story=back, actor=head, now=timezone.now())
    return_story(story=back, reason="Thiếu nguồn số liệu.", actor=head, now=timezone.now())
    published_story(portal, title="Lịch cắt điện tuần này")
    placement = Placement.objects.create(
        portal=portal,
        section=section_of(portal),
        story=published_story(make_portal(), title="Tỉnh công bố quy hoạch mới"),
        role=PlacementRole.REPUBLISHED,
        kind="article",
        placed_at=timezone.now(),
    )
    return {
        "base": f"http://{settings.PORTALS_ADMIN_HOST}:{web_server.port}",
        "portal": portal,
        "head": head,
        "story": story,
        "own": own,
        "back": back,
        "placement": placement,
    }


@pytest.mark.django_db(transaction=True)
class TestAHeadWithAPhone:
    def test_approves_what_waits(self, desk, chromium: Browser) -> None:
        context = chromium.new_context(viewport=PHONE, locale="vi-VN")
        page = context.new_page()
        sign_in(page, desk["base"], desk["head"].username)
        page.goto(f"{desk['base']}/")
        problems = check(page, "home-360")
        page.goto(f"{desk['base']}/duyet/")
        problems += check(page, "list-360")
        page.click(f"a[href='/duyet/{desk['story'].pk}/']")
        page.wait_for_load_state("networkidle")
        problems += check(page, "review-360")
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        if PICTURES:
            page.locator(".desk-decisions").scroll_into_view_if_needed()
            page.screenshot(path=Path(PICTURES) / "decisions-360.png")

        page.click("form[action$='/dang/'] button")

        expect(page.locator(".messages .success")).to_be_visible()
        assert ArticlePage.objects.get(pk=desk["story"].pk).live
        assert problems == []
        context.close()

    def test_meets_no_barrier_on_the_other_pages_of_the_desk(self, desk, chromium: Browser) -> None:
        context = chromium.new_context(viewport=DESKTOP, locale="vi-VN")
        page = context.new_page()
        page.goto(f"{desk['base']}/login/")
        if PICTURES:
            page.screenshot(path=Path(PICTURES) / "login-1280.png")
        sign_in(page, desk["base"], desk["head"].username)
        problems = []
        for name, address in {
            "home": "/",
            "stories": f"/tin-bai/{desk['portal'].pk}/",
            "own": f"/duyet/{desk['own'].pk}/",
            "returned": f"/duyet/{desk['back'].pk}/",
            "withdraw": f"/go-bai/{desk['story'].pk}/",
            "move": f"/chuyen-muc/{desk['story'].pk}/",
            "take-down": f"/go-khoi-cong/{desk['placement'].pk}/",
        }.items():
            page.goto(desk["base"] + address)
            page.wait_for_load_state("networkidle")
            problems += check(page, f"{name}-1280")
        if PICTURES:
            page.goto(f"{desk['base']}/pages/{desk['back'].pk}/edit/")
            page.wait_for_load_state("networkidle")
            page.screenshot(path=Path(PICTURES) / "editor-1280.png")
            page.goto(f"{desk['base']}/xem-tren-cong/{desk['placement'].pk}/")
            page.screenshot(path=Path(PICTURES) / "as-on-portal-1280.png")
            page.goto(f"{desk['base']}/pages/{section_of(desk['portal']).pk}/")
            page.screenshot(path=Path(PICTURES) / "explorer-1280.png")

        assert problems == []
        context.close()
