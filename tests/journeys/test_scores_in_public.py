"""A citizen reads the table of a month on a phone, takes it home and verifies it offline; a changed digit is seen."""

from __future__ import annotations

import json
import os
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from portals.ledger.canonical import encode
from scoring.published.actions import show_scores
from scoring.published.dossier import pack
from scoring.published.keeping import count_ranks
from tests.portals.ledger.verifying_page import FILE
from tests.portals.ledger.writing import SIGNER
from tests.scoring.course.cast import ENTERING, Course
from tests.scoring.published.cast import make_published, sign_ledger
from tests.support import processes
from tests.support.axe import assert_accessible

PHONE = {"width": 320, "height": 640}
DESKTOP = {"width": 1280, "height": 800}
WIDTH = "document.documentElement.scrollWidth"


@pytest.fixture
def course(transactional_db: None, settings: object, web_server: processes.WebServer) -> Course:
    settings.MEDIA_ROOT = web_server.env.get("MEDIA_ROOT", settings.MEDIA_ROOT)
    made = make_published(4)
    tier = made.communes[0].tier
    show_scores(tier=tier, is_shown=True, actor=made.province_head, now=ENTERING)
    sign_ledger()
    count_ranks()
    return made


def test_from_the_table_to_the_verdict(
    chromium: Browser, web_server: processes.WebServer, course: Course, tmp_path: Path
) -> None:
    context = chromium.new_context(locale="vi-VN", viewport=PHONE)
    page = context.new_page()
    page.goto(web_server.url(course.province.site.hostname, "/so-do/"))
    page.get_by_role("link", name="Bảng điểm đã công bố").click()
    page.get_by_role("link", name="Tháng 10/2026").click()
    looked_at(page, "bang")
    row = page.get_by_role("row").filter(has_text=course.communes[0].name)
    expect(row).to_contain_text("điểm, xếp loại")
    expect(row).to_contain_text("tiêu chí do máy đo")
    page.get_by_role("link", name="tên", exact=True).click()
    names = page.locator("tbody th > a").all_inner_texts()
    assert names == sorted(names)
    page.get_by_role("link", name=course.communes[0].name).click()
    expect(page.get_by_role("heading", name="Mất nhiều điểm nhất ở đâu")).to_be_visible()
    looked_at(page, "don-vi")
    page.get_by_role("link", name="Học từ ai").click()
    looked_at(page, "hoc-tu-ai")
    page.get_by_role("link", name="Kiểm chứng bảng này").click()
    looked_at(page, "kiem-chung")
    with page.expect_download() as coming:
        page.get_by_role("link", name="Hồ sơ (.zip)").click()
    dossier = tmp_path / "ho-so.zip"
    coming.value.save_as(dossier)
    with page.expect_download() as coming:
        page.get_by_role("link", name="Công cụ chạy trong trình duyệt (.html)").click()
    verifier = tmp_path / "verify.html"
    coming.value.save_as(verifier)
    assert verifier.read_bytes() == FILE.read_bytes()
    context.close()

    context = chromium.new_context(locale="vi-VN", viewport=PHONE)
    context.set_offline(True)
    verifying = context.new_page()
    verifying.goto(verifier.as_uri())
    assert verdict(verifying, dossier) == "✓ Đúng bảng điểm đã công bố"
    expect(verifying.get_by_role("status")).to_contain_text("4 đơn vị, không thiếu, không thừa")
    assert verdict(verifying, forged(dossier, tmp_path)) == "✗ Không phải bảng điểm đã công bố"
    expect(verifying.locator(".faults")).to_contain_text("SỔ CÁI GHI")
    context.close()


def test_the_table_needs_no_script(
    chromium: Browser, web_server: processes.WebServer, course: Course
) -> None:
    context = chromium.new_context(locale="vi-VN", viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    page.goto(web_server.url(course.district.site.hostname, "/bang-diem/2026-10/"))
    page.get_by_role("link", name="tiến bộ").click()
    expect(page.locator("tbody tr")).to_have_count(4)
    context.close()


def looked_at(page: Page, name: str) -> None:
    """It fits a phone and a desk, and bars nobody. With SHOTS set, pictures of it are kept there."""
    for viewport in (DESKTOP, PHONE):
        page.set_viewport_size(viewport)
        assert page.evaluate(WIDTH) <= viewport["width"], (name, viewport)
        assert_accessible(page)
        if folder := os.environ.get("SHOTS"):
            page.screenshot(path=f"{folder}/{name}-{viewport['width']}.png", full_page=True)


def forged(dossier: Path, folder: Path) -> Path:
    """The same dossier, with one digit of one total another."""
    with zipfile.ZipFile(dossier) as archive:
        files = {name.rpartition("/")[2]: archive.read(name) for name in archive.namelist()}
    [name] = [one for one in files if one.endswith(".json")]
    table = json.loads(files[name])
    table["portals"][2]["total"] += 1
    changed = folder / "sua.zip"
    changed.write_bytes(pack("sua", files | {name: encode(table)}))
    return changed


def verdict(page: Page, dossier: Path) -> str:
    again = page.get_by_role("button", name="Bỏ hết, làm lại")
    if again.is_visible():
        again.click()
    page.set_input_files("#files", dossier)
    page.get_by_label("Khóa của sổ cái").fill(str(SIGNER.key))
    page.get_by_role("button", name="Kiểm chứng", exact=True).click()
    return page.get_by_role("status").get_by_role("heading", level=2).inner_text()
