"""The door in a real browser: a lock after failures, an app, a passkey, a session ended from elsewhere."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core import mail
from playwright.sync_api import Browser, Page, expect

from portals.boards.enums import Position
from portals.boards.models import User
from tests.factories import make_member, make_portal, make_user
from tests.support.axe import violations
from tests.support.jobs import do_waiting
from tests.support.mail import deliver
from tests.support.one_time_codes import present_code

PHONE = {"width": 360, "height": 780}
PASSWORD = "mat-khau-thu-123"  # pragma: allowlist secret
NEW_PASSWORD = "mat-khau-moi-456"  # pragma: allowlist secret
# Where somebody wants to look at the pages, not only have them checked.
PICTURES = os.environ.get("DESK_PICTURES")


def check(page: Page, name: str) -> list[str]:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)
    # The admin brings an axe of its own, which may be at work.
    page.wait_for_function("!window.axe || !window.axe._running")
    found = violations(page, within=".door")
    too_wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return [f"{name} is too wide"] * too_wide + [
        f"{name}: {violation['id']} {node['html'][:160]}"
        for violation in found
        for node in violation["nodes"]
    ]


def sign_in(page: Page, base: str, person: User, password: str = PASSWORD) -> None:
    page.goto(f"{base}/login/")
    page.fill("[name=username]", person.username)
    page.fill("[name=password]", password)
    with page.expect_navigation():
        page.click("form.login-form button[type=submit]")


@pytest.fixture
def head(web_server) -> User:
    person = make_user("truongban-cua")
    make_member(make_portal(name="Xã Đông Thọ"), Position.HEAD, user=person)
    return person


@pytest.fixture
def base(web_server) -> str:
    return f"http://{settings.PORTALS_ADMIN_HOST}:{web_server.port}"


def confirm(page: Page) -> None:
    page.fill("[name=password]", PASSWORD)
    page.click(".door form button[type=submit]")


@pytest.mark.django_db(transaction=True)
class TestTheDoor:
    def test_locks_after_failures_and_says_so(self, head, base, chromium: Browser) -> None:
        page = chromium.new_page(viewport=PHONE)
        sign_in(page, base, head, "sai-mat-khau")
        expect(page.locator("form .door__errors")).to_be_visible()
        assert page.input_value("[name=username]") == head.username
        problems = check(page, "door-wrong-password")
        for _ in range(settings.AXES_FAILURE_LIMIT):
            sign_in(page, base, head, "sai-mat-khau")
        sign_in(page, base, head)
        assert page.url == f"{base}/login/"
        expect(page.locator("body")).to_contain_text("15")
        problems += check(page, "door-locked")
        assert problems == []

        page.goto(f"{base}/password_reset/")
        page.fill("[name=email]", head.email)
        with page.expect_navigation():
            page.click("form button[type=submit]")
        do_waiting("mail")
        deliver()
        link = re.search(r"/password_reset/confirm/\S+", mail.outbox[-1].body)
        page.goto(f"{base}{link[0]}")
        page.fill("[name=new_password1]", NEW_PASSWORD)
        page.fill("[name=new_password2]", NEW_PASSWORD)
        with page.expect_navigation():
            page.click("form button[type=submit]")
        sign_in(page, base, head, NEW_PASSWORD)
        assert page.url == f"{base}/"

    def test_gives_an_app_and_asks_for_it(self, head, base, chromium: Browser) -> None:
        page = chromium.new_page(viewport=PHONE)
        sign_in(page, base, head)
        page.goto(f"{base}/bao-mat/")
        problems = check(page, "door-protection")
        page.click("a[href*='totp/activate']")
        page.wait_for_url("**/xac-nhan/**")
        problems += check(page, "door-confirm")
        confirm(page)
        page.click("summary")
        secret = page.locator("details code").inner_text()
        problems += check(page, "door-app")

        def code() -> str:
            return present_code(secret)

        page.fill("[name=code]", code())
        page.click(".door form button[type=submit]")
        expect(page.locator(".door__recovery li")).to_have_count(10)
        recovery = page.locator(".door__recovery li").first.inner_text()
        problems += check(page, "door-recovery")

        again = chromium.new_page(viewport=PHONE)
        sign_in(again, base, head)
        expect(again.locator("[name=code]")).to_be_visible()
        problems += check(again, "door-code")
        again.fill("[name=code]", code())
        again.click("form[action*=authenticate] button[type=submit]")
        again.wait_for_url(f"{base}/")

        again.goto(f"{base}/bao-mat/phien/")
        problems += check(again, "door-sessions")
        again.click("form[action*='ket-thuc'] button")
        page.goto(f"{base}/")
        assert "/login/" in page.url
        assert problems == []

        without_the_phone = chromium.new_page(viewport=PHONE)
        sign_in(without_the_phone, base, head)
        without_the_phone.fill("[name=code]", recovery)
        without_the_phone.click("form[action*=authenticate] button[type=submit]")
        without_the_phone.wait_for_url(f"{base}/")

    def test_opens_for_a_passkey_without_a_password(self, head, base, chromium: Browser) -> None:
        page = chromium.new_page(viewport=PHONE)
        keys = page.context.new_cdp_session(page)
        keys.send("WebAuthn.enable")
        keys.send(
            "WebAuthn.addVirtualAuthenticator",
            {
                "options": {
                    "protocol": "ctap2",
                    "transport": "internal",
                    "hasResidentKey": True,
                    "hasUserVerification": True,
                    "isUserVerified": True,
                    "automaticPresenceSimulation": True,
                }
            },
        )
        sign_in(page, base, head)
        page.goto(f"{base}/bao-mat/webauthn/add/")
        confirm(page)
        page.fill("[name=name]", "Điện thoại cơ quan")
        page.check("[name=passwordless]")
        problems = check(page, "door-passkey")
        page.click("#passkey-button")
        expect(page.locator(".door__recovery li")).to_have_count(10)
        page.goto(f"{base}/bao-mat/webauthn/")
        expect(page.locator(".desk-card")).to_contain_text("Điện thoại cơ quan")
        problems += check(page, "door-passkeys")

        page.goto(f"{base}/logout/")
        page.click(".door form button[type=submit]")
        page.goto(f"{base}/login/")
        problems += check(page, "door-sign-in")
        page.click("#passkey-button")
        page.wait_for_url(f"{base}/")
        assert problems == []
