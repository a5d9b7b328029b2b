"""Take the pictures of the docs from a running demo: `uv run docs/screenshots/take.py [--port 8000]`."""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

FOLDER = Path(__file__).parent
BASE = "bacninh.localhost"
COMMUNE = f"vuninh.tpbacninh.{BASE}"
ADMIN = f"quantri.{BASE}"
PASSWORD = "lien-cong-demo"  # noqa: S105  (the demo prints it)
DESKTOP = {"width": 1280, "height": 860}
PHONE = {"width": 390, "height": 844}


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
        browser.close()


def _public_pages(browser: Browser, port: int) -> None:
    page = _visitor(browser, DESKTOP).new_page()
    _take(page, f"http://{BASE}:{port}/", "province-home")
    _take(page, f"http://{COMMUNE}:{port}/tin-tuc/", "commune-section")
    _take(page, f"http://{BASE}:{port}/tim-kiem/?q=bac+ninh", "search")
    _take(page, f"http://{BASE}:{port}/cac-cong/", "portals")
    page.goto(f"http://{COMMUNE}:{port}/")
    taken_over = page.locator("main a", has_text="").evaluate_all(
        "links => links.map(link => link.href).filter(href => /-[0-9]+\\/$/.test(href))"
    )
    _take(page, taken_over[-1], "commune-story")
    phone = _visitor(browser, PHONE).new_page()
    _take(phone, f"http://{COMMUNE}:{port}/", "commune-phone")
    dark = browser.new_context(viewport=PHONE, color_scheme="dark", locale="vi-VN").new_page()
    _take(dark, taken_over[-1], "story-phone-dark")


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


def _visitor(browser: Browser, viewport: dict[str, int]) -> BrowserContext:
    return browser.new_context(viewport=viewport, locale="vi-VN")


def _take(page: Page, url: str, name: str) -> None:
    page.goto(url, wait_until="networkidle")
    page.screenshot(path=FOLDER / f"{name}.png")


if __name__ == "__main__":
    main()
