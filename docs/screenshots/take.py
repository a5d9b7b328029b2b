"""Take the pictures of the docs from a running demo: `uv run docs/screenshots/take.py [--port 8000]`."""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

FOLDER = Path(__file__).parent
BASE = "bacninh.localhost"
COMMUNE = f"vuninh.tpbacninh.{BASE}"
DISTRICT = f"tpbacninh.{BASE}"
DEPARTMENT = f"syt.{BASE}"
ADMIN = f"quantri.{BASE}"
PASSWORD = "lien-cong-demo"  # noqa: S105  (the demo prints it)
DESKTOP = {"width": 1280, "height": 860}
PHONE = {"width": 360, "height": 740}
PAPER = {"width": 794, "height": 1123}
SCROLL = """async () => {
    for (let y = 0; y < document.body.scrollHeight; y += 400) {
        scrollTo(0, y);
        await new Promise((done) => setTimeout(done, 50));
    }
    scrollTo(0, 0);
}"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8000)
    port = parser.parse_args().port
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        _public_pages(browser, port)
        _desk_pages(browser, port)
        _pocket_pages(browser, port)
        _board_pages(browser, port)
        _score_pages(browser, port)
        _travel_pages(browser, port)
        _request_pages(browser, port)
        _owed_pages(browser, port)
        browser.close()


def _public_pages(browser: Browser, port: int) -> None:
    province, commune = f"http://{BASE}:{port}", f"http://{COMMUNE}:{port}"
    desktop = _visitor(browser, DESKTOP).new_page()
    _take(desktop, f"{province}/", "home-province", whole=True)
    _take(desktop, f"http://{DEPARTMENT}:{port}/", "home-department")
    _take(desktop, f"http://{DISTRICT}:{port}/", "home-district")
    _take(desktop, f"{commune}/", "home-commune")
    story = desktop.locator(".has-image .card-link").first.evaluate("link => link.href")
    from_above = desktop.locator(".is-from-others .card-link").first.evaluate("link => link.href")
    _take(desktop, story, "story")
    _take(desktop, from_above, "story-from-above")
    _take(desktop, f"{commune}/tin-tuc/", "section")
    _take(desktop, f"{province}/tim-kiem/?q=bac+ninh", "search")
    _take(desktop, f"{province}/cac-cong/", "portals")
    _take(desktop, f"{commune}/khong-co-trang-nay/", "not-found")
    _take(desktop, f"{commune}/to-chuc/", "organisation", whole=True)
    _take(desktop, f"{commune}/lien-he/", "contact")
    _take(desktop, f"{commune}/dat-dai/", "section-empty")
    _take(desktop, f"{province}/gioi-thieu/bac-ninh-dat-va-nguoi/", "standing-page")
    desktop.goto(f"{commune}/")
    notice = desktop.locator(".card-notice .card-link").first.evaluate("link => link.href")
    _take(desktop, notice, "notice")
    edges = _visitor(browser, DESKTOP, forced_colors="active").new_page()
    _take(edges, f"{commune}/", "home-forced-colours")
    desktop.goto(story)
    desktop.locator("[data-size=xl]").click()
    _take(desktop, story, "story-large-text")
    printed = _visitor(browser, PAPER).new_page()
    printed.emulate_media(media="print")
    _take(printed, story, "story-print", whole=True)
    dark = _visitor(browser, DESKTOP, color_scheme="dark").new_page()
    _take(dark, f"{province}/", "home-dark")
    phone = _visitor(browser, PHONE).new_page()
    _take(phone, f"{commune}/", "home-phone")
    _take(phone, story, "story-phone")
    night = _visitor(browser, PHONE, color_scheme="dark").new_page()
    _take(night, story, "story-phone-dark")


def _desk_pages(browser: Browser, port: int) -> None:
    desk = _signed_in(browser, port, "truongban.tinh")
    _take(desk, f"http://{ADMIN}:{port}/", "desk-home")
    _take(desk, f"http://{ADMIN}:{port}/tin-bai/", "desk-stories")
    desk.goto(f"http://{ADMIN}:{port}/luot-gui/")
    _take(desk, desk.locator("main table a").nth(2).evaluate("a => a.href"), "desk-dispatch")
    _take(desk, f"http://{ADMIN}:{port}/gui-len/", "desk-proposals")


def _pocket_pages(browser: Browser, port: int) -> None:
    head = _signed_in(browser, port, "truongban.vuninh", PHONE)
    _take(head, f"http://{ADMIN}:{port}/viec/", "inbox-phone")
    writer = _signed_in(browser, port, "bientapvien.vuninh", PHONE)
    _take(writer, f"http://{ADMIN}:{port}/viet-nhanh/", "quick-write-phone")


def _board_pages(browser: Browser, port: int) -> None:
    admin = f"http://{ADMIN}:{port}"
    head = _signed_in(browser, port, "truongban.vuninh", PHONE)
    head.goto(f"{admin}/duyet/")
    _take(
        head, head.locator("main a[href^='/duyet/']").first.evaluate("a => a.href"), "review-phone"
    )
    above = _signed_in(browser, port, "truongban.tinh")
    _take(above, f"{admin}/ban-bien-tap/?rule=any", "boards")
    two_boards = _signed_in(browser, port, "thuky.tpbacninh")
    two_boards.locator(".desk-switch summary").click()
    two_boards.screenshot(path=FOLDER / "change-portal.png")
    writer = _signed_in(browser, port, "bientapvien.vuninh")
    returned = writer.locator(".inbox-line a[href*='/pages/'][href$='/edit/']").first
    writer.goto(returned.evaluate("a => a.href"), wait_until="networkidle")
    panel = writer.locator("[data-side-panel-toggle=text-checks]")
    if panel.get_attribute("aria-expanded") != "true":
        panel.click()
    writer.wait_for_timeout(500)
    writer.screenshot(path=FOLDER / "editor-checks.png")


def _score_pages(browser: Browser, port: int) -> None:
    admin = f"http://{ADMIN}:{port}"
    above = _signed_in(browser, port, "truongban.tinh")
    _take(above, f"{admin}/bang-xep-hang/", "league")
    card = above.locator("main a[href*='/phieu-cham-diem/']").first
    _take(above, card.evaluate("a => a.href"), "scorecard")
    above.goto(f"{admin}/bo-tieu-chi/")
    rubric = above.locator("main table a[href*='/bo-tieu-chi/']").first
    _take(above, rubric.evaluate("a => a.href"), "rubric")


def _travel_pages(browser: Browser, port: int) -> None:
    admin = f"http://{ADMIN}:{port}"
    above = _signed_in(browser, port, "truongban.tinh")
    _take(above, f"{admin}/tin-co-so/", "picking")
    above.goto(f"{admin}/luot-gui/")
    sent = above.locator("main tr:has(.urgency--priority) a[href*='/luot-gui/']").first
    _take(above, sent.evaluate("a => a.href"), "delivery-board")
    above.goto(f"{admin}/gui-nhieu-tin/")
    for number in (0, 1):
        above.locator("main input[type=checkbox][name]").nth(number).check()
    above.locator("main form button[type=submit], main footer button").last.click()
    above.wait_for_url("**/gui-nhieu-tin/gui/**")
    above.screenshot(path=FOLDER / "send-several.png")
    above.goto(f"{admin}/luot-go/")
    recall = above.locator("main table a[href*='/luot-go/']").first
    _take(above, recall.evaluate("a => a.href"), "certificate")
    pocket = _signed_in(browser, port, "truongban.vuninh", PHONE)
    _take(pocket, f"{admin}/tin-cap-tren/", "received-phone")
    board = _signed_in(browser, port, "truongban.vuninh")
    board.goto(f"{admin}/tin-bien-tap/")
    version = board.locator("main a[href*='/tin-bien-tap/']").first
    if version.count():
        _take(board, version.evaluate("a => a.href"), "own-version")
    _take(board, f"{admin}/kho-tin/?q=chuyển+đổi+số", "store")


def _request_pages(browser: Browser, port: int) -> None:
    admin, province = f"http://{ADMIN}:{port}", f"http://{BASE}:{port}"
    commune = f"http://{COMMUNE}:{port}"
    phone = _visitor(browser, PHONE).new_page()
    _take(phone, f"{commune}/gui-cau-hoi/", "ask-phone")
    public = _visitor(browser, DESKTOP).new_page()
    _take(public, f"{province}/hoi-dap/thong-ke/", "requests-figures")
    public.goto(f"{province}/kien-nghi-cu-tri/")
    petition = public.locator("main a[href*='/kien-nghi-cu-tri/']:not([href$='.csv'])").first
    _take(public, petition.evaluate("a => a.href"), "petition")
    public.goto(f"{commune}/hoi-dap/?q=xe+tải")
    answer = public.locator("main li a[href*='/hoi-dap/']").first
    _take(public, answer.evaluate("a => a.href"), "answer-with-files", whole=True)
    head = _signed_in(browser, port, "truongban.vuninh")
    head.goto(f"{admin}/hoi-dap/")
    asked = head.locator("main td a", has_text="Cống trước nhà văn hóa").first
    head.goto(asked.evaluate("a => a.href") + "tep-cong-khai/")
    _take(head, head.locator("main a[href*='/trang/']").last.evaluate("a => a.href"), "redaction")
    above = _signed_in(browser, port, "truongban.tinh")
    above.goto(f"{admin}/viec/")
    refused = above.locator("main a[href*='/hoi-dap/tu-choi/']")
    # It has time, and stands behind what is pressing.
    while not refused.count():
        above.get_by_role("link", name="Sau").first.click()
        above.wait_for_load_state()
    _take(above, refused.first.evaluate("a => a.href"), "refusal-check")


def _owed_pages(browser: Browser, port: int) -> None:
    admin, province = f"http://{ADMIN}:{port}", f"http://{BASE}:{port}"
    above = _signed_in(browser, port, "truongban.tinh")
    above.goto(f"{admin}/ke-hoach/", wait_until="networkidle")
    below = above.locator("main a[href$='/cap-duoi/']").first
    _take(above, below.evaluate("a => a.href"), "targets-below")
    _take(above, f"{admin}/viec-phai-cong-khai/", "duties-inspection")
    public = _visitor(browser, DESKTOP).new_page()
    public.goto(f"{province}/so-lieu-cac-xa/")
    compared = public.locator("main a[href*='/th-chi-ns-xa-quy/']").first
    _take(public, compared.evaluate("a => a.href"), "figures-compared")


def _signed_in(
    browser: Browser, port: int, username: str, viewport: dict[str, int] = DESKTOP
) -> Page:
    page = _visitor(browser, viewport).new_page()
    page.goto(f"http://{ADMIN}:{port}/login/")
    page.fill("[name=username]", username)
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url(f"http://{ADMIN}:{port}/")
    return page


def _visitor(browser: Browser, viewport: dict[str, int], **options: Any) -> BrowserContext:
    return browser.new_context(viewport=viewport, locale="vi-VN", **options)


def _take(page: Page, url: str, name: str, *, whole: bool = False) -> None:
    page.goto(url, wait_until="networkidle")
    if whole:
        # Images below are loaded when they come near.
        page.evaluate(SCROLL)
        page.wait_for_load_state("networkidle")
    page.screenshot(path=FOLDER / f"{name}.png", full_page=whole)


if __name__ == "__main__":
    main()
