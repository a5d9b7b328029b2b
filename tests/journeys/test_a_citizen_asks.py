"""A citizen on a narrow phone without script: asks, follows, answers back, reads the answer and rates it."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, expect

from portals.accountability.actions.answering import (
    AnswerWords,
    approve_draft,
    save_draft,
    submit_draft,
)
from portals.accountability.actions.triage import ask_person
from portals.accountability.models import CitizenCase
from portals.boards.enums import Position
from portals.models import Portal
from tests.factories import make_member, make_portal, published_story
from tests.support.axe import violations
from tests.support.processes import WebServer

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"width": 320, "height": 640}
FITS = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"


def answer(case: CitizenCase, portal: Portal, now: datetime) -> None:
    editor, head = (make_member(portal, post) for post in (Position.EDITOR, Position.HEAD))
    words = AnswerWords("Xã sẽ sửa đèn trước ngày 20.")
    draft = save_draft(case=case, words=words, actor=editor, now=now)
    draft = submit_draft(draft=draft, actor=editor, now=now)
    approve_draft(draft=draft, actor=head, now=now)


def test_from_the_question_to_the_rating(chromium: Browser, web_server: WebServer) -> None:
    commune = make_portal("commune", name="Xã Đông Thọ", overseer=make_portal("province"))
    story = published_story(commune, title="Lịch sửa đèn đường")
    host = commune.site.hostname
    context = chromium.new_context(viewport=PHONE, java_script_enabled=False, locale="vi-VN")
    page = context.new_page()

    def looks_well() -> None:
        assert page.evaluate(FITS)

    page.goto(web_server.url(host, story.public_path()))
    page.get_by_role("link", name="Hỏi về nội dung này").click()
    looks_well()
    page.get_by_role("link", name="Hỏi một việc").click()
    # Sent too early: said what is missing, with what was typed.
    page.get_by_label("Xin viết bằng lời của ông/bà").fill("Đèn thôn Đông bao giờ sửa?")
    page.get_by_role("button", name="Gửi", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Viết trong một dòng")
    expect(page.get_by_label("Xin viết bằng lời của ông/bà")).to_have_value(
        "Đèn thôn Đông bao giờ sửa?"
    )
    looks_well()
    page.get_by_label("Viết trong một dòng: về việc gì?").fill("Đèn đường")
    page.get_by_role("button", name="Gửi", exact=True).click()
    case = CitizenCase.objects.get()
    expect(page.get_by_role("heading", level=1)).to_have_text("Đã nhận yêu cầu của ông/bà")
    expect(page.locator(".receipt-code")).to_have_text(case.code)
    assert case.about == f"story:{story.pk}"
    looks_well()

    page.get_by_role("link", name="Xem tình trạng").click()
    expect(page.get_by_text("Đã nhận, chưa có người xử lý.")).to_be_visible()
    looks_well()
    editor = make_member(commune, Position.SECRETARY)
    ask_person(case=case, question="Cột số mấy ạ?", actor=editor, now=timezone.now())
    page.reload()
    expect(page.get_by_text("Cột số mấy ạ?")).to_be_visible()
    page.get_by_label("Nội dung", exact=True).fill("Cột số 5.")
    page.get_by_role("button", name="Gửi", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("Đã ghi nhận")

    answer(case, commune, timezone.now())
    page.reload()
    expect(page.get_by_text("Xã sẽ sửa đèn trước ngày 20.")).to_be_visible()
    looks_well()
    page.get_by_label("4: hài lòng").check()
    page.get_by_role("button", name="Gửi đánh giá").click()
    expect(page.get_by_text("4/5")).to_be_visible()
    address = page.url
    context.close()
    with_script = chromium.new_context(locale="vi-VN")
    seen = with_script.new_page()
    for path in (address, f"{address.partition('?')[0]}phieu/"):
        seen.goto(path)
        assert not violations(seen, within="main")
    with_script.close()
