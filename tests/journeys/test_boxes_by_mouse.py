"""An officer draws with the mouse over what nobody may read on a photo, sets it right by keys, and saves it."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import BrowserContext, Locator, Page, expect

from portals.accountability.actions.publishing import choose_files
from portals.accountability.drawing import draw_waiting_files
from portals.accountability.models import RedactionPage
from portals.boards.enums import Position
from tests.factories import make_member, make_portal
from tests.portals.accountability.cases import local, make_case
from tests.portals.accountability.test_files_for_the_public import photo, sent
from tests.support.processes import WebServer
from tests.support.signed_in import sign_in

pytestmark = pytest.mark.django_db(transaction=True)


def pull(page: Page, sheet: Locator, *edges: float) -> None:
    """Press, pull and let go over `sheet`, between two points in parts of it."""
    at = sheet.bounding_box()
    assert at is not None
    left, top, right, bottom = edges
    page.mouse.move(at["x"] + at["width"] * left, at["y"] + at["height"] * top)
    page.mouse.down()
    page.mouse.move(at["x"] + at["width"] * right, at["y"] + at["height"] * bottom, steps=3)
    page.mouse.up()


def test_fill_the_rows_and_are_kept(browser: BrowserContext, web_server: WebServer) -> None:
    portal = make_portal()
    editor = make_member(portal, Position.EDITOR)
    case = make_case(portal, wants_public=True)
    file = sent(case, photo(), "anh.png")
    choose_files(case=case, titles={file.pk: "Ảnh"}, actor=editor, now=local(3))
    draw_waiting_files(now=local(3))
    drawn = RedactionPage.objects.get()
    page = browser.new_page()
    base = f"http://{settings.PORTALS_ADMIN_HOST}:{web_server.port}"
    sign_in(page, base, editor.username)
    page.goto(base + reverse("public_page", args=[drawn.redaction_id, 1]))
    sheet, rows = page.locator("svg.redaction-page"), page.locator("[data-box-rows]")
    new = page.locator(".redaction-box--new")
    expect(page.locator("[data-box-hint]")).to_be_visible()

    # A click draws nothing; from any corner, and over the edge, is a box.
    sheet.click()
    pull(page, sheet, 0.5, 0.5, 0.25, 0.25)
    pull(page, sheet, 0.75, 0.5, 1.1, 0.75)
    expect(new).to_have_count(2)
    expect(page.locator("[data-box-told]")).to_contain_text("Đã thêm một ô")
    left, top, right, bottom = (
        float(rows.locator(f"[name={side}_1]").input_value())
        for side in ("left", "top", "right", "bottom")
    )
    assert (left, top, right, bottom) == pytest.approx((25, 25, 50, 50), abs=0.6)
    assert rows.locator("[name=right_2]").input_value() == "100"
    # More than there were rows for, one taken away, one set right by keys.
    for place in (0.1, 0.2):
        pull(page, sheet, place, 0.05, place + 0.08, 0.2)
    expect(rows.locator(".redaction-row")).to_have_count(4)
    rows.get_by_role("group", name="Ô mới 3").get_by_role("button").click()
    expect(new).to_have_count(3)
    rows.locator("[name=left_1]").fill("20")
    assert float(new.last.get_attribute("x") or 0) == pytest.approx(drawn.width * 0.2)
    page.get_by_role("button", name="Lưu và xem lại các ô").click()
    expect(page.locator(".redaction-box")).to_have_count(3)

    # What is refused comes back as it was sent, ticks too.
    page.locator("input[name=paint]").first.uncheck()
    expect(page.locator(".redaction-box--bare")).to_have_count(1)
    rows.locator("[name=left_1]").fill("5")
    page.get_by_role("button", name="Lưu và xem lại các ô").click()
    expect(page.locator("main")).to_contain_text("bốn cạnh")
    expect(page.locator("input[name=paint]:not(:checked)")).to_have_count(1)
    expect(rows.locator("[name=left_1]")).to_have_value("5")
    page.set_viewport_size({"width": 320, "height": 640})
    edges = rows.locator("input").evaluate_all(
        "all => all.map(e => e.getBoundingClientRect().right)"
    )
    assert max(edges) <= 320
    drawn.refresh_from_db()
    assert len(drawn.boxes) == 3
    assert max(one[2] for one in drawn.boxes) == 10_000
    assert [one[0] for one in drawn.boxes].count(2000) == 1
