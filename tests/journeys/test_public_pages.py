"""Every kind of public page, as people with different needs meet it: in the dark, on a narrow screen, by keyboard."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection
from django.test import override_settings
from playwright.sync_api import Browser, Page, expect

from portals.models import Portal
from portals.services.shares import Databases
from tests.support import processes, restoring
from tests.support.axe import OF_COLOURS, RULES, assert_accessible
from tests.support.public_pages import make_public_pages, refusals_at
from tests.support.schemes import by_day_and_by_night

NARROW = {"width": 320, "height": 640}
DESKTOP = {"width": 1280, "height": 860}
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
SCRIPTS = "[...document.scripts].filter((one) => one.src).map((one) => new URL(one.src).pathname)"
# What asks how large the screen is.
WIDTH = re.compile("[wW]idth|resize|orientation")
# A browser with one Vietnamese voice on the device, which speaks at once and says what it was given.
VOICE = """
    window.said = [];
    const voice = {lang: "vi-VN", localService: LOCAL, name: "Mai"};
    Object.defineProperty(window, "speechSynthesis", {value: {
        getVoices: () => [voice], addEventListener() {}, cancel() {}, pause() { said.push("pause"); },
        resume() { said.push("resume"); }, speak(text) { said.push(text.text); },
    }});
    window.SpeechSynthesisUtterance = function (text) { this.text = text; };
