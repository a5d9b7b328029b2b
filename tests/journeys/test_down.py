"""Stories sent down, in a real browser: several at once, an objection, a deadline, all from the inbox on a phone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from editorial.models import Placement
from portals.boards.enums import Position
from syndication.dispatches.actions import start_dispatch
from syndication.dispatches.deadlines import pass_deadline
from syndication.enums import DeliveryState, DispatchState, How, ObjectionState, Urgency
from syndication.models import Delivery, Dispatch, Objection
from tests.factories import make_member, published_story
from tests.support.axe import assert_accessible
from tests.support.signed_in import sign_in
from tests.syndication.casts import Province, make_cast, send
from tests.syndication.desk import page as address_of

from .test_sending_on_a_phone import PHONE, assert_fits

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast() -> Province:
    return make_cast(at_once=False)


def open_for(chromium: Browser, base: str, username: str, **options: object) -> Page:
    page = chromium.new_context(
        locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh", **options
    ).new_page()
    sign_in(page, base, username)
    return page


def base_of(web_server) -> str:
    return f"http://{settings.PORTALS_ADMIN_HOST}:{web_server.port}"


def test_several_stories_go_in_one_act_and_are_taken_back(
    web_server, chromium: Browser, cast
) -> None:
    published_story(cast.portal, title="Lịch cấp nước mùa khô")
    page = open_for(chromium, base_of(web_server), cast.head.username)

    page.goto(base_of(web_server) + address_of("choose_stories"))
    for tick in page.locator("[name=tin]").all():
        tick.check()
    assert_accessible(page, within="main .nice-padding")
    page.locator(".offer-acts button").click()
    page.locator(f"[name=class-{cast.story.pk}]").select_option("priority")
    assert_accessible(page, within="main .nice-padding")
    page.click("footer button[type=submit]")
    expect(page.locator(".send-plan > li")).to_have_count(2)
    page.click("button[name=confirm]")
    expect(page.locator(".dispatch-notice--soon")).to_be_visible()
    assert {one.state for one in Dispatch.objects.all()} == {DispatchState.PLANNED}
    assert len({one.batch for one in Dispatch.objects.all()}) == 1
    page.locator(".dispatch-notice--soon button").click()

    expect(page.locator(".messages")).to_be_visible()
    assert {one.state for one in Dispatch.objects.all()} == {DispatchState.UNDONE}
    assert not Delivery.objects.exists()


def test_a_board_objects_the_desk_insists_and_the_deadline_passes(
    web_server, chromium: Browser, cast
) -> None:
    commune = cast.communes[0]
    head = make_member(commune, Position.HEAD)
    dispatch = send(
        cast.story, cast.head, urgency=Urgency.PRIORITY, due_at=timezone.now() + timedelta(days=1)
    )
    delivery = dispatch.deliveries.get(portal=commune)
    board = open_for(chromium, base_of(web_server), head.username)
    board.goto(base_of(web_server) + address_of("delivery", delivery.pk))
    board.locator(".delivery__object summary").click()
    board.fill("[name=reason]", "Sai tên thôn")
    assert_accessible(board, within="main .nice-padding")
    board.locator(".delivery__object button").click()
    expect(board.locator(".messages")).to_be_visible()
    objection = Objection.objects.get(delivery=delivery)

    desk = open_for(chromium, base_of(web_server), cast.head.username)
    desk.goto(base_of(web_server) + address_of("dispatch", dispatch.pk))
    expect(desk.locator(".desk-table tbody")).to_contain_text("Sai tên thôn")
    desk.goto(base_of(web_server) + address_of("objection", objection.pk))
    desk.locator("[name=decision][value=refuse]").check()
    desk.locator("main form button[type=submit]").last.click()
    expect(desk.locator("[name=answer]")).to_have_attribute("aria-invalid", "true")
    desk.fill("[name=answer]", "Đã kiểm tra, tên đúng")
    desk.locator("main form button[type=submit]").last.click()
    desk.wait_for_url(f"**{address_of('dispatch', dispatch.pk)}")
    objection.refresh_from_db()
    assert objection.state == ObjectionState.REFUSED

    pass_deadline(dispatch_id=dispatch.pk, now=objection.due_again_at + timedelta(minutes=1))
    # The board sees it by itself, without a reload.
    expect(desk.locator(".dispatch-groups")).to_contain_text("Đã đăng", timeout=30_000)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.how) == (DeliveryState.PLACED, How.DEADLINE)


def test_all_are_placed_from_the_line_of_the_inbox_on_a_phone(
    web_server, chromium: Browser, cast
) -> None:
    commune = cast.communes[0]
    head = make_member(commune, Position.HEAD)
    for number in range(3):
        send(published_story(cast.portal, title=f"Tin tỉnh gửi số {number}"), cast.head)
    page = open_for(chromium, base_of(web_server), head.username, viewport=PHONE)

    page.goto(base_of(web_server) + address_of("received"))
    assert_fits(page)
    assert_accessible(page, within="main .nice-padding")
    page.goto(
        base_of(web_server) + address_of("delivery", Delivery.objects.filter(portal=commune)[0].pk)
    )
    assert_fits(page)
    page.goto(f"{base_of(web_server)}/viec/")
    line = page.locator(".inbox-line", has_text="3 tin")
    expect(line).to_have_count(1)
    line.get_by_role("button", name="Đăng tất cả").click()

    expect(page.locator("body")).to_contain_text("Đã đăng 3 tin")
    assert Placement.objects.standing().filter(portal=commune).taken_over().count() == 3
    assert set(Delivery.objects.filter(portal=commune).values_list("state", "how", "by")) == {
        (DeliveryState.PLACED, How.HAND, head.pk)
    }


def test_an_urgent_one_is_confirmed_by_a_second_person(web_server, chromium: Browser, cast) -> None:
    deputy = make_member(cast.portal, Position.DEPUTY)
    dispatch = send(cast.story, cast.head, urgency=Urgency.URGENT)
    page = open_for(chromium, base_of(web_server), deputy.username, viewport=PHONE)

    page.goto(f"{base_of(web_server)}/viec/")
    page.locator(".inbox-line--urgent a.button").first.click()
    assert_fits(page)
    page.get_by_role("button", name="Xác nhận và gửi").click()

    # Back in the list from which it was opened, which says what was done.
    expect(page.locator(".said__one--success")).to_be_visible()
    assert page.url.endswith("/viec/")
    dispatch.refresh_from_db()
    assert (dispatch.state, dispatch.confirmed_by) == (DispatchState.OPEN, deputy)
    assert not start_dispatch(dispatch_id=dispatch.pk, now=timezone.now())
