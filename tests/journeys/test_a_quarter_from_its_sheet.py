"""An accountant of a commune publishes a quarter from the sheet, on a phone; a citizen reads and takes the figures."""

from __future__ import annotations

import csv
import io
import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from editorial.demo.sheet_files import sheet_file_of
from editorial.disclosures.desk.reading import read_by_job
from editorial.disclosures.forms.known import form_called
from editorial.disclosures.reading.sheet import SheetPeriod
from editorial.models import DisclosurePage, SheetUpload
from editorial.review.actions import approve_story
from portals.boards.enums import Position
from tests.factories import make_member, make_portal
from tests.support.axe import assert_accessible
from tests.support.signed_in import sign_in

NARROWEST = {"width": 320, "height": 640}
# Where somebody wants to look at the pages, not only have them checked.
PICTURES = os.environ.get("DESK_PICTURES")


def look(page: Page, name: str) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
    assert_accessible(page, within="main")
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)


def test_a_sheet_is_public_after_two_pages_and_an_approval(
    web_server: Any, chromium: Browser
) -> None:
    portal = make_portal(name="Xã Đông Phú")
    accountant = make_member(portal, Position.CONTRIBUTOR)
    base = f"http://{settings.PORTALS_ADMIN_HOST}:{web_server.port}"
    context = chromium.new_context(viewport=NARROWEST, locale="vi-VN", has_touch=True)
    page = context.new_page()
    sign_in(page, base, accountant.username)
    page.goto(f"{base}/bieu/{portal.pk}/tu-tep/")
    look(page, "sheet-1-choose")

    form = form_called("th-chi-ns-xa-quy")
    assert form.example is not None
    content = sheet_file_of(
        form,
        SheetPeriod("quarter", 2023, 2),
        form.example.rows,
        agency="UBND xã Đông Phú",
        unit="nghìn đồng",
    )
    page.get_by_label("Tệp biểu").set_input_files(
        {"name": "quy-2.xlsx", "mimeType": "application/octet-stream", "buffer": content}
    )
    page.get_by_role("button", name="Đọc biểu").click()
    upload = SheetUpload.objects.get()
    if upload.read is None:
        # On a busy machine the request had no time to read it, and no worker runs here.
        read_by_job(upload)
        page.reload()
    expect(page.locator("[name=lead]")).to_have_value(
        "Tổng chi quý II năm 2023: dự toán năm 2023 5.843.388.000 đồng; "
        "thực hiện quý II năm 2023 1.655.690.000 đồng."
    )
    look(page, "sheet-2-look")
    page.get_by_role("button", name="Gửi duyệt", exact=True).click()
    disclosure = DisclosurePage.objects.get()
    expect(page).to_have_url(f"{base}/duyet/{disclosure.pk}/")
    context.close()

    approve_story(story=disclosure, actor=make_member(portal, Position.HEAD), now=timezone.now())
    _read_and_take(chromium, f"http://{portal.site.hostname}:{web_server.port}", disclosure)


def _read_and_take(chromium: Browser, portal: str, disclosure: DisclosurePage) -> None:
    # With script only for axe: the page has none of its own to be read by.
    for scheme in ("light", "dark"):
        context = chromium.new_context(viewport=NARROWEST, locale="vi-VN", color_scheme=scheme)
        page = context.new_page()
        page.goto(f"{portal}/ngan-sach/")
        look(page, f"sheet-3-section-{scheme}")
        page.get_by_role("link", name="Quý II").first.click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("quý II năm 2023")
        look(page, f"sheet-4-page-{scheme}")
        context.close()
    context = chromium.new_context(java_script_enabled=False, locale="vi-VN")
    page = context.new_page()
    page.goto(portal + disclosure.public_path())
    expect(page.locator("svg.sheet-chart")).to_be_visible()
    with page.expect_download() as taken:
        page.get_by_role("link", name="Tải số liệu").click()
    content = Path(taken.value.path()).read_text(encoding="utf-8-sig")
    rows = {row["ma_dong"]: row for row in csv.DictReader(io.StringIO(content))}
    parts = [str(number) for number in range(1, 11)]
    assert sum(int(rows[part]["th"]) for part in parts if part in rows) == int(rows["T"]["th"])
    context.close()
