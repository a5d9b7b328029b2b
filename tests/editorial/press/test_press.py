"""Statements on false news, and what journalists find on one page."""

from __future__ import annotations

import json
import re
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import segno
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from editorial.enums import RemovalKind
from editorial.models import LaterCheck
from editorial.placements.actions import withdraw_story
from editorial.press.actions import CornerDetails, keep_corner
from editorial.press.models import PressCorner, ReleasePage, StatementPage, StatementUpdate
from editorial.press.public import CODE_BORDER
from editorial.review.fast_lane import publish_at_once
from portals.boards.enums import Position
from portals.models import Portal
from portals.refusals import NotYourOffice
from tests.factories import (
    make_image,
    make_member,
    make_portal,
    published_story,
    section_of,
    store_story,
)
from tests.support.kept import once_a_file
from tests.support.visiting import republished, visit
from tests.walls import desk_client

CLAIM = "Đê hữu Cầu đoạn qua xã Thử đã vỡ lúc 3 giờ sáng"


def build() -> tuple[Portal, Portal]:
    province = make_portal("province")
    return province, make_portal("commune", overseer=province)


built, portals = once_a_file(build)


@pytest.fixture
def portal(portals: tuple[Portal, Portal]) -> Portal:
    return portals[0]


def unsaved(**fields: Any) -> StatementPage:
    return StatementPage(
        live=False,
        **{
            "verdict": "false", "subject": "tình hình đê hữu Cầu", "claim": CLAIM,
            "lead": "Đê an toàn, mực nước dưới báo động 1.", "what_is_false": "Không có đoạn đê nào vỡ.",
            "since": date(2026, 9, 9), "seen_at": "Facebook", "sources": "Chi cục Thủy lợi\nTrạm Phúc Lộc",
            **fields,
        },
    )  # fmt: skip


def statement(
    portal: Portal, *, is_public: bool = True, author: Any = None, **fields: Any
) -> StatementPage:
    page = unsaved(**fields)
    page.updates.add(
        StatementUpdate(at=datetime.fromisoformat("2026-09-10T08:00+07:00"), what="Nước rút.")
    )
    store_story(page, section=section_of(portal), author=author, is_public=is_public)
    return StatementPage.objects.get(pk=page.pk)


def soup(portal: Portal, path: str) -> BeautifulSoup:
    answer = visit(portal, path)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


@pytest.mark.django_db
class TestHeadline:
    def test_says_what_the_claim_is_before_anything_else(self, portal: Portal) -> None:
        page = statement(portal, title="Đê đã vỡ")
        assert page.title == "Tin sai sự thật: tình hình đê hữu Cầu"
        changed = StatementPage.objects.get(pk=page.pk)
        changed.title, changed.verdict = "Vỡ đê", "unproven"
        changed.full_clean()
        assert changed.title == "Tin đồn chưa có căn cứ: tình hình đê hữu Cầu"
        html = visit(portal, f"/{section_of(portal).slug}/").content.decode()
        assert page.title in html
        assert CLAIM not in html

    def test_repeats_no_claim(self) -> None:
        for subject in (CLAIM, f"“{CLAIM.upper()}!”"):
            with pytest.raises(ValidationError) as refused:
                unsaved(subject=subject).check_own()
            assert list(refused.value.message_dict) == ["subject"]
        unsaved().check_own()


class TestStatement:
    def test_tells_engines_of_the_claim_and_its_verdict(self, portal: Portal) -> None:
        page = statement(portal, verdict="misleading")
        # By the clock of the province it is the next day.
        StatementPage.objects.filter(pk=page.pk).update(
            first_published_at=datetime.fromisoformat("2026-09-10T23:30+00:00")
        )
        shown = soup(portal, page.public_path())
        told = [json.loads(one.string) for one in shown.select('[type="application/ld+json"]')]
        review = next(one for one in told if one.get("@type") == "ClaimReview")
        assert review["claimReviewed"] == CLAIM
        assert review["datePublished"] == "2026-09-11"
        assert review["reviewRating"]["ratingValue"] == 2
        assert review["itemReviewed"]["datePublished"] == "2026-09-09"
        assert review["author"]["name"] == portal.agency
        words = shown.select_one(".story-text").get_text(" ", strip=True)
        assert words.index("Đê an toàn") < words.index(CLAIM) < words.index("Nước rút.")

    def test_is_published_at_once_by_whoever_may(self, portal: Portal) -> None:
        secretary = make_member(portal, Position.SECRETARY)
        page = statement(portal, is_public=False, author=secretary)
        with pytest.raises(NotYourOffice):
            publish_at_once(
                story=page, reason="Tin giả về đê", actor=make_member(portal, Position.EDITOR),
                now=timezone.now(),
            )  # fmt: skip
        publish_at_once(story=page, reason="Tin giả về đê", actor=secretary, now=timezone.now())
        assert visit(portal, page.public_path()).status_code == 200
        assert LaterCheck.objects.get().answerable == secretary


def check(portal: Portal, page: StatementPage) -> Any:
    return visit(portal, f"/xac-minh/{page.pk}/")


def dark_squares(path: str) -> set[tuple[int, int]]:
    runs = re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", path)
    return {(x, int(y)) for at, y, width in runs for x in range(int(at), int(at) + int(width))}


