"""An office clerk fills in the leaders' week on a phone, publishes it and changes a row; a citizen sees the change."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from editorial.schedules.models import ScheduleRow
from portals.boards.enums import Position
from portals.calendar.weekdays import monday_of
from portals.clock import local_date
from tests.factories import make_member, make_portal
from tests.support.axe import assert_accessible
from tests.support.signed_in import sign_in

PHONE, DESKTOP = {"width": 360, "height": 740}, {"width": 1280, "height": 900}
# Where somebody wants to look at the pages, not only have them checked.
PICTURES = os.environ.get("DESK_PICTURES")


def look(page: Page, name: str, *, within: str = "main") -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
    assert_accessible(page, within=within)
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)


def unfolds(page: Page, *rows: int) -> None:
    """Open the days on which the rows stand; one of the week is open by itself."""
    for row in rows:
        day = page.locator("details.week-day", has=page.locator(f"[name=r-{row}-content]"))
        if day.get_attribute("open") is None:
            day.locator("> summary").click()


def test_a_week_is_published_and_changed_in_sight(web_server: Any, chromium: Browser) -> None:
    portal = make_portal(name="Xã Đông Phú")
    clerk = make_member(portal, Position.SECRETARY)
    desk = f"http://{settings.PORTALS_ADMIN_HOST}:{web_server.port}"
    public = f"http://{portal.site.hostname}:{web_server.port}/lich-lam-viec/"
    monday = monday_of(local_date(timezone.now()))
    context = chromium.new_context(viewport=PHONE, locale="vi-VN", has_touch=True)
    page = context.new_page()
    sign_in(page, desk, clerk.username)
    page.goto(f"{desk}/lich-lam-viec/{portal.pk}/?tuan={monday.isoformat()}")
    unfolds(page, 0, 2)
    page.locator("[name=r-0-begins]").fill("8h")
    page.locator("[name=r-0-leader]").fill("Chủ tịch Nguyễn Văn Mẫu")
    page.locator("[name=r-0-content]").fill("Họp giao ban")
    page.locator("[name=r-2-leader]").fill("Phó Chủ tịch Trần Thị Thử")
    page.locator("[name=r-2-begins]").fill("sáng")
    page.get_by_role("button", name="Công bố lịch tuần").click()
    # What is wrong stands beside the field; the rest is there still.
    expect(page.get_by_text("“sáng” không phải là giờ")).to_be_visible()
    expect(page.locator("[name=r-0-content]")).to_have_value("Họp giao ban")
    look(page, "week-1-wrong")
    page.locator("[name=r-2-begins]").fill("14:00")
    page.locator("[name=r-2-content]").fill("Tiếp công dân")
    page.get_by_role("button", name="Công bố lịch tuần").click()
    expect(page.get_by_text("Lịch tuần đã công bố.")).to_be_visible()

    unfolds(page, 0)
    page.locator("[name=r-0-begins]").fill("9:30")
    page.locator("[name=r-0-reason]").fill("Trùng lịch họp của huyện")
    page.get_by_role("button", name="Lưu, công khai ngay").click()
    expect(page.get_by_text("Người dân đọc được nội dung thay đổi")).to_be_visible()
    look(page, "week-2-public")
    page.set_viewport_size(DESKTOP)
    look(page, "week-3-wide")
    context.close()

    assert ScheduleRow.objects.get(content="Họp giao ban").sequence == 1
    context = chromium.new_context(viewport=PHONE, java_script_enabled=False, locale="vi-VN")
    page = context.new_page()
    page.goto(public)
    expect(page.get_by_text("giờ: trước là 8:00, nay là 9:30")).to_be_visible()
    expect(page.get_by_text("Trùng lịch họp của huyện")).to_be_visible()
    page.get_by_role("link", name="Phó Chủ tịch Trần Thị Thử").click()
    expect(page.get_by_text("Tiếp công dân").first).to_be_visible()
    expect(page.get_by_text("Họp giao ban")).to_have_count(0)
    page.get_by_role("link", name="Tuần trước").click()
    last = monday - timedelta(days=7)
    expect(page.get_by_role("heading", name=f"Tuần từ {last:%d/%m}")).to_be_visible()
    expect(page.get_by_text("Tuần này chưa công bố lịch")).to_be_visible()
    context.close()
