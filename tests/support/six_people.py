"""Walk six people's jobs of the day on a demo and count what each costs: `uv run python -m tests.support.six_people`.

`--port` and `--password` are the demo's, `--width` the screen's. What is counted, and how seconds come of it, says
`effort.py`. The ways are found by what is on the page, so the same script walks the desk as it stood before its menu
was grouped. Prints rows of a table.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Error, Locator, sync_playwright

from .effort import KEY_OF_DESKTOP, KEY_OF_PHONE, READER, Effort, Person, words_of

ROOT = Path(__file__).parents[2]
ADMIN = "quantri.bacninh.localhost"
PICTURES = ROOT / "docs/screenshots"
HEIGHTS = {360: 740, 1280: 860}
# More words than that are no label but a sentence.
LABEL = 12
# Words that nobody uses outside of newsrooms, offices of informatics or this install. A label holds jargon where it
# holds one of them; each label that was read on the way counts once.
JARGON = (
    *(
        "sapo",
        "slug",
        "metadata",
        "url",
        "html",
        "xlsx",
        "csv",
        "ods",
        "pdf",
        "docx",
        "json",
        "email",
    ),
    *(
        "biểu mẫu",
        "hậu kiểm",
        "lượt gửi",
        "nơi nhận",
        "nơi đăng",
        "bản biên tập riêng",
        "tin biên tập riêng",
    ),
    *(
        "kho tin",
        "phiếu",
        "kỳ chấm",
        "bộ tiêu chí",
        "tiêu chí",
        "tự chấm",
        "thẩm định",
        "phúc tra",
        "chốt điểm",
    ),
    *(
        "minh chứng",
        "minh họa",
        "sổ cái",
        "sổ kết quả",
        "nhân chứng",
        "điểm kiểm",
        "dấu vết",
        "đối soát",
    ),
    *(
        "cổng thành phần",
        "không phát sinh",
        "tin cơ sở",
        "cụm",
        "quy về",
        "xác thực",
        "trình soạn thảo",
    ),
)


class Walk:
    """One person at one demo on one screen, signed in: to come in costs the same everywhere."""

    def __init__(
        self, browser: Browser, port: int, width: int, account: str, password: str
    ) -> None:
        context = browser.new_context(
            viewport={"width": width, "height": HEIGHTS[width]},
            locale="vi-VN",
            has_touch=width < 500,
        )
        context.set_default_timeout(60_000)
        self.base, self.width, self.page = f"http://{ADMIN}:{port}", width, context.new_page()
        self.page.goto(f"{self.base}/login/")
        self.page.fill("[name=username]", account)
        self.page.fill("[name=password]", password)
        self.page.click("main button[type=submit]")
        self.page.wait_for_load_state("networkidle")
        self.person = Person(self.page, Effort(key=KEY_OF_PHONE if width < 500 else KEY_OF_DESKTOP))

    def named(self, words: str) -> Locator:
        """What can be pressed and begins with these words."""
        named = re.compile(rf"^\s*{words}")
        found = self.page.get_by_role("button", name=named).or_(
            self.page.get_by_role("link", name=named)
        )
        return found.locator("visible=true").first

    def waiting(self, words: str) -> Locator:
        """The line of the first page's list that says so, in sight: where it is folded away, its fold is opened."""
        line = self.page.locator(".inbox-line").filter(has_text=re.compile(words)).first
        if not line.is_visible():
            fold = self.page.locator("details[data-fold]").filter(has_text=re.compile(words)).first
            self.person.taps(fold.locator("> summary"))
        return line

    def by_menu(self, path: str) -> None:
        """Through the menu, which hides behind its button on a phone, and below a word where it is grouped."""
        if self.width < 800:
            self.person.taps(self.page.locator(".sidebar-nav-toggle"))
        link = self.page.locator(f".sidebar a[href='{path}']").first
        if not link.is_visible():
            word = self.page.locator(
                "li.sidebar-menu-item", has=self.page.locator(f"a[href='{path}']")
            )
            self.person.taps(word.first.locator("> button"))
        self.person.taps(link)

    def on_the_page(self, selector: str) -> Locator:
        return self.page.locator(f"main {selector}").locator("visible=true").first


