"""Readers pass a page on by plain links: nothing is loaded from a service, and nothing follows anybody about."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from editorial.public.sharing import shares_one_of
from portals.addresses import main_origin
from tests.factories import make_portal, make_province_tree, published_story
from tests.support.public_pages import make_public_pages
from tests.support.visiting import republished, visit

pytestmark = pytest.mark.django_db
TITLE = "Tiêm chủng đợt 2 & những điều cần biết"


def share_of(html: str) -> str:
    found = re.search(r'<div class="share".*?</div>', html, re.DOTALL)
    assert found is not None
    return found[0]


def ways(html: str) -> list[str]:
    return [unescape(address) for address in re.findall(r'<a [^>]*href="([^"]+)"', share_of(html))]


class TestAStory:
    def test_is_passed_on_by_its_address_alone(self) -> None:
        portal = make_portal()
        story = published_story(portal, title=TITLE)
        own = main_origin(portal) + story.public_path()

        facebook, zalo, mail = ways(visit(portal, story.public_path()).content.decode())

        assert urlsplit(facebook)[:3] == ("https", "www.facebook.com", "/sharer/sharer.php")
        assert parse_qs(urlsplit(facebook).query) == {"u": [own]}
        assert urlsplit(zalo)[:3] == ("https", "zalo.me", "/share")
        assert parse_qs(urlsplit(zalo).query) == {"url": [own]}
        assert mail.startswith("mailto:?subject=")
        asked = dict(one.split("=", 1) for one in mail.partition("?")[2].split("&"))
        assert {key: unquote(value) for key, value in asked.items()} == {
            "subject": TITLE,
            "body": own,
        }

    def test_that_came_from_elsewhere_is_passed_on_by_the_address_of_who_wrote_it(self) -> None:
        province, _district, (commune, _neighbour) = make_province_tree()
        story = published_story(province)
        there = main_origin(province) + story.public_path()
        placement = republished(story, commune)

        html = visit(commune, placement.path).content.decode()

        assert parse_qs(urlsplit(ways(html)[0]).query) == {"u": [there]}
        assert f'data-copy="{there}"' in share_of(html)

    def test_keeps_no_query_of_the_address_by_which_a_reader_came(self) -> None:
        portal = make_portal()
        story = published_story(portal)
        html = visit(portal, f"{story.public_path()}?fbclid=abc", follow=True).content.decode()
        assert "fbclid" not in share_of(html)

    def test_says_nothing_to_a_service_and_names_its_links_in_words(self) -> None:
        portal = make_portal()
        story = published_story(portal)
        shared = share_of(visit(portal, story.public_path()).content.decode())
        outside = re.findall(r'<a [^>]*href="https://[^>]+>', shared)
        assert len(outside) == 2
        assert all('rel="noopener noreferrer nofollow"' in link for link in outside)
        assert [re.search(r'aria-label="([^"]+)"', link)[1] for link in outside] == [
            "Chia sẻ qua Facebook",
            "Chia sẻ qua Zalo",
        ]
        assert "utm_" not in shared
        assert not re.search(r"<(script|img|iframe)", shared)

    def test_is_named_in_full_for_who_has_no_script(self) -> None:
        portal = make_portal()
        story = published_story(portal)
        shared = share_of(visit(portal, story.public_path()).content.decode())
        own = main_origin(portal) + story.public_path()
        assert f'<li class="share-address" data-address>{own}</li>' in shared
        assert "<li hidden data-copy=" in shared


class TestOtherPages:
    def test_are_passed_on_by_their_one_address(self, settings: object, tmp_path: object) -> None:
        settings.MEDIA_ROOT = tmp_path
        pages = make_public_pages()
        for kind in ("notice", "document", "answer", "standing page"):
            html = visit(*pages[kind]).content.decode()
            (canonical,) = re.findall(r'<link rel="canonical" href="([^"]+)"', html)
            assert parse_qs(urlsplit(ways(html)[0]).query) == {"u": [canonical]}, kind


class TestTheWatch:
    @pytest.mark.parametrize(
        ("address", "is_ours"),
        [
            ("https://zalo.me/share?url=https%3A%2F%2Fxa.example.vn%2Ftin%2F", True),
            ("https://www.facebook.com/sharer/sharer.php?u=https%3A%2F%2Fxa.example.vn%2F", True),
            # Somebody else's page, a page beside which more is said, and no share at all.
            ("https://zalo.me/share?url=https%3A%2F%2Fnha-cai.example.vn%2F", False),
            ("https://zalo.me/share?url=https%3A%2F%2Fxa.example.vn%2F&utm_source=x", False),
            ("https://zalo.me/share", False),
            ("https://zalo.me/xa-thu", False),
        ],
    )
    def test_knows_what_passes_on_a_page_of_ours(self, address: str, is_ours: bool) -> None:
        assert shares_one_of({"xa.example.vn"}, address) is is_ours