class TestCheck:
    def test_holds_what_a_screenshot_is_held_against(self, portal: Portal) -> None:
        page = statement(portal)
        html = check(portal, page).content.decode()
        shown = BeautifulSoup(html, "html.parser")
        address = shown.select_one(".check-address").get_text()
        assert address.endswith(f"/xac-minh/{page.pk}/")
        assert dark_squares(shown.select("svg.check-code path")[-1]["d"]) == {
            (x + CODE_BORDER, y + CODE_BORDER)
            for y, row in enumerate(segno.make(address, error="m", micro=False).matrix)
            for x, is_dark in enumerate(row)
            if is_dark
        }
        assert "style=" not in html
        assert f"{timezone.localdate():%d/%m/%Y}" in shown.select_one(".check-stamp").get_text()
        assert shown.h1.get_text() == page.title
        assert html.index("Đê an toàn") < html.index(CLAIM)
        assert shown.select_one(f'a[href="{page.public_path()}xac-thuc/"]')
        assert f'href="/xac-minh/{page.pk}/"' in visit(portal, page.public_path()).content.decode()

    def test_stands_wherever_the_statement_does(self, portals: tuple[Portal, Portal]) -> None:
        province, commune = portals
        page = statement(province)
        assert check(commune, page).status_code == 404
        republished(page, commune)
        shown = check(commune, page)
        assert shown.context["origin"] == province
        assert province.agency in shown.content.decode()
        assert province.site.hostname in shown.context["canonical"]

    def test_is_gone_with_it_and_never_there_for_others(self, portal: Portal) -> None:
        page = statement(portal)
        assert visit(portal, f"/xac-minh/{published_story(portal).pk}/").status_code == 404
        assert check(portal, statement(portal, is_public=False)).status_code == 404
        withdraw_story(
            story=page, kind=RemovalKind.IN_ERROR, reason="Nhầm", now=timezone.now(),
            actor=make_member(portal, Position.HEAD),
        )  # fmt: skip
        assert check(portal, page).status_code == 410
        gone = visit(portal, page.public_path())
        assert gone.status_code == 410
        assert "ClaimReview" not in gone.content.decode()


def open_corner(portal: Portal, actor: Any = None, **told: str) -> PressCorner:
    details = {"accreditation": "Gửi giấy giới thiệu", "photo_licence": "Ghi tên tác giả", **told}
    return keep_corner(
        portal=portal, details=CornerDetails(**details), actor=actor, now=timezone.now()
    )


class TestCorner:
    def test_gathers_what_journalists_look_for(
        self, portals: tuple[Portal, Portal], settings: Any, tmp_path: Any
    ) -> None:
        settings.MEDIA_ROOT = tmp_path
        portal, commune = portals
        Portal.objects.filter(pk=portal.pk).update(spokesperson_name="Bà Trần Thị Mẫu")
        page = statement(portal)
        release = ReleasePage(
            title="Thông cáo về mưa lũ", lead="x", live=False, ask_phone="0222 000 333"
        )
        store_story(release, section=section_of(portal), author=None, is_public=True)
        soon = published_story(portal, event_at=timezone.now() + timedelta(days=2))
        late = published_story(portal, event_at=timezone.now() - timedelta(days=2))
        # The third is a story of another portal: how its picture may be used is not told here.
        pictures = [make_image(one) for one in (portal, portal, commune)]
        for image, credit in zip(pictures, ("Văn Thử", "", "Văn Thử"), strict=True):
            image.credit = credit
            image.save()
            home = commune if image is pictures[2] else portal
            story = published_story(home, lead_image=image, lead_image_alt="Cầu")
        republished(story, portal)
        assert visit(portal, "/bao-chi/").status_code == 404
        open_corner(portal)
        answer = visit(portal, "/bao-chi/")
        html = answer.content.decode()
        for words in (
            "Bà Trần Thị Mẫu",
            "Gửi giấy giới thiệu",
            "Ghi tên tác giả",
            page.title,
            release.title,
        ):
            assert words in html
        events = [one.story_id for one in answer.context["events"]]
        assert events == [soon.pk]
        assert late.pk not in events
        assert [story.lead_image for story, _path in answer.context["photos"]] == [pictures[0]]
        assert "0222 000 333" in visit(portal, release.public_path()).content.decode()
        assert visit(commune, "/bao-chi/").status_code == 404
        assert "/bao-chi/" in visit(portal, "/so-do/").content.decode()

    def test_takes_as_many_queries_for_any_number(self, portal: Portal) -> None:
        open_corner(portal)

        def queries() -> int:
            with CaptureQueriesContext(connection) as caught:
                assert visit(portal, "/bao-chi/").status_code == 200
            return len(caught)

        statement(portal)
        queries()
        few = queries()
        statement(portal)
        published_story(portal, event_at=timezone.now() + timedelta(days=1))
        queries()
        assert queries() == few

    def test_is_kept_by_the_standing_editors_of_its_board(
        self, portals: tuple[Portal, Portal]
    ) -> None:
        portal, commune = portals
        page = f"/bao-chi/{commune.pk}/"
        for stranger, status in (
            (make_member(portal, Position.HEAD), 404),
            (make_member(commune, Position.EDITOR), 200),
        ):
            with pytest.raises(NotYourOffice):
                open_corner(commune, stranger)
            client = desk_client(stranger)
            assert client.get(page).status_code == status
            client.post(page, {"accreditation": "Lạ"})
        assert not PressCorner.objects.exists()
        secretary = desk_client(make_member(commune, Position.SECRETARY))
        wrong = secretary.post(page, {"accreditation": "", "hours": "Giờ hành chính"})
        assert (wrong.status_code, list(wrong.context["form"].errors)) == (422, ["accreditation"])
        assert 'value="Giờ hành chính"' in wrong.content.decode()
        assert secretary.post(page, {"accreditation": "Gửi thư"}).status_code == 302
        assert PressCorner.objects.get().portal == commune
        assert "Gửi thư" in secretary.get("/bao-chi/", follow=True).content.decode()
