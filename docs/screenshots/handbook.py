"""Take the pictures of the handbook from a demo: `uv run docs/screenshots/handbook.py [--port 8000] [name ...]`."""

from __future__ import annotations

import argparse
import shutil
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright
from take import ADMIN, PASSWORD

FOLDER = Path(__file__).parents[2] / "static/portals/learning/pictures"
PHONE = {"width": 360, "height": 640}


@dataclass(frozen=True)
class Shot:
    """A picture of the page at `path`; with `link` of the first page that it leads to by that selector."""

    name: str
    account: str
    path: str
    link: str = ""


SHOTS = (
    Shot("dang-nhap", "", "/login/"),
    Shot("viec", "truongban.vuninh", "/viec/"),
    Shot("viet-nhanh", "bientapvien.vuninh", "/viet-nhanh/"),
    Shot(
        "viet-tin",
        "bientapvien.vuninh",
        "/tin-bai/cua-toi/",
        "main a[href*='/pages/'][href$='/edit/']",
    ),
    Shot("duyet-bai", "truongban.vuninh", "/duyet/", "main a[href^='/duyet/']"),
    Shot("anh", "bientapvien.vuninh", "/images/"),
    Shot("lich-lam-viec", "truongban.vuninh", "/lich-lam-viec/"),
    Shot("van-ban", "truongban.vuninh", "/van-ban/"),
    Shot("ban-tin-loa", "bientapvien.vuninh", "/ban-tin-loa/dang/"),
    Shot("tin-cap-tren", "truongban.vuninh", "/tin-cap-tren/"),
    Shot("hoi-dap", "truongban.vuninh", "/hoi-dap/"),
    Shot("to-chuc", "truongban.vuninh", "/cong/"),
    Shot("ban-bien-tap", "truongban.vuninh", "/ban-bien-tap/cua-toi/"),
    Shot("gui-tin", "thuky.tinh", "/gui-nhieu-tin/"),
    Shot(
        "phieu-cham-diem",
        "truongban.vuninh",
        "/bang-xep-hang/",
        "main a[href*='/phieu-cham-diem/']",
    ),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("names", nargs="*")
    asked = parser.parse_args()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium-headless-shell") or shutil.which("chromium"),
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--host-resolver-rules=MAP *.localhost 127.0.0.1",
            ],
        )
        signed_in: dict[str, Page] = {}
        for shot in SHOTS:
            if asked.names and shot.name not in asked.names:
                continue
            if shot.account not in signed_in:
                signed_in[shot.account] = _page_of(browser, asked.port, shot.account)
            _take(signed_in[shot.account], asked.port, shot)
        browser.close()


def _page_of(browser: Browser, port: int, account: str) -> Page:
    context = browser.new_context(viewport=PHONE, device_scale_factor=1, locale="vi-VN")
    page = context.new_page()
    if account:
        page.goto(f"http://{ADMIN}:{port}/login/")
        page.fill("[name=username]", account)
        page.fill("[name=password]", PASSWORD)
        page.click("main button[type=submit]")
        page.wait_for_url(f"http://{ADMIN}:{port}/")
    return page


def _take(page: Page, port: int, shot: Shot) -> None:
    page.goto(f"http://{ADMIN}:{port}{shot.path}", wait_until="networkidle")
    if shot.link:
        address = page.locator(shot.link).first.evaluate("a => a.href")
        page.goto(address, wait_until="networkidle")
    picture = Image.open(BytesIO(page.screenshot()))
    # Few colours and sharp edges: without loss it is a third of a photograph's size.
    picture.convert("RGB").save(FOLDER / f"{shot.name}.webp", lossless=True, method=6)


if __name__ == "__main__":
    main()
