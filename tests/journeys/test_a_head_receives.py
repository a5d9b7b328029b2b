"""A board tells on a phone who received citizens; a citizen reads it, and holds a screenshot against a statement."""

from __future__ import annotations

import os
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from editorial.reception.enums import Sitter
from editorial.reception.reading import ShownDay, days_between
from portals.boards.enums import Position
from portals.calendar.working_days import load_calendar
from portals.clock import local_date
from portals.models import Portal
from tests.editorial.press.test_press import statement
from tests.editorial.reception.cast import rule, set_days
from tests.factories import make_member, make_portal, section_of
from tests.support.axe import violations
from tests.support.processes import WebServer
from tests.support.signed_in import sign_in

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"width": 360, "height": 740}
NARROWEST, DESKTOP = {"width": 320, "height": 740}, {"width": 1280, "height": 800}
DESK_PAGES = (
    *("/ke-hoach/{}/", "/ke-hoach/{}/cap-duoi/", "/cam-ket/{}/", "/cam-ket/{}/cap-duoi/"),
    *("/tiep-cong-dan/{}/", "/tiep-cong-dan/{}/lich/", "/bao-chi/{}/"),
)
# Where somebody wants to look at the pages, not only have them checked.
PICTURES = os.environ.get("DESK_PICTURES")
FITS = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"


def last_day(portal: Portal, today: date) -> ShownDay:
    days = days_between(portal, load_calendar(), today - timedelta(days=20), today)
    return [day for day in days if day.on <= today][-1]


def test_from_the_desk_to_the_citizen(chromium: Browser, web_server: WebServer) -> None:
    commune = make_portal("commune", name="Xã Đông Thọ", overseer=make_portal("province"))
    today = local_date(timezone.now())
    set_days(commune, rule(Sitter.HEAD, 1, 2, 3, 4, 5, by_week=True, post="Chủ tịch UBND xã"))
    day = last_day(commune, today)
    editor = make_member(commune, Position.EDITOR)
    context = chromium.new_context(viewport=PHONE, locale="vi-VN")
    page = context.new_page()
    desk = web_server.url(settings.PORTALS_ADMIN_HOST, "")
    sign_in(page, desk, editor.username)

    # The form keeps what was typed, says what is wrong, and takes it.
    page.goto(f"{desk}/tiep-cong-dan/{commune.pk}/ngay/{day.key}/")
    page.get_by_label("Đã tiếp").check()
    page.get_by_label("Cấp phó của người đứng đầu").check()
    page.get_by_label("Lượt người").fill("6")
    page.get_by_label("Vụ việc hướng dẫn").fill("2")
    page.get_by_role("button", name="Lưu").click()
    expect(page.locator(".help-critical")).to_contain_text("lý do người khác tiếp thay")
    expect(page.get_by_label("Lượt người")).to_have_value("6")
    assert page.evaluate(FITS)
    assert not violations(page, within=".desk")
    page.get_by_label("Lý do").fill("Dự kỳ họp HĐND")
    page.get_by_role("button", name="Lưu").click()
    expect(page.locator(".desk-card").filter(has_text="Dự kỳ họp HĐND")).to_be_visible()
    assert page.evaluate(FITS)

    _look_at_the_desk(page, desk, commune)
    _citizen(chromium, web_server, commune, day)
    context.close()


def _look_at_the_desk(page: Page, desk: str, commune: Portal) -> None:
    """The pages of plans, promises, reception, the press and duties, narrow and wide."""
    problems = []
    for path in DESK_PAGES:
        page.set_viewport_size(NARROWEST)
        page.goto(f"{desk}{path.format(commune.pk)}")
        for size in (NARROWEST, DESKTOP):
            page.set_viewport_size(size)
            problems += [] if page.evaluate(FITS) else [f"{path} is wider than {size['width']}"]
            if PICTURES:
                name = f"desk-{path.strip('/').replace('/{}', '').replace('/', '-')}"
                page.screenshot(path=Path(PICTURES) / f"{name}-{size['width']}.png", full_page=True)
        problems += [f"{path}: {one['id']}" for one in violations(page, within=".desk")]
    assert problems == []


def _citizen(chromium: Browser, web_server: WebServer, commune: Portal, day: ShownDay) -> None:
    context = chromium.new_context(viewport=PHONE, java_script_enabled=False, locale="vi-VN")
    page = context.new_page()
    host = commune.site.hostname
    page.goto(web_server.url(host, f"/{section_of(commune, 'phan-anh').slug}/"))
    page.get_by_role("link", name="Toàn bộ lịch, cách đăng ký và người tiếp").click()
    row: Any = page.locator("tr").filter(has_text=f"{day.on:%d/%m/%Y}").first
    expect(row).to_contain_text("tiếp thay Chủ tịch UBND xã")
    assert page.evaluate(FITS)
    for path in ("/en/", statement(commune).public_path()):
        page.goto(web_server.url(host, path))
        assert page.evaluate(FITS)
    page.get_by_role("link", name="Đối chiếu ảnh chụp màn hình").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Tin sai sự thật: tình hình đê hữu Cầu"
    )
    assert page.evaluate(FITS)
    context.close()
