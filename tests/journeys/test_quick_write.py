"""An editor writes on a phone by the road: photo, words, no connection, and one story in the end."""

from __future__ import annotations

import io
import os
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from editorial.models import ArticlePage, PortalImage
from portals.boards.enums import Position
from tests.factories import make_member, make_portal
from tests.support.axe import assert_accessible
from tests.support.signed_in import sign_in

from .test_review_on_a_phone import sign_in_by_form

PHONE = {"width": 360, "height": 740}
NARROWEST = {"width": 320, "height": 640}
KEPT = "Chưa gửi được, đang giữ trên máy."
# Where somebody wants to look at the pages, not only have them checked.
PICTURES = os.environ.get("DESK_PICTURES")


@cache
def picture(name: str) -> dict[str, object]:
    out = io.BytesIO()
    Image.effect_noise((3000, 2000), 60).convert("RGB").save(out, "JPEG", quality=90)
    return {"name": name, "mimeType": "image/jpeg", "buffer": out.getvalue()}


def look(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)


def fits(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.fixture
def portal(web_server):
    return make_portal(name="Xã Đông Thọ")


@pytest.fixture
def base(web_server) -> str:
    return f"http://{settings.PORTALS_ADMIN_HOST}:{web_server.port}"


@pytest.fixture
def phone(chromium: Browser):
    context = chromium.new_context(viewport=PHONE, locale="vi-VN", has_touch=True)
    context.set_default_timeout(15_000)
    yield context
    context.close()


def open_page(phone: BrowserContext, base: str, portal) -> Page:
    page = phone.new_page()
    sign_in(page, base, make_member(portal, Position.EDITOR).username)
    page.goto(f"{base}/viet-nhanh/")
    return page


def wait_for_worker(page: Page) -> None:
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    # Not by waiting for an expression, which the page's policy would refuse to evaluate.
    page.evaluate(
        """() => new Promise((done) => {
            if (navigator.serviceWorker.controller) done();
            navigator.serviceWorker.addEventListener("controllerchange", () => done());
        })"""
    )


def write(page: Page, title: str) -> None:
    page.fill("[name=title]", title)
    page.fill("[name=text]", "Sáng nay lễ hội khai mạc.\n\nĐông đảo người dân tham dự.")


@pytest.mark.django_db(transaction=True)
class TestWritingOnAPhone:
    def test_goes_from_the_camera_to_the_review(self, phone, base, portal) -> None:
        page = open_page(phone, base, portal)
        assert_accessible(page)
        assert fits(page)
        write(page, "Khai mạc lễ hội xã Đông Thọ")
        page.set_input_files("#camera", picture("IMG_1.jpg"))
        expect(page.locator(".photo .photo__alt")).to_be_focused()

        page.click("button[value=submit]")
        expect(page.locator(".photo .wrong")).to_contain_text("ảnh này")
        expect(page.locator(".photo .photo__alt")).to_be_focused()
        assert ArticlePage.objects.count() == 0
        page.keyboard.type("Sân đình ngày hội")
        look(page, "quick-360")
        assert_accessible(page)
        assert fits(page)
        page.click("button[value=submit]")

        result = page.locator("#sent")
        # The picture is sent, examined and cut to size first.
        expect(result).to_be_focused(timeout=30_000)
        expect(page.locator("#arrived")).to_be_hidden()
        expect(result).to_contain_text("Khai mạc lễ hội xã Đông Thọ")
        look(page, "quick-sent-360")
        assert_accessible(page)
        story = ArticlePage.objects.get()
        assert story.workflow_in_progress
        assert story.lead_image_alt == "Sân đình ngày hội"
        assert max(story.lead_image.width, story.lead_image.height) == 2560
        result.get_by_role("button", name="Viết tin khác").click()
        expect(page.locator("[name=title]")).to_have_value("")
        page.locator(".kept__one[data-state=sent]").get_by_role("link").click()
        page.wait_for_url(f"{base}/duyet/{story.pk}/")

    def test_a_connection_that_returns_during_an_attempt_is_not_missed(
        self, phone, base, portal
    ) -> None:
        page = open_page(phone, base, portal)
        wait_for_worker(page)
        write(page, "Gửi đúng lúc có mạng lại")
        attempts: list[Route] = []
        # Only the first hangs; the ones after it pass.
        phone.route("**/viet-nhanh/*", lambda route: attempts.append(route), times=1)
        page.click("button[value=submit]")
        expect(page.locator(".kept__one[data-state=waiting]")).to_be_visible()
        while not attempts:
            page.wait_for_timeout(20)

        page.evaluate("dispatchEvent(new Event('online'))")
        attempts[0].abort()

        # Long before the page would try again by itself.
        expect(page.locator(".kept__one[data-state=sent]")).to_contain_text(
            "Gửi đúng lúc có mạng lại"
        )
        assert ArticlePage.objects.count() == 1

    def test_survives_a_lost_connection_and_arrives_once(self, phone, base, portal) -> None:
        page = open_page(phone, base, portal)
        wait_for_worker(page)
        phone.set_offline(True)
        write(page, "Viết khi mất mạng")
        page.set_input_files("#gallery", [picture("IMG_1.jpg"), picture("IMG_2.jpg")])
        for number in range(2):
            page.locator(".photo .photo__alt").nth(number).fill(f"Ảnh số {number + 1}")
        page.click("button[value=submit]")
        expect(page.locator(".kept__one[data-state=waiting]")).to_contain_text(KEPT)
        look(page, "quick-kept-360")
        assert_accessible(page)

        # The phone closes the page; it opens again without a connection and still holds the text.
        page.close()
        page = phone.new_page()
        page.goto(f"{base}/viet-nhanh/")
        expect(page.locator(".kept__one[data-state=waiting]")).to_contain_text("Viết khi mất mạng")
        assert ArticlePage.objects.count() == 0

        phone.set_offline(False)
        page.evaluate("dispatchEvent(new Event('online'))")
        # Two photos of a phone are made smaller and sent.
        expect(page.locator(".kept__one[data-state=sent]")).to_contain_text(
            "Viết khi mất mạng", timeout=20_000
        )
        # In sight where one writes on, and once more on the next page that is opened.
        arrived = page.locator("#arrived")
        expect(arrived).to_contain_text("Viết khi mất mạng")
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        expect(arrived).to_be_in_viewport()
        page.goto(f"{base}/viec/")
        expect(page.locator(".said__one")).to_contain_text("Viết khi mất mạng")
        page.goto(f"{base}/viet-nhanh/")
        expect(page.locator(".said__one")).to_have_count(0)
        expect(page.locator(".kept__one")).to_have_count(0)
        story = ArticlePage.objects.get()
        assert story.workflow_in_progress
        assert PortalImage.objects.count() == 2

    def test_whose_answer_was_lost_stays_one_story(self, phone, base, portal) -> None:
        """The server took the text, and the connection broke before the phone heard of it."""
        page = open_page(phone, base, portal)
        page.evaluate(
            """() => {
                const real = window.fetch;
                window.fetch = async (address, options) => {
                    const answer = await real(address, options);
                    if (options.method !== "POST") return answer;
                    window.fetch = real;
                    window.lost = answer.status;
                    throw new TypeError("connection reset");
                };
            }"""
        )
        write(page, "Gửi hai lần")
        page.click("button[value=submit]")
        waiting = page.locator(".kept__one[data-state=waiting]")
        expect(waiting).to_contain_text(KEPT)
        expect(page.locator("#state")).to_contain_text(KEPT)
        assert page.evaluate("window.lost") == 201

        waiting.locator("[data-do=send]").click()
        expect(page.locator(".kept__one[data-state=sent]")).to_be_visible()

        assert ArticlePage.objects.count() == 1

    def test_keeps_what_is_typed_when_the_page_is_closed(self, phone, base, portal) -> None:
        page = open_page(phone, base, portal)
        write(page, "Đang viết dở")
        page.set_input_files("#camera", picture("IMG_1.jpg"))
        page.locator(".photo .photo__alt").fill("Cánh đồng")
        expect(page.locator("#state")).to_contain_text("Đang giữ trên máy")
        page.wait_for_timeout(600)
        page.close()

        page = phone.new_page()
        page.goto(f"{base}/viet-nhanh/")

        expect(page.locator("[name=title]")).to_have_value("Đang viết dở")
        expect(page.locator(".photo .photo__alt")).to_have_value("Cánh đồng")

    def test_sends_nothing_in_the_name_of_the_next_person(self, phone, base, portal) -> None:
        page = open_page(phone, base, portal)
        wait_for_worker(page)
        phone.set_offline(True)
        write(page, "Của người trước")
        page.click("button[value=draft]")
        expect(page.locator(".kept__one[data-state=waiting]")).to_contain_text(KEPT)
        # Before the connection returns: the page sends by itself as soon as it does.
        phone.clear_cookies()
        phone.set_offline(False)
        page.locator("[data-do=send]").click()
        expect(page.locator("#state")).to_contain_text("đăng nhập lại")
        sign_in_by_form(page, base, make_member(portal, Position.EDITOR).username)

        page.goto(f"{base}/viet-nhanh/")

        expect(page.locator("#quick")).to_be_visible()
        expect(page.locator(".kept__one")).to_have_count(0)
        assert ArticlePage.objects.count() == 0

    def test_is_told_in_words_when_the_photo_is_none(self, phone, base, portal) -> None:
        page = open_page(phone, base, portal)
        write(page, "Ảnh hỏng")
        page.set_input_files(
            "#gallery", {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"khong phai anh"}
        )
        page.locator(".photo .photo__alt").fill("Không có gì")
        page.click("button[value=submit]")
        # Back in the form by itself, said of the photo and where it is.
        expect(page.locator(".photo .wrong")).to_contain_text("không phải ảnh")
        expect(page.locator("#state")).to_have_role("alert")
        page.locator(".photo button").click()
        page.click("button[value=submit]")

        expect(page.locator(".kept__one[data-state=sent]")).to_be_visible()
        assert ArticlePage.objects.get().title == "Ảnh hỏng"

    def test_works_without_script(self, chromium: Browser, base, portal) -> None:
        context = chromium.new_context(viewport=NARROWEST, java_script_enabled=False)
        page = context.new_page()
        page.goto(f"{base}/login/?next=/viet-nhanh/")
        page.fill("[name=username]", make_member(portal, Position.EDITOR).username)
        page.fill("[name=password]", "mat-khau-thu-123")
        page.click("form.login-form button[type=submit]")
        page.goto(f"{base}/viet-nhanh/")
        write(page, "Không có script")
        page.set_input_files("[name=photo-0]", picture("IMG_1.jpg"))
        look(page, "quick-plain-320")

        page.click("button[value=submit]")
        assert "Khai mạc" not in page.inner_text("main")
        page.set_input_files("[name=photo-0]", picture("IMG_1.jpg"))
        page.fill("[name=alt-0]", "Sân đình")
        page.click("button[value=submit]")

        assert ArticlePage.objects.get().lead_image_alt == "Sân đình"
        context.close()

    def test_fits_the_narrowest_screen_and_the_keyboard(self, chromium, base, portal) -> None:
        context = chromium.new_context(viewport=NARROWEST, locale="vi-VN")
        page = open_page(context, base, portal)
        assert fits(page)
        page.focus("[name=title]")
        page.keyboard.type("Chỉ dùng bàn phím")
        page.keyboard.press("Tab")
        page.keyboard.type("Một câu là đủ.")
        for _ in range(20):
            if page.evaluate("document.activeElement.value") == "submit":
                break
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")

        expect(page.locator(".kept__one[data-state=sent]")).to_be_visible()
        context.close()