"""

type Pages = dict[str, tuple[Portal, str]]


@pytest.fixture(scope="module")
def web_server(
    django_db_setup: None,
    django_db_blocker: object,
    readied: processes.Readied,
    own_databases: Databases,
) -> Iterator[processes.WebServer]:
    """One for the file: its tests read, and what a reader leaves behind is no matter to another."""
    with django_db_blocker.unblock(), readied.web_server() as served:
        # The server reads images where it was told to.
        told = {"MEDIA_ROOT": served.env["MEDIA_ROOT"]} if "MEDIA_ROOT" in served.env else {}
        ours = {"PORTALS_PORT": served.port, "PORTALS_FRONT_ADDRESS": served.address}
        with override_settings(**ours, **told):
            yield served
        connection.close()
        restoring.as_new(own_databases)


@pytest.fixture(scope="module")
def pages(web_server: processes.WebServer) -> Pages:
    return make_public_pages()


@contextmanager
def visitor(chromium: Browser, **options: object) -> Iterator[Page]:
    context = chromium.new_context(locale="vi-VN", **options)
    context.set_default_timeout(20_000)
    yield context.new_page()
    context.close()


def address(web_server: processes.WebServer, place: tuple[Portal, str]) -> str:
    portal, path = place
    return web_server.url(portal.site.hostname, path)


# The page of the night differs from that of the day in its colours alone.
SCHEMES = {"light": RULES, "dark": OF_COLOURS}


def assert_accessible_on_all_screens(page: Page, kind: str) -> None:
    """For the page that is open, whose style sheets alone know how wide it is."""
    for viewport in (NARROW, DESKTOP):
        page.set_viewport_size(viewport)
        for scheme in by_day_and_by_night(page):
            assert_accessible(page, rules=SCHEMES[scheme])
            assert page.evaluate(OVERFLOW) <= 0, (kind, viewport, scheme)


class TestEveryPublicPage:
    def test_is_accessible_narrow_and_wide_by_day_and_by_night(
        self, chromium: Browser, web_server: processes.WebServer, pages: Pages
    ) -> None:
        scripts: set[str] = set()
        with visitor(chromium, viewport=NARROW) as page:
            for kind, place in pages.items():
                page.goto(address(web_server, place))
                assert_accessible_on_all_screens(page, kind)
                scripts |= set(page.evaluate(SCRIPTS))
        # Else a page would have to be loaded for each screen anew.
        host = pages["home of the province"][0].site.hostname
        sources = {one: web_server.http.get(host, one) for one in scripts}
        assert [one for one, answer in sources.items() if WIDTH.search(answer.text)] == []
        assert len(sources) >= 4
        assert {answer.status for answer in sources.values()} == {200}

    def test_that_refuses_is_accessible_narrow_and_wide_by_day_and_by_night(
        self,
        chromium: Browser,
        web_server: processes.WebServer,
        pages: Pages,
        settings: object,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        refusals = refusals_at(pages, settings=settings, monkeypatch=monkeypatch)
        here = address(web_server, (pages["story"][0], "/tu-choi/"))
        with visitor(chromium, viewport=NARROW) as page:
            for kind, html in refusals.items():
                # What the server refuses only in a bad hour is put in the place of an answer of its own.
                page.route(here, lambda route, _request, html=html: route.fulfill(
                    body=html.decode(), content_type="text/html; charset=utf-8"
                ))  # fmt: skip
                page.goto(here)
                expect(page.locator("main h1")).to_be_visible()
                assert_accessible_on_all_screens(page, kind)
                page.unroute(here)

    def test_keeps_within_a_narrow_screen_in_the_largest_text_and_without_a_script(
        self, chromium: Browser, web_server: processes.WebServer, pages: Pages
    ) -> None:
        with visitor(chromium, viewport=NARROW) as page:
            page.add_init_script("localStorage.setItem('reader-text', 'xl')")
            for kind, place in pages.items():
                page.goto(address(web_server, place))
                assert page.evaluate(OVERFLOW) <= 0, kind
        with visitor(chromium, viewport=NARROW, java_script_enabled=False) as page:
            for place in pages.values():
                page.goto(address(web_server, place))
                expect(page.get_by_role("main")).to_be_visible()
                expect(page.locator(".tools")).to_be_hidden()


class TestAReader:
    def test_chooses_colours_and_size_which_stay_without_a_cookie(
        self, chromium: Browser, web_server: processes.WebServer, pages: Pages
    ) -> None:
        with visitor(chromium, viewport=DESKTOP, color_scheme="light") as page:
            page.goto(address(web_server, pages["home of a commune"]))
            paper = "getComputedStyle(document.body).backgroundColor"
            by_day = page.evaluate(paper)
            page.get_by_role("button", name="Dark colours").or_(
                page.get_by_role("button", name="Màu tối")
            ).click()
            page.locator("[data-size=xl]").click()
            by_night = page.evaluate(paper)
            assert by_night != by_day
            page.goto(address(web_server, pages["home of a commune"]))
            assert page.evaluate(paper) == by_night
            assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "22.4px"
            assert page.context.cookies() == []
            assert_accessible(page)
            page.locator("[data-switch=theme]").click()
            assert page.evaluate(paper) == by_day

    def test_reaches_everything_at_the_top_by_keyboard(
        self, chromium: Browser, web_server: processes.WebServer, pages: Pages
    ) -> None:
        with visitor(chromium, viewport=DESKTOP) as page:
            page.goto(address(web_server, pages["home of a commune"]))
            page.keyboard.press("Tab")
            expect(page.locator(".skip")).to_be_focused()
            page.keyboard.press("Enter")
            expect(page.locator("main")).to_be_focused()
            page.locator(".menu-all summary").focus()
            page.keyboard.press("Enter")
            expect(page.locator(".menu-panel")).to_be_visible()
            page.keyboard.press("Tab")
            assert page.evaluate("document.activeElement.closest('.menu-panel') !== null")

    def test_finds_and_rates_a_story_by_keyboard_alone(
        self, chromium: Browser, web_server: processes.WebServer, pages: Pages
    ) -> None:
        with visitor(chromium, viewport=DESKTOP) as page:
            page.goto(address(web_server, pages["home of a commune"]))
            page.keyboard.press("Tab")
            page.keyboard.press("Enter")
            # The first thing in the text is the lead story, but for what can be heard today.
            lead = page.locator(".card-lead .card-link")
            for _step in range(6):
                page.keyboard.press("Tab")
                if lead.evaluate("link => link === document.activeElement"):
                    break
            expect(lead).to_be_focused()
            page.keyboard.press("Enter")
            expect(page.locator("article.story h1")).to_be_visible()
            for _step in range(60):
                page.keyboard.press("Tab")
                if page.evaluate("document.activeElement.value") == "co":
                    break
            page.keyboard.press("Enter")
            expect(page.locator("#da-ghi-nhan")).to_be_visible()

    def test_goes_from_the_home_page_to_a_person_to_call_without_a_script(
        self, chromium: Browser, web_server: processes.WebServer, pages: Pages
    ) -> None:
        with visitor(chromium, viewport=NARROW, java_script_enabled=False) as page:
            page.goto(address(web_server, pages["home of a commune"]))
            page.locator(".shortcuts a").first.click()
            page.locator(".standing a").first.click()
            expect(page.locator("article.story h1")).to_have_text("Nộp hồ sơ")
            page.locator(".footer-links a[href='/lien-he/']").click()
            expect(page.locator(".contact a[href^='tel:']")).to_be_visible()
            expect(page.locator(".contact-map a")).to_be_visible()

    def test_has_signs_and_edges_where_the_system_replaces_all_colours(
        self, chromium: Browser, web_server: processes.WebServer, pages: Pages
    ) -> None:
        with visitor(chromium, viewport=DESKTOP, forced_colors="active") as page:
            page.goto(address(web_server, pages["organisation"]))
            edge = "getComputedStyle(document.querySelector('.unit')).borderTopWidth"
            assert page.evaluate(edge) == "1px"
            # axe measures the page's own colours here, which the system has replaced.
            shown = "getComputedStyle(document.querySelector('.icon')).stroke !== 'none'"
            assert page.evaluate(shown)

    def test_prints_a_story_without_what_can_only_be_clicked(
        self, chromium: Browser, web_server: processes.WebServer, pages: Pages
    ) -> None:
        with visitor(chromium, viewport=DESKTOP, color_scheme="dark") as page:
            page.goto(address(web_server, pages["story"]))
            page.emulate_media(media="print")
            expect(page.locator(".menu")).to_be_hidden()
            expect(page.locator(".print-only")).to_be_visible()
            assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"


class TestListening:
    @pytest.mark.parametrize("is_local", [True, False], ids=["on the device", "elsewhere"])
    def test_is_offered_only_by_a_voice_on_the_device(
        self, chromium: Browser, web_server: processes.WebServer, pages: Pages, is_local: bool
    ) -> None:
        with visitor(chromium, viewport=DESKTOP) as page:
            page.add_init_script(VOICE.replace("LOCAL", "true" if is_local else "false"))
            page.goto(address(web_server, pages["story"]))
            tools = page.locator("[data-listen]")
            if not is_local:
                expect(tools).to_be_hidden()
                return
            play = tools.locator("[data-act=play]")
            play.focus()
            page.keyboard.press("Enter")
            expect(page.locator(".being-read")).to_have_text("Khai mạc lễ hội")
            page.keyboard.press("Enter")
            page.keyboard.press("Enter")
            assert page.evaluate("said") == ["Khai mạc lễ hội", "pause", "resume"]
            assert_accessible(page)
            tools.locator("[data-act=stop]").click()
            expect(page.locator(".being-read")).to_have_count(0)
            expect(play).to_be_focused()
