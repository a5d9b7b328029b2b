"""What is offered in the search field: chosen by a click, dropped by Escape, silent while a letter is put together."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.factories import make_portal
from tests.support import processes

pytestmark = pytest.mark.django_db(transaction=True)
COMPOSING = """
    (field) => field.dispatchEvent(new KeyboardEvent(
        "keydown", {key: "ArrowDown", isComposing: true, bubbles: true, cancelable: true}))
"""


@pytest.fixture
def page(chromium: Browser, web_server: processes.WebServer) -> Iterator[Page]:
    portal = make_portal()
    context = chromium.new_context()
    page = context.new_page()

    def answer(route: Route) -> None:
        route.fulfill(json=["khai", ["khai sinh", "khai thác"]])

    page.route("**/goi-y.json*", answer)
    page.goto(web_server.url(portal.site.hostname, "/tim-kiem/"))
    page.locator("#tim-giua-trang").press_sequentially("khai")
    expect(page.get_by_role("option")).to_have_count(2)
    yield page
    context.close()


def test_a_click_searches_and_a_press_alone_does_not(page: Page) -> None:
    option = page.get_by_role("option", name="khai sinh")
    option.dispatch_event("pointerdown")
    expect(page.locator("#tim-giua-trang")).to_have_value("khai")
    option.click()
    page.wait_for_url("**/tim-kiem/?q=khai+sinh")


def test_escape_drops_what_is_asked_for_still(page: Page) -> None:
    field = page.locator("#tim-giua-trang")
    field.press("s")
    field.press("Escape")
    page.wait_for_timeout(600)
    expect(page.get_by_role("option")).to_have_count(0)


def test_keys_of_an_input_method_are_its_own(page: Page) -> None:
    field = page.locator("#tim-giua-trang")
    field.evaluate(COMPOSING)
    assert field.get_attribute("aria-activedescendant") is None
    field.press("ArrowDown")
    expect(field).to_have_attribute("aria-activedescendant", "goi-y-1-0")
