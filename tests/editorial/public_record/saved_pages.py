"""A public page as it is kept: as the server sent it, and as Chromium saves it."""

from __future__ import annotations

import email
import email.policy
import quopri

from django.contrib.staticfiles import finders
from django.test import Client
from playwright.sync_api import BrowserContext, Page, Route

from editorial.models import Placement
from portals.addresses import main_origin

# What "Save page as, complete" does to addresses, and to what the page's own scripts made of it.
COMPLETE = """() => {
    for (const one of document.querySelectorAll("[href]")) {
        if (typeof one.href === "string") one.setAttribute("href", one.href);
    }
    for (const one of document.querySelectorAll("img")) {
        one.removeAttribute("srcset");
        one.setAttribute("src", "./trang_files/anh.jpg");
    }
    return "<!DOCTYPE html>\\n" + document.documentElement.outerHTML;
}"""


class SavingBrowser:
    """Opens public pages from Django's test client and saves them; nothing else is reached."""

    def __init__(self, context: BrowserContext) -> None:
        self.page: Page = context.new_page()
        self.page.route("**/*", self._answer)
        self._sent = b""

    def forms_of(self, placement: Placement) -> dict[str, bytes]:
        """Return the page in each form in which readers keep one."""
        answer = Client().get(placement.path, headers={"host": placement.portal.site.hostname})
        assert answer.status_code == 200, placement
        self._sent = answer.content
        self.page.goto(
            main_origin(placement.portal) + placement.path, wait_until="domcontentloaded"
        )
        session = self.page.context.new_cdp_session(self.page)
        captured = session.send("Page.captureSnapshot", {"format": "mhtml"})["data"]
        session.detach()
        return {
            "sent": answer.content,
            "dom": self.page.content().encode(),
            "single file": captured.encode(),
            # The last, since it changes the page.
            "complete": self.page.evaluate(COMPLETE).encode(),
        }

    def _answer(self, route: Route) -> None:
        request = route.request
        if request.is_navigation_request():
            route.fulfill(body=self._sent, content_type="text/html; charset=utf-8")
            return
        _before, is_static, name = request.url.partition("/static/")
        found = finders.find(name.partition("?")[0]) if is_static else None
        route.fulfill(path=found) if found else route.abort()


def page_in(kept: bytes) -> bytes:
    """Return the HTML of a kept page, also of one in a file of Chromium's "Webpage, single file"."""
    if kept.lstrip().startswith(b"<"):
        return kept
    parts = email.message_from_bytes(kept, policy=email.policy.default).walk()
    [page] = [part for part in parts if part.get_content_type() == "text/html"]
    content = page.get_payload(decode=True)
    assert isinstance(content, bytes)
    return content


def with_page(kept: bytes, page: bytes) -> bytes:
    """Return the kept file with another page in it."""
    if page_in(kept) is kept:
        return page
    head, boundary, rest = _first_part(kept)
    headers, _empty, body = rest.partition(b"\r\n\r\n")
    _old, end, after = body.partition(b"\r\n" + boundary)
    written = quopri.encodestring(page).replace(b"\n", b"\r\n")
    return head + boundary + headers + b"\r\n\r\n" + written + end + after


def _first_part(kept: bytes) -> tuple[bytes, bytes, bytes]:
    boundary = b"--" + kept.partition(b'boundary="')[2].partition(b'"')[0]
    return (
        kept.partition(boundary + b"\r\n")[0],
        boundary,
        b"\r\n" + kept.partition(boundary + b"\r\n")[2],
    )
