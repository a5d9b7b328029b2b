"""A farmer on a phone: from the commune's home page to the compensation for his field, and to a street's price."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from portals.models import Portal
from tests.editorial.land.plans import make_plan
from tests.factories import make_province_tree
from tests.support import processes
from tests.support.axe import assert_accessible
from tests.support.sheets import make_price_table

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"width": 360, "height": 740}
FITS = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
# Where somebody wants to look at the pages, not only have them checked.
PICTURES = os.environ.get("DESK_PICTURES")
STREET = ("Đường Lý Thái Tổ", "Ngã tư", "Cầu Mới", "Xã Đông Phú", "Đất ở")


def look(page: Page, name: str) -> None:
    assert page.evaluate(FITS), name
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)


def test_both_are_three_steps_away(chromium: Browser, web_server: processes.WebServer) -> None:
    province, district, (own, _other) = make_province_tree()
    Portal.objects.filter(pk=own.pk).update(name="Xã Đông Phú")
    plan = make_plan(district)
    year = timezone.localdate().year
    make_price_table(province, (*STREET, (25_000_000, 16_000_000)), year=year - 1)
    make_price_table(province, (*STREET, (30_000_000, 20_000_000)), year=year)
    home = web_server.url(own.site.hostname, "/")

    context = chromium.new_context(viewport=PHONE, java_script_enabled=False, locale="vi-VN")
    page = context.new_page()
    # One: the menu. Two: the section. Three: the plan of the district that names the commune.
    page.goto(home)
    page.get_by_text("Tất cả chuyên mục").click()
    page.locator(".menu-panel").get_by_role("link", name="Đất đai").click()
    look(page, "land-1-section")
    page.get_by_role("link", name=plan.title).click()
    answer = page.locator(".land-answer")
    for words in (
        f"Đang niêm yết đến ngày {plan.posted_from + timedelta(days=10):%d/%m/%Y}",
        "Đất trồng lúa: 86.000 đồng/m²",
        "0222 000 111",
    ):
        expect(answer).to_contain_text(words)
    look(page, "land-2-plan")

    # The same two steps, then the street as people type it.
    page.goto(home)
    page.get_by_text("Tất cả chuyên mục").click()
    page.locator(".menu-panel").get_by_role("link", name="Đất đai").click()
    page.get_by_label("Giá đất trên một con đường").fill("ly thai to")
    page.get_by_label("Giá đất trên một con đường").press("Enter")
    first = page.locator(".land-segment").first
    for words in ("Đường Lý Thái Tổ", "Xã Đông Phú", "30.000.000 đồng/m²", "(+20 %)"):
        expect(first).to_contain_text(words)
    page.get_by_label("Diện tích (m²)").fill("85,5")
    page.get_by_role("button", name="Xem giá").click()
    expect(page.locator(".land-whole").first).to_have_text("85,5 m²: 2.565.000.000 đồng")
    look(page, "land-3-prices")
    context.close()

    # With script, which these pages do not need, the checker of accessibility looks at them.
    context = chromium.new_context(viewport={"width": 320, "height": 640}, locale="vi-VN")
    page = context.new_page()
    for host, path in (
        (own, "/dat-dai/gia-dat/?q=ly&dien-tich=abc"),
        (own, "/dat-dai/"),
        (district, plan.public_path()),
    ):
        page.goto(web_server.url(host.site.hostname, path))
        assert page.evaluate(FITS), path
        assert_accessible(page, within="main")
    context.close()