def editor(walk: Walk) -> None:
    page, person = walk.page, walk.person
    person.taps(walk.named("Viết nhanh"))
    person.types(page.locator("[name=title]"), "Tạm ngừng cấp điện khu 3 sáng thứ Bảy")
    person.types(
        page.locator("[name=text]"),
        "Từ 8 giờ đến 11 giờ, khu 3 tạm ngừng cấp điện để sửa đường dây.",
    )
    person.takes_a_picture(page.locator("#camera"), PICTURES / "desk-home.png")
    person.types(page.locator(".photo .photo__alt"), "Thợ điện sửa đường dây")
    person.taps(walk.named("Gửi duyệt"))


def head(walk: Walk) -> None:
    walk.person.taps(walk.waiting("Duyệt đăng").locator("a.desk-card__title"))
    walk.person.reads_on(walk.on_the_page(".desk-text > :last-child"))
    walk.person.taps(walk.on_the_page("button:has-text('Duyệt đăng')"))


def secretary(walk: Walk) -> None:
    walk.by_menu("/luot-gui/")
    walk.person.taps(walk.on_the_page("a[href^='/luot-gui/']:not([href='/luot-gui/'])"))
    walk.person.reads_on(walk.on_the_page("table tbody tr"))


def province_head(walk: Walk) -> None:
    walk.person.taps(
        walk.waiting("đề nghị gửi khẩn cấp").get_by_role("link", name=re.compile("Xem và xác nhận"))
    )
    walk.person.reads_on(walk.named("Xác nhận"))
    if walk.page.locator(".sidebar a[href='/toan-tinh/']").count():
        walk.by_menu("/toan-tinh/")
        part = walk.page.locator(".overview__part", has_text="Ban chưa hoạt động")
        walk.person.reads_on(part.locator("li, p").last)
        return
    walk.by_menu("/ban-bien-tap/")
    walk.person.chooses(
        walk.page.locator("select[name=standing], select").last, "Không ai hoạt động trong 7 ngày"
    )
    walk.person.taps(walk.named("Lọc"))
    walk.person.reads_on(walk.on_the_page("table tbody tr, .desk-table, p"))


def scorer(walk: Walk) -> None:
    walk.person.taps(walk.waiting(r"đề nghị xem xét lại [A-Z]\d").locator("a.desk-card__title"))
    walk.person.reads_on(walk.on_the_page("form button[type=submit], button"))


def auditor(walk: Walk) -> None:
    walk.person.taps(walk.on_the_page("a:has-text('08/2026')"))
    walk.person.taps(walk.on_the_page("td a, li a[href*='/kiem-tra/']"))
    walk.person.reads_on(walk.on_the_page("h2"))


JOBS: dict[str, tuple[str, str, Callable[[Walk], None]]] = {
    "editor": ("bientapvien.vuninh", "write a text with a picture and submit it", editor),
    "head": ("truongban.vuninh", "read the text that waits and approve it", head),
    "secretary": ("thuky.tinh", "see who has not posted the last story that was sent", secretary),
    "province": (
        "truongban.tinh",
        "read an urgent sending before confirming it; find boards that sleep",
        province_head,
    ),
    "scorer": ("truongban.tpbacninh", "open a contested line and stand before the ruling", scorer),
    "auditor": ("thanhtra.tinh", "find the evidence of a line of a published month", auditor),
}


def jargon_in(lines: set[str]) -> list[str]:
    return sorted(
        one for one in lines if words_of(one) <= LABEL and any(_holds(one, term) for term in JARGON)
    )


def _holds(line: str, term: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(term)}(?!\w)", line.casefold()) is not None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--password", required=True, help="as the demo prints it")
    parser.add_argument("--width", type=int, choices=HEIGHTS, default=360)
    parser.add_argument(
        "--pictures", type=Path, help="a folder for a picture of where each way ends"
    )
    parser.add_argument("names", nargs="*", help=", ".join(JOBS))
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
        for name in asked.names or JOBS:
            account, _what, job = JOBS[name]
            walk = Walk(browser, asked.port, asked.width, account, asked.password)
            try:
                job(walk)
                ended = ""
            except Error as error:
                ended = f" NOT TO ITS END: {str(error).splitlines()[0]}"
            did, strange = walk.person.effort, jargon_in(walk.person.lines)
            sys.stdout.write(
                f"| {name} | {asked.width} | {did.steps} | {did.scrolls} | {did.words} | {did.pages} "
                f"| {did.seconds(READER):.0f} | {did.machine:.1f} | {len(strange)} |{ended} {'; '.join(strange)}\n"
            )
            sys.stdout.flush()
            if asked.pictures:
                walk.page.screenshot(path=asked.pictures / f"six-{name}-{asked.width}.png")
            walk.page.context.close()
        browser.close()


if __name__ == "__main__":
    main()
