"""A month from the signature to the notice: on a phone, contested with a file, ruled on, published by two people."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from portals.boards.enums import Position
from portals.boards.models import User
from portals.clock import local_date
from scoring.enums import ProceedingState, Ruling
from scoring.forecast.actions import look_ahead
from scoring.models import Appeal, Proceeding, RoundNotice, SelfAssessment
from tests.factories import make_member, make_portal
from tests.scoring.course.cast import Course, make_course, sheet
from tests.support import processes
from tests.support.axe import violations
from tests.support.signed_in import sign_in

PHONE = {"width": 360, "height": 780}
DESKTOP = {"width": 1280, "height": 900}
# Where somebody wants to look at the pages, not only have them checked.
PICTURES = os.environ.get("DESK_PICTURES")
LINE = "F1"


class Walk:
    """One browser window a person; what axe finds is collected."""

    def __init__(self, chromium: Browser, web_server: processes.WebServer) -> None:
        self.chromium = chromium
        self.base = web_server.url(settings.PORTALS_ADMIN_HOST).rstrip("/")
        self.problems: list[str] = []

    def of(self, user: User, size: dict[str, int] = DESKTOP) -> Page:
        context = self.chromium.new_context(viewport=size, locale="vi-VN")
        page = context.new_page()
        sign_in(page, self.base, user.username)
        return page

    def goto(self, page: Page, name: str, *args: object) -> int:
        response = page.goto(self.base + reverse(name, args=args))
        assert response is not None
        return response.status

    def look(self, page: Page, name: str) -> None:
        page.wait_for_load_state("networkidle")
        if PICTURES:
            page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)
        width = page.viewport_size["width"]
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        self.problems += [
            f"{name}: {violation['id']} {node['html'][:160]}"
            for violation in violations(page, within="#main")
            for node in violation["nodes"]
        ]


@pytest.fixture
def course(transactional_db: None) -> Course:
    return make_course()


def paper(name: str) -> dict[str, object]:
    return {"name": name, "mimeType": "application/pdf", "buffer": sheet().read()}


def test_a_month_is_contested(
    course: Course, web_server: processes.WebServer, chromium: Browser
) -> None:
    walk = Walk(chromium, web_server)
    card, neighbour = course.card(0), course.heads[1]

    # What a board sees of the running month, and what it has to mend.
    look_ahead(now=timezone.now())
    page = walk.of(course.heads[0], PHONE)
    for name in ("forecast_of", "faults_of"):
        walk.goto(page, f"scoring:{name}", card.portal_id)
        expect(page.get_by_role("heading", name="5 việc nên làm để tăng điểm")).to_be_visible()
        walk.look(page, f"{name}-360")

    # The head signs on a phone: one line of their own, everything else confirmed at once.
    page.goto(f"{walk.base}/")
    page.get_by_role("link", name="Tự chấm và ký").first.click()
    walk.look(page, "self-assessment-360")
    page.fill(f"[name=own-{LINE}-points]", "4")
    page.get_by_role("button", name="ký").click()
    # What lacks its evidence is said beside the line, and nothing that was typed is lost.
    expect(page.locator(f"#{LINE} .error-message")).to_be_visible()
    expect(page.locator(f"[name=own-{LINE}-points]")).to_have_value("4")
    page.fill(f"[name=own-{LINE}-text]", "Đã rà soát các tin được chọn, không có lỗi")
    page.get_by_role("button", name="ký").click()
    expect(page.locator(".messages .success")).to_be_visible()
    walk.look(page, "scorecard-360")
    assert SelfAssessment.objects.get().card == card

    # The secretary of the scorer shows the cards; the neighbour's head signs nothing here.
    assert walk.goto(walk.of(neighbour), "scoring:self_assess", card.pk) == 404
    page = walk.of(course.secretary)
    walk.goto(page, "scoring:proceeding", course.proceeding.pk)
    walk.look(page, "proceeding-1280")
    Proceeding.objects.update(state=ProceedingState.SELF_ASSESSED, self_assessed_at=timezone.now())
    page.reload()
    page.get_by_role("button", name="Thẩm định và gửi phiếu").click()
    expect(page.locator(".messages .success")).to_be_visible()

    # The deputy asks for a review of one line, with a file.
    page = walk.of(course.deputies[0], PHONE)
    walk.goto(page, "scoring:scorecard", card.pk)
    line = page.locator(f"#{LINE}")
    # What is folded on a phone opens before whoever is led to it.
    page.evaluate("code => { location.hash = code }", LINE)
    line.get_by_role("link", name="Đề nghị xem xét lại").click()
    walk.look(page, "appeal-360")
    page.fill("[name=text]", "Ba tin được chọn đều đúng, đề nghị xem lại.")
    page.set_input_files("input[type=file]", paper("bien-ban.pdf"))
    page.get_by_role("button", name="Gửi đề nghị").click()
    expect(page.locator(".messages .success")).to_be_visible()
    asked = Appeal.objects.get()
    assert walk.goto(walk.of(neighbour), "scoring:rule", asked.pk) == 404

    # The scorer's head reads the line, the request and its file side by side, and answers.
    page = walk.of(course.head)
    page.goto(f"{walk.base}/")
    page.get_by_role("link", name="Xem và trả lời").first.click()
    walk.look(page, "ruling-1280")
    with page.expect_download() as taken:
        page.get_by_role("link", name="bien-ban").or_(
            page.locator("a[href*='/tep/']")
        ).first.click()
    assert Path(taken.value.path()).read_bytes().startswith(b"%PDF")
    page.check(f"[name=ruling][value={Ruling.UPHELD}]")
    page.fill("[name=answer]", "Đúng như đề nghị.")
    page.get_by_role("button", name="Trả lời").click()
    # Granted, but how many points?
    expect(page.locator("form .error-message").first).to_be_visible()
    expect(page.locator("[name=answer]")).to_have_value("Đúng như đề nghị.")
    page.fill("[name=points]", "4")
    page.get_by_role("button", name="Trả lời").click()
    expect(page.locator(".messages .success")).to_be_visible()

    # The days for requests pass; one person decides, another one enters the notice.
    Proceeding.objects.update(appeal_due_at=timezone.now() - timedelta(minutes=1))
    walk.goto(page, "scoring:proceeding", course.proceeding.pk)
    page.get_by_role("button", name="Chốt điểm").click()
    expect(page.locator(".messages .success")).to_be_visible()
    walk.goto(page, "scoring:enter_notice", course.proceeding.pk)
    expect(page.locator("[name=number]")).to_have_count(0)
    page = walk.of(course.secretary)
    walk.goto(page, "scoring:enter_notice", course.proceeding.pk)
    walk.look(page, "notice-1280")
    page.fill("[name=number]", "45/TB-BBT")
    page.fill("[name=dated]", local_date(timezone.now()).isoformat())
    page.set_input_files("input[type=file]", paper("thong-bao.pdf"))
    page.get_by_role("button", name="công bố").click()
    expect(page.locator(".messages .success")).to_be_visible()
    assert RoundNotice.objects.get().entered_by == course.secretary

    # Everybody on a board reads the card with the answer on it now.
    page = walk.of(make_member(make_portal("district"), Position.EDITOR), PHONE)
    assert walk.goto(page, "scoring:scorecard", card.pk) == 200
    expect(page.locator(f"#{LINE}")).to_contain_text("Đúng như đề nghị.")
    assert walk.problems == []
