"""What stands around the text: what the head tells machines, the line below the title, the foot of each page."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime

import pytest
from django.contrib.staticfiles import finders

from editorial.models import ArticlePage
from portals.addresses import main_origin
from portals.models import Portal
from tests.factories import make_image, make_portal, published_story
from tests.support.social_accounts import verified_account
from tests.support.visiting import visit

pytestmark = pytest.mark.django_db

FIRST = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
CHANGED = datetime(2026, 3, 3, 2, 45, tzinfo=UTC)


@pytest.fixture(autouse=True)
def own_media(settings: object, tmp_path: object) -> None:
    settings.MEDIA_ROOT = tmp_path


def plain(text: str) -> str:
    """The words of some HTML, each apart from the next by one space."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


def told_by(text: str) -> dict[str, str]:
    """What the head tells by each name: `<meta>` and `<link>`."""
    found = {}
    for tag in re.findall(r"<(?:meta|link)\b[^>]*>", text):
        values = {
            key: html.unescape(value) for key, value in re.findall(r'([a-z]+)="([^"]*)"', tag)
        }
        name = values.get("property") or values.get("name") or values.get("rel")
        found[f"{name} {values.get('sizes', '')}".strip()] = (
            values.get("content") or values.get("href") or ""
        )
    return found


class TestAStory:
    @pytest.fixture
    def portal(self) -> Portal:
        return make_portal()

    @pytest.fixture
    def page(self, portal: Portal) -> ArticlePage:
        story = published_story(
            portal,
            title="Khai mạc “lễ hội”",
            lead="Sáng nay, xã mở hội.",
            lead_image=make_image(portal),
            lead_image_alt="Sân đình",
        )
        ArticlePage.objects.update(first_published_at=FIRST, last_published_at=FIRST)
        return story

    def test_tells_in_its_head_what_is_shown_where_it_is_shared(self, portal, page) -> None:
        told = told_by(visit(portal, page.public_path()).content.decode().partition("<body")[0])

        address = main_origin(portal) + page.public_path()
        assert told["canonical"] == told["og:url"] == address
        assert told["og:type"] == "article"
        assert told["og:site_name"] == portal.title
        assert told["og:locale"] == "vi_VN"
        assert told["og:title"] == "Khai mạc “lễ hội”"
        assert told["og:description"] == told["description"] == "Sáng nay, xã mở hội."
        assert told["og:image"].startswith(f"{main_origin(portal)}/media/renditions/")
        assert int(told["og:image:width"]) > 0 < int(told["og:image:height"])
        assert told["og:image:alt"] == "Sân đình"
        assert told["twitter:card"] == "summary_large_image"
        assert told["article:published_time"] == "2026-03-02T08:30:00+0700"
        assert told["article:modified_time"] == "2026-03-02T08:30:00+0700"

    def test_says_when_it_was_published_and_when_it_was_changed(self, portal, page) -> None:
        def line() -> str:
            text = visit(portal, page.public_path()).content.decode()
            return plain(re.search(r'<p class="meta"[^>]*>(.*?)</p>', text, re.S)[1])

        assert line() == "Đăng lúc 02/03/2026 08:30"
        ArticlePage.objects.update(last_published_at=CHANGED)
        assert line() == "Đăng lúc 02/03/2026 08:30 Cập nhật 03/03/2026 09:45"


class TestTheIcons:
    def test_are_named_in_the_head_and_are_there(self) -> None:
        portal = make_portal()
        text = visit(portal, "/").content.decode()
        named = re.findall(r'<link rel="(?:icon|apple-touch-icon)" href="/static/([^"]+)"', text)
        assert len(named) == 3
        assert all(finders.find(name) for name in named)

    def test_are_found_by_who_asks_by_guess(self) -> None:
        answer = visit(make_portal(), "/favicon.ico")
        assert (answer.status_code, answer["Location"]) == (301, "/static/portals/favicon-32.png")


class TestTheFoot:
    def test_says_whose_the_portal_is_who_answers_for_it_and_how_to_reach_them(self) -> None:
        portal = make_portal()
        Portal.objects.filter(pk=portal.pk).update(
            governing_body="Ủy ban nhân dân xã Thử",
            responsible_name="Nguyễn Văn Mẫu",
            responsible_post="Chủ tịch",
            licence="Số 1/GP-TTĐT ngày 02/01/2026",
            address="Số 1, đường Thử",
            phone="0222 000 000",
            email="xa@example.vn",
        )
        accounts = {
            "zalo": ("Zalo", "https://zalo.me/xa-thu"),
            "facebook": ("Facebook", "https://www.facebook.com/xa-thu"),
        }
        for service, (_name, address) in accounts.items():
            verified_account(portal, service, address)

        for path in ("/", "/tin-tuc/", "/khong-co/"):
            foot = visit(portal, path).content.decode().partition("<footer class=")[2]
            said = plain(foot)
            for words in (
                "Cơ quan chủ quản Ủy ban nhân dân xã Thử",
                "Chịu trách nhiệm chính Nguyễn Văn Mẫu, Chủ tịch",
                "Giấy phép Số 1/GP-TTĐT ngày 02/01/2026",
                "Địa chỉ Số 1, đường Thử",
                "Điện thoại 0222 000 000",
                f"Ghi rõ nguồn “{portal.title}” khi phát hành lại thông tin",
            ):
                assert words in said, (path, said)
            assert 'href="tel:0222000000"' in foot
            assert 'href="mailto:xa@example.vn"' in foot
            for name, address in accounts.values():
                assert f'href="{address}" rel="me noopener noreferrer">{name}</a>' in foot

    @pytest.mark.parametrize(
        "change",
        [
            {"state": "alarm"},
            {"state": "waiting"},
            {"closed_on": "2026-09-02", "closed_because": "Hết dùng"},
        ],
    )
    def test_leads_to_verified_accounts_alone(self, change: dict[str, str]) -> None:
        portal = make_portal()
        verified_account(portal, **change)

        page = visit(portal, "/").content.decode()

        assert "zalo.me" not in page

    def test_of_a_portal_that_gave_nothing_names_its_agency_and_says_so(self) -> None:
        portal = make_portal()
        said = plain(visit(portal, "/").content.decode().partition("<footer class=")[2])
        assert f"Cơ quan chủ quản {portal.agency}" in said
        assert "Chịu trách nhiệm chính" not in said
        assert "Giấy phép" not in said
