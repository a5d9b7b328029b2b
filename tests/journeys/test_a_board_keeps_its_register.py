"""A board brings in a register with a bad row and mends it; an editor states a relation and a reader sees it by day."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from editorial.documents.gaps.actions import note_gaps
from editorial.models import OfficialDocumentPage
from portals.boards.enums import Position
from portals.models import Portal
from tests.factories import make_member, make_official, make_portal
from tests.support.axe import assert_accessible
from tests.support.signed_in import sign_in

pytestmark = pytest.mark.django_db(transaction=True)
WIDTHS = ({"width": 360, "height": 740}, {"width": 1280, "height": 800})
# Where somebody wants to look at the pages, not only have them checked.
PICTURES = os.environ.get("DESK_PICTURES")
NOW = datetime(2026, 10, 5, 2, tzinfo=UTC)
# The desk cuts off what is wider than the page without a scroll bar.
CUT_OFF = """[...document.querySelectorAll("main :is(.desk-card, select, button, table, input)")].filter(
    (one) => one.checkVisibility() && one.getBoundingClientRect().right > innerWidth + 1
).map((one) => one.outerHTML.slice(0, 80))"""
HEADING = "Số ký hiệu,Cơ quan ban hành,Ngày ban hành,Trích yếu"


@pytest.fixture
def portal() -> Portal:
    return make_portal(name="Xã Đông Thọ")


@pytest.fixture
def desk(web_server: Any, chromium: Browser, portal: Portal) -> Iterator[Page]:
    """The desk of the board's head, without scripts: plain forms do."""
    base = f"http://{settings.PORTALS_ADMIN_HOST}:{web_server.port}"
    context = chromium.new_context(viewport=WIDTHS[0], locale="vi-VN", base_url=base)
    page = context.new_page()
    sign_in(page, base, make_member(portal, Position.HEAD).username)
    yield page
    context.close()


def look(page: Page, name: str, *, within: str | None = "main") -> None:
    """Look at the page on a phone and on a desk: it fits, and axe finds nothing."""
    for size in WIDTHS:
        page.set_viewport_size(size)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (name, size)
        assert page.evaluate(CUT_OFF) == [], (name, size)
        assert_accessible(page, within=within)
        if PICTURES:
            page.screenshot(path=Path(PICTURES) / f"{name}-{size['width']}.png", full_page=True)
    page.set_viewport_size(WIDTHS[0])


def send(page: Page, *rows: str) -> None:
    table = "\n".join([HEADING, *rows]).encode()
    page.locator("[name=file]").set_input_files(
        {"name": "so.csv", "mimeType": "text/csv", "buffer": table}
    )
    page.get_by_role("button", name="Xem trước bảng").click()


def test_a_register_with_a_bad_row_is_mended_and_brought_in(desk: Page, portal: Portal) -> None:
    good = "95/QĐ-UBND,UBND xã Đông Thọ,17/03/2021,Về việc giao đất"
    desk.goto(reverse("register_import", args=[portal.pk]))
    look(desk, "register-send")
    send(desk, good, "96/QĐ-UBND,UBND xã Đông Thọ,30/02/2021,Về việc thu phí")

    expect(desk.locator("tr", has_text="Ngày ban hành").last).to_contain_text("30/02/2021")
    assert not desk.get_by_role("button", name="Đăng").count()
    look(desk, "register-fault")

    desk.get_by_role("link", name="Gửi bảng khác").click()
    send(desk, good, "96/QĐ-UBND,UBND xã Đông Thọ,18/03/2021,Về việc thu phí")
    look(desk, "register-right")
    desk.get_by_role("button", name="Đăng 2 văn bản").click()
    expect(desk.locator("main")).to_contain_text("Đã đăng 2 văn bản")
    assert OfficialDocumentPage.objects.filter(live=True).count() == 2


def test_a_relation_is_stated_and_a_reader_sees_the_state_turn(
    desk: Page, portal: Portal, web_server: Any
) -> None:
    issuer = "Ủy ban nhân dân xã Đông Thọ"
    old = make_official(portal, number="5/QĐ-UBND", issued_on=date(2024, 3, 18), issuer=issuer)
    new = make_official(portal, number="9/QĐ-UBND", issued_on=date(2025, 6, 2), issuer=issuer)
    desk.goto(reverse("document_relation_add", args=[new.pk]))
    look(desk, "relation-form")
    desk.locator("[name=relation]").select_option("said:repeal")
    for name, text in {
        "number": "5/QĐ-UBND", "issuer": issuer, "issued_on": "2024-03-18",
        "quote": "Bãi bỏ Quyết định số 5/QĐ-UBND.",
    }.items():  # fmt: skip
        desk.locator(f"[name={name}]").fill(text)
    desk.get_by_role("button", name="Lưu").click()
    expect(desk.locator("main")).to_contain_text("Bãi bỏ Quyết định số 5/QĐ-UBND.")
    look(desk, "relations")

    desk.goto(web_server.url(portal.site.hostname, old.public_path()))
    badge = desk.locator(".force-badge")
    for day, state in (("2025-06-01", "in_force"), ("2025-06-02", "expired")):
        desk.locator("#ngay").fill(day)
        desk.locator(".force-day button").click()
        expect(badge).to_have_class(f"force-badge force-{state}")
    expect(desk.locator(".force-why")).to_contain_text("9/QĐ-UBND")
    look(desk, "document-of-a-day", within=None)


def test_missing_numbers_lists_and_ways_to_the_people_are_for_everybody(
    desk: Page, portal: Portal, web_server: Any
) -> None:
    for serial in (1, 3):
        document = make_official(
            portal, number=f"{serial}/2026/QĐ-UBND", issued_on=date(2026, 3, serial)
        )
    note_gaps(now=NOW)
    desk.goto(reverse("number_lists", args=[portal.pk]))
    table = "Số ký hiệu,Cơ quan ban hành,Ngày ban hành\n7/QĐ-UBND,UBND xã Đông Thọ,09/03/2026"
    desk.locator("[name=file]").set_input_files(
        {
            "name": "van-thu.csv",
            "mimeType": "text/csv",
            "buffer": table.encode(),
        }
    )
    desk.locator("[name=only_public]").check()
    desk.get_by_role("button", name="Khai báo danh sách").click()
    expect(desk.get_by_role("heading", name="7/QĐ-UBND")).to_be_visible()
    look(desk, "gaps")
    desk.goto(reverse("number_lists", args=[portal.pk]))
    look(desk, "number-lists")
    desk.goto(reverse("document_outlets", args=[portal.pk, document.pk]))
    look(desk, "outlets")
    for path in ("/van-ban/so-con-thieu/", "/van-ban/", "/van-ban/?loai=quyet-dinh"):
        desk.goto(web_server.url(portal.site.hostname, path))
        look(desk, f"public{path.replace('/', '-').replace('?', '')}", within=None)
