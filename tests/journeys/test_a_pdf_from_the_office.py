"""A clerk drops a decision on a phone: what was read is shown, and one press makes the draft."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import typst
from django.conf import settings
from playwright.sync_api import Browser, Page, expect

from editorial.models import OfficialDocumentPage
from portals.boards.enums import Position
from tests.editorial.documents.proposing.test_proposing import SHEET
from tests.factories import make_member, make_portal
from tests.support.axe import assert_accessible
from tests.support.signed_in import sign_in

NARROWEST = {"width": 320, "height": 640}
# Where somebody wants to look at the pages, not only have them checked.
PICTURES = os.environ.get("DESK_PICTURES")


def look(page: Page, name: str) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
    # The frame is that of all pages of the desk.
    assert_accessible(page, within="main")
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)


def test_a_pdf_becomes_a_draft_on_the_narrowest_phone(web_server: Any, chromium: Browser) -> None:
    portal = make_portal(name="Xã Đông Thọ")
    clerk = make_member(portal, Position.CONTRIBUTOR)
    base = f"http://{settings.PORTALS_ADMIN_HOST}:{web_server.port}"
    # Without script: plain forms do.
    context = chromium.new_context(
        viewport=NARROWEST, locale="vi-VN", has_touch=True, java_script_enabled=True
    )
    page = context.new_page()
    sign_in(page, base, clerk.username)
    page.goto(f"{base}/van-ban/{portal.pk}/tu-tep/")
    look(page, "pdf-1-choose")

    content = typst.compile(SHEET.encode())
    page.get_by_label("Văn bản (PDF)").set_input_files(
        {"name": "qd-1204.pdf", "mimeType": "application/pdf", "buffer": content}
    )
    page.get_by_role("button", name="Đọc tệp").click()
    if page.get_by_role("link", name="Điền bằng tay").count():
        # On a busy machine the request had no time to read it, and no worker runs here.
        from editorial.file_text.jobs import read_unread_files

        read_unread_files()
        page.reload()
    expect(page.locator("[name=number]")).to_have_value("1204/QĐ-SNV")
    look(page, "pdf-2-confirm")

    page.get_by_role("button", name="Tạo bản nháp").click()
    expect(page).to_have_url(f"{base}/pages/{OfficialDocumentPage.objects.get().pk}/edit/")
    context.close()
