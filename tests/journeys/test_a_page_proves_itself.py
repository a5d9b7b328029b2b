"""A citizen saves a page and checks, without a network, that it is what was published; a forger does not get by."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from portals.models import Portal
from tests.portals.ledger.verifying_page import FILE
from tests.portals.ledger.writing import SIGNER
from tests.support import processes
from tests.support.public_pages import make_public_pages


@pytest.fixture
def story(
    transactional_db: None, settings: object, web_server: processes.WebServer
) -> tuple[Portal, str]:
    settings.MEDIA_ROOT = web_server.env.get("MEDIA_ROOT", settings.MEDIA_ROOT)
    return make_public_pages()["story"]


def test_from_the_story_to_the_verdict(
    chromium: Browser, web_server: processes.WebServer, story: tuple[Portal, str], tmp_path: Path
) -> None:
    portal, path = story
    context = chromium.new_context(locale="vi-VN")
    page = context.new_page()
    page.goto(web_server.url(portal.site.hostname, path))
    kept = tmp_path / "trang.html"
    kept.write_text(page.content(), encoding="utf-8")
    page.get_by_role("link", name="Xác thực nội dung này").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Xác thực nội dung này")
    expect(page.locator(".proof-said")).to_contain_text("đã đăng đúng nguyên văn")
    with page.expect_download() as coming:
        page.get_by_role("link", name="Bằng chứng và khóa (.zip)").click()
    zipfile.ZipFile(coming.value.path()).extractall(tmp_path / "bang-chung")
    with page.expect_download() as coming:
        page.get_by_role("link", name="Công cụ chạy trong trình duyệt (.html)").click()
    verifier = tmp_path / "verify.html"
    coming.value.save_as(verifier)
    assert verifier.read_bytes() == FILE.read_bytes()
    context.set_offline(True)
    verifying = context.new_page()
    verifying.goto(verifier.as_uri())
    assert verdict(verifying, kept, tmp_path) == "✓ Đúng nguyên văn đã đăng"
    kept.write_text(forged(kept.read_text(encoding="utf-8")), encoding="utf-8")
    assert verdict(verifying, kept, tmp_path) == "✗ Không phải nguyên văn đã đăng"
    context.close()


def forged(text: str) -> str:
    before, mark, after = text.partition('class="story-lead">')
    assert mark
    return f"{before}{mark}Không. {after}"


def verdict(page: Page, kept: Path, folder: Path) -> str:
    again = page.get_by_role("button", name="Bỏ hết, làm lại")
    if again.is_visible():
        again.click()
    proofs = [one for one in (folder / "bang-chung").rglob("*") if one.is_file()]
    page.set_input_files("#files", [kept, *proofs])
    page.get_by_label("Khóa của sổ cái").fill(str(SIGNER.key))
    page.get_by_role("button", name="Kiểm chứng", exact=True).click()
    return page.get_by_role("status").get_by_role("heading", level=2).inner_text()
