"""The task is solved in writing: by the keyboard, read out, under the policy of public pages; or not at all."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch
from urllib.parse import parse_qs

import pytest
from django.conf import settings
from django.utils import timezone
from django.utils.csp import build_policy
from playwright.sync_api import Browser, Page, Request, Route, expect

from portals.form_guard import GuardOutcome, GuardReason, GuardVerdict, tasks
from tests.support.axe import assert_accessible

from .sent import GUARD, HOST, honest, posted

HERE = f"http://{HOST}/hoi-dap/gui/"
PAGE = """<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>Gửi phản ánh</title></head><body><main>
<h1>Gửi phản ánh</h1><form method="post" action="{here}"><p><label for="text">Nội dung</label>
<textarea id="text" name="text">{text}</textarea></p>{fields}<p><button>Gửi</button></p></form></main></body></html>"""

type Open = Callable[..., Page]


class Server:
    """Answers for the form's page and our static files; keeps what was sent."""

    def __init__(self) -> None:
        self.sent: list[dict[str, str]] = []
        self.text = ""
        self.has_worker = True
        # The worker's script comes when the test says so, and so does the solution.
        self.keeps_waiting = False
        self.waiting: list[Route] = []

    def answer(self, route: Route, request: Request) -> None:
        path = request.url.partition(HOST)[2]
        if request.method == "POST":
            read = parse_qs(request.post_data or "", keep_blank_values=True)
            self.sent.append({name: values[0] for name, values in read.items()})
            route.fulfill(status=200, content_type="text/html", body="<title>Xong</title>")
        elif self.keeps_waiting and "worker" in path:
            self.waiting.append(route)
        elif path.startswith("/static/") and (self.has_worker or "worker" not in path):
            file = Path(settings.STATICFILES_DIRS[0]) / path.removeprefix("/static/")
            kind = {".js": "text/javascript", ".css": "text/css"}[file.suffix]
            route.fulfill(content_type=kind, headers=self.headers(kind), body=file.read_text())
        elif path == "/hoi-dap/gui/":
            with patch.multiple(tasks, COST=20, FEWEST_TRIES=5, MOST_TRIES=20):
                fields = GUARD.fields(posted(host=HOST), now=timezone.now())
            body = PAGE.format(here=HERE, text=self.text, fields=fields)
            route.fulfill(headers=self.headers("text/html; charset=utf-8"), body=body)
        else:
            route.fulfill(status=404, body="")

    def go_on(self) -> None:
        self.keeps_waiting = False
        for route in self.waiting:
            self.answer(route, route.request)

    def headers(self, kind: str) -> dict[str, str]:
        policy = build_policy(settings.SECURE_CSP)
        return {"content-type": kind, "content-security-policy": policy}

    def verdict(self) -> GuardVerdict:
        [sent] = self.sent
        later = timezone.now() + timedelta(minutes=1)
        return GUARD.judge(posted(host=HOST, **sent), sent, now=later)


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def show(chromium: Browser, server: Server) -> Iterator[Open]:
    """Open the form's page; nothing there may be against the policy."""
    broken: list[str] = []
    contexts = []

    def shown(**how: Any) -> Page:
        contexts.append(context := chromium.new_context(locale="vi-VN", **how))
        page = context.new_page()
        page.route("**/*", server.answer)
        page.on("console", lambda said: broken.append(said.text) if "Policy" in said.text else None)
        page.goto(HERE)
        return page

    yield shown
    for context in contexts:
        context.close()
    assert broken == []


def sent_from(page: Page) -> None:
    expect(page).to_have_title("Xong")


def test_a_person_at_the_keyboard_hears_of_it_and_passes(show: Open, server: Server) -> None:
    page = show(viewport={"width": 320, "height": 640})
    state = page.get_by_role("status")
    expect(state).to_be_empty()
    expect(page.locator(".form-guard-without")).to_be_hidden()
    assert page.locator("html").evaluate("root => root.scrollWidth <= root.clientWidth")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "text"
    page.keyboard.insert_text(honest(1))
    expect(state).to_have_text("Đã kiểm tra xong. Bạn có thể gửi.")
    assert_accessible(page)
    page.keyboard.press("Tab")
    # What only machines fill in is passed by.
    assert page.evaluate("document.activeElement.tagName") == "BUTTON"
    assert page.get_by_role("textbox").count() == 1
    page.keyboard.press("Enter")
    sent_from(page)
    assert (server.verdict().outcome, server.sent[0]["text"]) == (GuardOutcome.PASSED, honest(1))


def test_who_sends_before_it_is_solved_waits_and_passes(show: Open, server: Server) -> None:
    server.text, server.keeps_waiting = honest(2), True
    page = show()
    for _ in range(2):
        page.get_by_role("button").click()
        expect(page.get_by_role("status")).to_have_text(re.compile("^Xin chờ một chút"))
    assert server.sent == []
    server.go_on()
    sent_from(page)
    assert server.verdict().outcome is GuardOutcome.PASSED


def test_where_it_cannot_be_solved_the_form_is_sent_all_the_same(
    show: Open, server: Server
) -> None:
    server.text, server.has_worker = honest(3), False
    page = show()
    page.get_by_role("textbox").focus()
    expect(page.get_by_role("status")).to_have_text(re.compile("^Không kiểm tra được. Bạn cứ gửi"))
    page.get_by_role("button").click()
    sent_from(page)
    assert server.verdict().reasons == (GuardReason.NO_SCRIPT,)


def test_without_script_it_is_said_and_sent(show: Open, server: Server) -> None:
    server.text = honest(4)
    page = show(java_script_enabled=False)
    expect(page.get_by_text("Trình duyệt không chạy script. Bạn vẫn gửi được")).to_be_visible()
    with page.expect_request(lambda request: request.method == "POST"):
        page.get_by_role("button").click()
    page.wait_for_load_state()
    assert server.verdict().reasons == (GuardReason.NO_SCRIPT,)
