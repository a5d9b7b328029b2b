"""Measure pages of a running demo as a modest phone on a slow line loads them: `uv run docs/screenshots/measure.py`.

The line has 150 ms of latency and 1.6 Mbit/s, the processor a quarter of its speed, the cache is empty. Times are
medians of `--rounds` visits; nothing passes or fails.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import sys
from typing import Any

from playwright.sync_api import Browser, sync_playwright

BASE = "bacninh.localhost"
COMMUNE = f"vuninh.tpbacninh.{BASE}"
PHONE = {"width": 360, "height": 740}
LINE = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 94_000}
SLOWER = 4
WATCH = """
    window.seen = {lcp: 0, element: "", cls: 0};
    new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) {
            seen.lcp = entry.startTime;
            seen.element = entry.element ? entry.element.tagName.toLowerCase() : "";
        }
    }).observe({type: "largest-contentful-paint", buffered: true});
    new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) if (!entry.hadRecentInput) seen.cls += entry.value;
    }).observe({type: "layout-shift", buffered: true});
"""
FIRST_PAINT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0"
# Down and up again, so that shifts of what loads late count too.
SCROLL = """async () => {
    for (let y = 0; y < document.body.scrollHeight; y += 400) {
        scrollTo(0, y);
        await new Promise((done) => setTimeout(done, 100));
    }
}"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        _say(
            f"{'page':20}{'FCP ms':>8}{'LCP ms':>8} {'of':6}{'CLS':>8}{'requests':>10}"
            f"{'KB':>8}{'of it images':>14}"
        )
        for name, address in _pages(browser, options.port).items():
            seen = [_visit(browser, address) for _ in range(options.rounds)]
            middle = {
                key: statistics.median(one[key] for one in seen)
                for key in ("fcp", "lcp", "cls", "requests", "bytes", "images")
            }
            _say(
                f"{name:20}{middle['fcp']:8.0f}{middle['lcp']:8.0f} {seen[0]['element']:6}"
                f"{middle['cls']:8.3f}{middle['requests']:10.0f}"
                f"{middle['bytes'] / 1000:8.0f}{middle['images'] / 1000:14.0f}"
            )
        browser.close()


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def _pages(browser: Browser, port: int) -> dict[str, str]:
    page = browser.new_page()
    page.goto(f"http://{COMMUNE}:{port}/")
    story = page.locator(".card-lead .card-link").evaluate("link => link.href")
    page.close()
    return {
        "home, province": f"http://{BASE}:{port}/",
        "home, commune": f"http://{COMMUNE}:{port}/",
        "section": f"http://{COMMUNE}:{port}/tin-tuc/",
        "story": story,
        "portals": f"http://{BASE}:{port}/cac-cong/",
    }


def _visit(browser: Browser, address: str) -> dict[str, Any]:
    context = browser.new_context(
        viewport=PHONE, device_scale_factor=2, is_mobile=True, has_touch=True, locale="vi-VN"
    )
    page = context.new_page()
    line = context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", LINE)
    line.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    loaded: dict[str, float] = {}
    kinds: dict[str, str] = {}

    def answered(event: dict[str, Any]) -> None:
        kinds[event["requestId"]] = "images" if "/media/" in event["response"]["url"] else "own"

    def ended(event: dict[str, Any]) -> None:
        loaded[event["requestId"]] = event["encodedDataLength"]

    line.on("Network.responseReceived", answered)
    line.on("Network.loadingFinished", ended)
    page.add_init_script(WATCH)
    page.goto(address, wait_until="networkidle")
    found: dict[str, Any] = page.evaluate("seen")
    found["fcp"] = page.evaluate(FIRST_PAINT)
    at_first = dict(loaded)
    page.evaluate(SCROLL)
    page.wait_for_load_state("networkidle")
    found["cls"] = page.evaluate("seen.cls")
    found["requests"] = len(at_first)
    found["bytes"] = sum(at_first.values())
    found["images"] = sum(size for key, size in at_first.items() if kinds.get(key) == "images")
    context.close()
    return found


if __name__ == "__main__":
    main()
