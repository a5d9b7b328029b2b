"""A sensitive text waits for a silent head, and a deputy decides on a phone; two people open one text."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from editorial.enums import ApprovalGround
from editorial.models import Approval, ArticlePage, BoardReviewState
from editorial.review.actions import submit_story
from portals.boards.enums import Position
from tests.factories import make_member, make_portal, make_story
from tests.journeys.test_review_on_a_phone import PHONE, check
from tests.support.signed_in import sign_in

PICTURES = os.environ.get("DESK_PICTURES")
DESKTOP = {"width": 1280, "height": 900}


@pytest.fixture
def board(web_server):
    portal = make_portal(name="Xã Đông Thọ")
    people = {position: make_member(portal, position) for position in Position}
    story = make_story(
        portal,
        author=people[Position.SECRETARY],
        title="Bổ nhiệm Phó Chủ tịch Ủy ban nhân dân xã",
        body=[("text", "<p>Quyết định được trao sáng nay tại trụ sở xã.</p>")],
    )
    submit_story(story=story, actor=people[Position.SECRETARY], now=timezone.now())
    return {
        "base": f"http://{settings.PORTALS_ADMIN_HOST}:{web_server.port}",
        "people": people,
        "story": story,
    }


def titles_of(story: ArticlePage) -> set[str]:
    revisions = ArticlePage.objects.get(pk=story.pk).revisions
    return {revision.content["title"] for revision in revisions.all()}


def until(page: Page, holds: Callable[[], bool], seconds: int = 60) -> bool:
    """Ask again until it holds: the content policy of the admin lets no test's script wait in the page."""
    for _second in range(seconds):
        if holds():
            return True
        page.wait_for_timeout(1_000)
    return False


def picture(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)


@pytest.mark.django_db(transaction=True)
class TestADeputyWithAPhone:
    def test_decides_once_the_head_was_silent_and_the_record_says_why(
        self, board, chromium: Browser
    ) -> None:
        deputy, story = board["people"][Position.DEPUTY], board["story"]
        context = chromium.new_context(viewport=PHONE, locale="vi-VN")
        page = context.new_page()
        sign_in(page, board["base"], deputy.username)
        page.goto(f"{board['base']}/duyet/{story.pk}/")
        expect(page.locator("form[action$='/dang/']")).to_have_count(0)
        problems = check(page, "deputy-waits-360")

        BoardReviewState.objects.filter(status="in_progress").update(
            started_at=timezone.now() - timedelta(days=4)
        )
        page.reload()
        page.wait_for_load_state("networkidle")
        problems += check(page, "deputy-decides-360")
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        page.click("form[action$='/dang/'] button")

        expect(page.locator(".messages .success")).to_be_visible()
        assert ArticlePage.objects.get(pk=story.pk).live
        assert Approval.objects.get().ground == ApprovalGround.HEAD_SILENT
        assert problems == []
        context.close()


@pytest.mark.django_db(transaction=True)
class TestTwoPeopleOnOneText:
    def test_see_each_other_and_lose_nothing(self, board, chromium: Browser) -> None:
        people = board["people"]
        portal = people[Position.EDITOR].posts.get().board.portal
        story = make_story(portal, author=people[Position.EDITOR], title="Tin hai người cùng sửa")
        address = f"{board['base']}/pages/{story.pk}/edit/"
        pages = []
        for position in (Position.EDITOR, Position.SECRETARY):
            context = chromium.new_context(viewport=DESKTOP, locale="vi-VN")
            page = context.new_page()
            sign_in(page, board["base"], people[position].username)
            page.goto(address)
            page.wait_for_load_state("networkidle")
            pages.append(page)
        mine, theirs = pages

        expect(theirs.locator(".messages")).to_contain_text(str(people[Position.EDITOR]))
        name = str(people[Position.SECRETARY])
        # The editor looks for changes against what it held when it was ready.
        theirs.wait_for_timeout(3_000)
        theirs.fill("#id_title", "Tin do Thư ký sửa")
        theirs.locator("#id_title").blur()
        assert until(theirs, lambda: "Tin do Thư ký sửa" in titles_of(story))
        # In a tooltip, and in the dialog that opens when one saves over another.
        assert until(mine, lambda: f"{name} đã lưu một phiên bản mới" in mine.content())
        picture(mine, "two-on-one-text-1280")
        mine.fill("#id_title", "Tin do Biên tập viên sửa")
        mine.locator("#id_title").blur()
        mine.wait_for_timeout(12_000)
        picture(mine, "two-on-one-text-conflict-1280")

        assert "Tin do Thư ký sửa" in titles_of(story)
        for page in pages:
            page.context.close()
