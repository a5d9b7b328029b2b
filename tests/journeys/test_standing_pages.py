"""What a reader does with a story and in search, with and without script; what the desk shows of a portal."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Browser, expect

from editorial.models import UsefulnessCount
from portals.boards.enums import Position
from portals.models import Portal
from tests.factories import make_member, make_portal, published_story
from tests.journeys.test_sending_on_a_phone import assert_fits
from tests.support import processes
from tests.support.axe import assert_accessible
from tests.support.public_pages import make_public_pages
from tests.support.schemes import by_day_and_by_night
from tests.support.signed_in import sign_in

pytestmark = pytest.mark.django_db(transaction=True)
NARROW = {"width": 320, "height": 640}
# Pages of this kind that the walk through all public pages does not reach by itself.
KINDS = (
    "organisation",
    "contact",
    "site map",
    "notice that is over",
    "search narrowed",
    "search for standing pages",
)


def address(web_server: processes.WebServer, portal: Portal, path: str) -> str:
    return web_server.url(portal.site.hostname, path)


class TestAReaderWithoutScript:
    def test_says_that_a_story_was_useful(
        self, chromium: Browser, web_server: processes.WebServer
    ) -> None:
        portal = make_portal()
        story = published_story(portal)
        context = chromium.new_context(viewport=NARROW, java_script_enabled=False)
        page = context.new_page()
        page.goto(address(web_server, portal, story.public_path()))
        expect(page.locator("#da-ghi-nhan")).to_be_hidden()

        page.locator(".useful button[value=co]").click()

        expect(page.locator("#da-ghi-nhan")).to_be_visible()
        assert UsefulnessCount.objects.get().count == 1
        assert context.cookies() == []
        expect(page.locator("[data-copy]")).to_be_hidden()
        context.close()

    def test_narrows_a_search(self, chromium: Browser, web_server: processes.WebServer) -> None:
        portal = make_portal()
        published_story(portal, title="Họp dân")
        published_story(portal, title="Họp chợ", notice=True)
        context = chromium.new_context(viewport=NARROW, java_script_enabled=False)
        page = context.new_page()
        page.goto(address(web_server, portal, "/tim-kiem/?q=hop"))
        page.locator(".facets summary").click()
        page.locator("select[name=loai]").select_option("thong-bao")
        page.locator(".facet-days button").click()
        expect(page.locator(".results li")).to_have_count(1)
        expect(page.locator("select[name=loai]")).to_have_value("thong-bao")
        context.close()


class TestAReaderWithScript:
    def test_copies_the_address_and_meets_no_refused_script(
        self, chromium: Browser, web_server: processes.WebServer
    ) -> None:
        portal = make_portal()
        story = published_story(portal)
        context = chromium.new_context(permissions=["clipboard-read", "clipboard-write"])
        page = context.new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.goto(address(web_server, portal, story.public_path()))

        page.locator("[data-copy] button").click()

        expect(page.locator("[data-copied]")).not_to_be_empty()
        expected = address(web_server, portal, story.public_path())
        assert page.evaluate("navigator.clipboard.readText()") == expected
        # Data for search engines stands in script elements: the policy has nothing to say about them.
        assert [text for text in said if "Content Security Policy" in text] == []
        assert page.locator('script[type="application/ld+json"]').count() == 2
        context.close()


class TestStandingPages:
    def test_are_accessible_on_a_narrow_screen_by_day_and_by_night(
        self, chromium: Browser, web_server: processes.WebServer, settings: object
    ) -> None:
        settings.MEDIA_ROOT = web_server.env.get("MEDIA_ROOT", settings.MEDIA_ROOT)
        pages = make_public_pages()
        context = chromium.new_context(viewport=NARROW)
        page = context.new_page()
        for kind in KINDS:
            portal, path = pages[kind]
            page.goto(address(web_server, portal, path))
            for _scheme in by_day_and_by_night(page):
                assert_accessible(page)
                assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
        context.close()


class TestTheDesk:
    def test_shows_the_portals_details_on_a_phone(
        self, chromium: Browser, web_server: processes.WebServer
    ) -> None:
        portal = make_portal()
        head = make_member(portal, Position.HEAD)
        base = f"http://{settings.PORTALS_ADMIN_HOST}:{web_server.port}"
        context = chromium.new_context(viewport={"width": 360, "height": 740}, locale="vi-VN")
        page = context.new_page()
        sign_in(page, base, head.username)
        for name in (
            "portal_details",
            "portal_contact",
            "unit_add",
            "official_add",
            "residential_group_add",
            "section_ages",
            "story_readers",
            "portal_home_links",
        ):
            page.goto(base + reverse(name, args=[portal.pk]))
            assert_fits(page)
            assert_accessible(page, within="main")
        context.close()
