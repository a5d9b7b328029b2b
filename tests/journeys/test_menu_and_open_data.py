"""A reader on a phone finds a section and takes figures away without a script; at a desk the menu goes by keyboard."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from portals.models import Portal
from tests.factories import make_official, make_portal, published_story
from tests.support import processes
from tests.support.axe import assert_accessible
from tests.support.sheets import make_disclosure

pytestmark = pytest.mark.django_db(transaction=True)
PHONE, DESKTOP = {"width": 360, "height": 740}, {"width": 1280, "height": 800}
NARROWEST = {"width": 320, "height": 640}
STATEMENTS = ("kha-nang-tiep-can", "quyen-rieng-tu", "dieu-khoan-su-dung", "bao-mat-thong-tin")
# Where somebody wants to look at the pages, not only have them checked.
PICTURES = os.environ.get("DESK_PICTURES")
FITS = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"


def look(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)


def prepare(settings: Any, folder: Any) -> Portal:
    settings.MEDIA_ROOT = folder
    portal = make_portal()
    for section in ("tin-tuc", "chi-dao", "an-sinh"):
        published_story(portal, section=section)
    make_official(portal)
    make_disclosure(portal, year=2026, quarter=3)
    return portal


def test_on_a_phone_without_a_script_and_at_a_desk_by_keyboard(
    chromium: Browser, web_server: processes.WebServer, settings: Any, tmp_path: Any
) -> None:
    portal = prepare(settings, tmp_path)
    host = portal.site.hostname
    context = chromium.new_context(viewport=PHONE, java_script_enabled=False, locale="vi-VN")
    page = context.new_page()
    page.goto(web_server.url(host, "/"))
    page.locator(".menu-all summary").click()
    panel = page.locator(".menu-panel")
    for group in ("Tin tức, thông báo", "Văn bản, kế hoạch", "Công khai, số liệu"):
        expect(panel.get_by_text(group, exact=True)).to_be_visible()
    expect(panel.get_by_text("Về cơ quan", exact=True)).to_have_count(0)
    assert page.evaluate(FITS)
    panel.get_by_role("link", name="Công khai ngân sách").click()
    expect(page.locator("h1")).to_have_text("Công khai ngân sách")

    page.locator("footer").get_by_role("link", name="Dữ liệu mở").click()
    assert page.evaluate(FITS)
    with page.expect_download() as taken:
        page.locator(".dataset a[href$='so-lieu.csv']").click()
    assert "TỔNG CHI" in taken.value.path().read_text("utf-8-sig")
    context.close()

    context = chromium.new_context(viewport=DESKTOP, locale="vi-VN")
    page = context.new_page()
    for name in STATEMENTS:
        page.set_viewport_size(NARROWEST)
        page.goto(web_server.url(host, f"/{name}/"))
        assert page.evaluate(FITS), name
        look(page, f"{name}-320")
        page.set_viewport_size(DESKTOP)
        assert_accessible(page)
        look(page, f"{name}-1280")
    page.goto(web_server.url(host, "/du-lieu-mo/"))
    assert_accessible(page)
    look(page, "du-lieu-mo-1280")
    group = page.locator(".menu-group summary").first
    group.focus()
    page.keyboard.press("Enter")
    drop = page.locator(".menu-drop").first
    expect(drop).to_be_visible()
    assert_accessible(page)
    page.keyboard.press("Tab")
    expect(drop.get_by_role("link").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(drop).to_be_hidden()
    expect(group).to_be_focused()
    page.keyboard.press("Enter")
    page.locator(".menu-all summary").click()
    expect(drop).to_be_hidden()
    expect(page.locator(".menu-panel")).to_be_visible()
    page.mouse.click(4, 780)
    expect(page.locator(".menu-panel")).to_be_hidden()
    context.close()
