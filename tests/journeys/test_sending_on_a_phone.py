"""On a narrow phone the pages of stories that travel are read without scrolling sideways."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from syndication.enums import DeliveryState
from syndication.jobs import place_dispatch
from syndication.models import Delivery, Dispatch
from syndication.proposals.actions import propose_story
from tests.factories import make_member, published_story
from tests.support.axe import assert_accessible
from tests.support.signed_in import sign_in
from tests.syndication.casts import make_cast, send
from tests.syndication.desk import page as address_of

PHONE = {"width": 360, "height": 740}


def assert_fits(page: Page) -> None:
    wide = page.evaluate(
        "[...document.querySelectorAll('main *')].filter("
        "e => e.checkVisibility() && e.getBoundingClientRect().right > innerWidth + 1"
        " && !e.closest('.sidebar, .w-sr-only, thead')).map(e => e.outerHTML.slice(0, 120))"
    )
    assert wide == [], page.url


@pytest.mark.django_db(transaction=True)
class TestTheProvinceWithAPhone:
    def test_reads_lists_as_cards_and_sends(self, web_server, chromium: Browser) -> None:
        cast = make_cast()
        base = f"http://{settings.PORTALS_ADMIN_HOST}:{web_server.port}"
        dispatch = send(cast.story, cast.head)
        place_dispatch(dispatch_id=dispatch.pk)
        commune = cast.communes[0]
        proposal = propose_story(
            story=published_story(commune, title="Hội làng Diềm khai mạc sáng mùng sáu"),
            note="Mời Tỉnh đăng",
            actor=make_member(commune, "head"),
            now=timezone.now(),
        )
        context = chromium.new_context(viewport=PHONE, locale="vi-VN")
        page = context.new_page()
        sign_in(page, base, cast.head.username)

        for address in (
            address_of("dispatches"),
            address_of("proposals"),
            address_of("dispatch", dispatch.pk),
            address_of("take", proposal.pk),
            address_of("decline", proposal.pk),
            address_of("recall", cast.story.pk),
            f"/tin-bai/{cast.portal.pk}/",
        ):
            page.goto(base + address)
            assert_fits(page)
            assert_accessible(page, within="main .nice-padding")

        page.goto(base + address_of("send", cast.story.pk))
        self._shows_the_list_of_the_chosen_audience(page)
        page.fill("[name=due_at]", "2099-01-02T08:00")
        page.click("footer button[type=submit]")
        page.wait_for_selector("button[name=confirm]")
        assert "02/01/2099 08:00" in page.inner_text("main")
        assert_fits(page)
        assert_accessible(page, within="main .nice-padding")
        page.click("button[name=confirm]")
        page.wait_for_url(f"{base}/luot-gui/*/")
        assert cast.story.dispatches.latest("pk").due_at.year == 2099
        context.close()

    def _shows_the_list_of_the_chosen_audience(self, page: Page) -> None:
        def shown() -> list[str]:
            parts = page.locator("[data-audience-part]").all()
            return [part.get_attribute("data-audience-part") for part in parts if part.is_visible()]

        assert shown() == []
        for kind in ("tier", "chosen"):
            page.check(f"[name=audience][value={kind}]")
            assert shown() == [kind]
        page.check("[name=audience][value=all]")
        assert shown() == []


@pytest.mark.django_db(transaction=True)
class TestABoardWithAPhone:
    def test_ticks_all_offers_by_one_tick(self, web_server, chromium: Browser) -> None:
        cast = make_cast(at_once=False)
        base = f"http://{settings.PORTALS_ADMIN_HOST}:{web_server.port}"
        for _number in range(2):
            send(published_story(cast.portal), cast.head)
        commune = cast.communes[0]
        deliveries = Delivery.objects.filter(portal=commune)
        for dispatch in Dispatch.objects.all():
            place_dispatch(dispatch_id=dispatch.pk)
        context = chromium.new_context(viewport=PHONE, locale="vi-VN")
        page = context.new_page()
        sign_in(page, base, make_member(commune, "head").username)
        page.goto(base + address_of("received"))
        ticks = page.locator("[data-offers] [name=tin]")
        expect(ticks).to_have_count(2)

        page.check("[data-tick-all]")
        page.uncheck("[data-tick-all]")
        assert [tick.is_checked() for tick in ticks.all()] == [False, False]
        page.check("[data-tick-all]")
        assert [tick.is_checked() for tick in ticks.all()] == [True, True]
        page.click(".offer-acts button >> nth=0")

        expect(ticks).to_have_count(0)
        assert set(deliveries.values_list("state", flat=True)) == {DeliveryState.PLACED}
        context.close()
