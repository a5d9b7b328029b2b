"""A new member of a commune's board: appointed, handed a sheet, signed in by phone. A stranger is refused."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, expect

from portals.boards.enums import Position
from portals.boards.models import BoardMember, User
from tests.factories import make_member, make_portal, make_province_tree
from tests.support.axe import violations

PHONE = {"width": 320, "height": 640}
PASSWORD = "mat-khau-thu-123"
NEW_PASSWORD = "hoa-sen-trang-88"
# Where somebody wants to look at the pages, not only have them checked.
PICTURES = os.environ.get("DESK_PICTURES")


def give_password(user: User) -> User:
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in(page: Page, base: str, username: str, password: str = PASSWORD) -> None:
    page.goto(f"{base}/login/")
    page.fill("[name=username]", username)
    page.fill("[name=password]", password)
    page.click("form.login-form button[type=submit]")
    page.wait_for_url(f"{base}/")


def check(page: Page, name: str, context: str = ".desk") -> list[str]:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)
    wide = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    found = violations(page, within=context)
    return [f"{name}: wider than the screen"] * wide + [
        f"{name}: {violation['id']} {node['html'][:160]}"
        for violation in found
        for node in violation["nodes"]
    ]


@pytest.fixture
def phone(chromium: Browser):
    context = chromium.new_context(locale="vi-VN", viewport=PHONE)
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


def test_from_appointment_to_signed_in(web_server, page: Page, phone: Page) -> None:
    base = f"http://{settings.PORTALS_ADMIN_HOST}:{web_server.port}"
    _province, district, communes = make_province_tree(1)
    commune = communes[0]
    boss = give_password(make_member(district, Position.SECRETARY))
    stranger = give_password(make_member(make_portal(), Position.HEAD))
    faults: list[str] = []

    # The district's secretary appoints somebody and prints their sheet.
    sign_in(page, base, boss.username)
    page.goto(f"{base}/ban-bien-tap/")
    faults += check(page, "office-report")
    page.get_by_role("link", name=commune.name, exact=True).click()
    page.goto(f"{page.url}bo-nhiem/")
    page.fill("[name=name]", "Đỗ Thị Mến")
    page.fill("[name=main_post]", "Phó Chủ tịch UBND xã")
    page.select_option("[name=position]", "head")
    faults += check(page, "office-appoint")
    page.click(".office-form button[type=submit]")
    expect(page.get_by_text("Đỗ Thị Mến").first).to_be_visible()
    faults += check(page, "office-board")
    with page.context.expect_page() as opened:
        page.locator("form[action$='/giay-moi/'] button").first.click()
    sheet = opened.value
    code = sheet.locator(".sheet__code").inner_text()
    faults += check(sheet, "office-sheet", "body")
    sheet.evaluate("window.print = () => { document.title = 'printed'; }")
    sheet.get_by_role("button", name="In", exact=True).click()
    expect(sheet).to_have_title("printed")
    sheet.close()

    # A wrong code is told; the right one lets the newcomer in, by a phone of the smallest kind.
    phone.goto(f"{base}/loi-moi/?so={code[:4]}")
    faults += check(phone, "office-invitation", "main")
    for typed in (code[:-1] + ("2" if code[-1] != "2" else "3"), code.lower()):
        phone.fill("[name=code]", typed)
        phone.fill("[name=new_password]", NEW_PASSWORD)
        phone.fill("[name=again]", NEW_PASSWORD)
        phone.locator("button[type=submit]").click()
        if typed != code.lower():
            expect(phone.locator(".errorlist")).to_be_visible()
    phone.wait_for_url(f"{base}/")
    expect(phone.locator(".desk-strip__now")).to_have_text(commune.name)
    faults += check(phone, "office-home", ".desk-strip")
    member = BoardMember.objects.select_related("user").get(board=commune.board)
    assert member.user.check_password(NEW_PASSWORD)

    # The code is used up, and a head of another board finds nothing of this one.
    strange = page.context
    strange.clear_cookies()
    page.goto(f"{base}/loi-moi/")
    page.fill("[name=code]", code)
    page.fill("[name=new_password]", "khac-han-77-mat")
    page.fill("[name=again]", "khac-han-77-mat")
    page.locator("button[type=submit]").click()
    expect(page.locator(".errorlist")).to_be_visible()
    sign_in(page, base, stranger.username)
    answer = page.goto(f"{base}/ban-bien-tap/{commune.pk}/")
    assert answer is not None
    assert answer.status == 404
    expect(page.get_by_text("Đỗ Thị Mến")).to_have_count(0)
    assert faults == []


def test_one_person_on_two_boards_changes_portal_on_a_phone(web_server, phone: Page) -> None:
    base = f"http://{settings.PORTALS_ADMIN_HOST}:{web_server.port}"
    one, two = make_portal(name="Phường An Bình"), make_portal(name="Xã Bình Dương Thượng")
    person = give_password(make_member(one, Position.HEAD))
    make_member(two, Position.EDITOR, user=person)
    sign_in(phone, base, person.username)
    expect(phone.locator(".desk-strip__now")).to_have_text(one.name)
    phone.locator(".desk-switch summary").click()
    faults = check(phone, "office-switch", ".desk-strip")
    phone.get_by_role("button", name=two.name).click()
    expect(phone.locator(".desk-strip__now")).to_have_text(two.name)
    phone.goto(f"{base}/tin-bai/{one.pk}/")
    expect(phone.locator(".desk-strip__now")).to_have_text(one.name)
    expect(phone.locator(".desk-strip__other")).to_contain_text(two.name)
    faults += check(phone, "office-other-portal", ".desk-strip")
    assert faults == []
