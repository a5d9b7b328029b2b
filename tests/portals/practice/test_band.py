"""Each page of a practice install says what it is, whichever template made it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib.staticfiles.finders import find
from django.http import HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory

from editorial.public.links import lasting_path
from portals.practice.middleware import PracticeBand
from tests.factories import make_member, make_portal, published_story

BAND = 'class="practice-band'
TAG = "[Bản tập] "
MIDDLEWARE = "portals.practice.middleware.PracticeBand"


@pytest.fixture
def on_practice(settings: Any) -> None:
    settings.PORTALS_PRACTICE_OF = "https://quantri.bacninh.gov.vn"
    settings.MIDDLEWARE = [MIDDLEWARE, *django_settings.MIDDLEWARE]


def answered(response: Any) -> Any:
    return PracticeBand(lambda _request: response)(RequestFactory().get("/"))


def test_the_edge_is_of_the_band_and_not_of_the_body() -> None:
    """What follows the body is a veil of Wagtail's that it keeps unseen: on the desk there was no edge."""
    style = Path(str(find("portals/practice/band.css"))).read_text()
    assert "body::after" not in style
    assert re.search(r"\.practice-band::after \{[^}]*position: fixed", style)


@pytest.mark.django_db
class TestPages:
    def test_of_a_portal_have_it(self, on_practice: None) -> None:
        portal = make_portal()
        client = Client(headers={"host": portal.site.hostname})
        for path in ("/", "/lien-he/", "/tim-kiem/", "/khong-co-trang-nay/"):
            page = client.get(path)
            text = page.content.decode()
            assert text.count(BAND) == 1, path
            assert '<meta name="robots" content="noindex, nofollow">' in text
            assert page.headers["X-Robots-Tag"].startswith("noindex")
        # Shut out, nobody would read that.
        assert client.get("/robots.txt").content.decode() == "User-agent: *\nDisallow:\n"
        assert client.get("/rss.xml").headers["X-Robots-Tag"].startswith("noindex")

    def test_are_shared_and_followed_under_titles_that_say_so(self, on_practice: None) -> None:
        portal = make_portal(name="Phường Vũ Ninh")
        story = published_story(portal, title="Khai giảng <năm> học")
        client = Client(headers={"host": portal.site.hostname})
        text = client.get(lasting_path(story.pk), follow=True).content.decode()
        assert f'<meta property="og:title" content="{TAG}Khai giảng' in text
        assert f"<title>{TAG}" in text
        for path in ("/rss.xml", "/atom.xml"):
            feed = client.get(path)
            titles = re.findall(r"<title>(.*?)</title>", feed.content.decode())
            assert len(titles) >= 2
            assert all(title.startswith(TAG) for title in titles), path
        found = client.get("/feed.json").json()
        titles = [found["title"], *(one["title"] for one in found["items"])]
        assert titles[1:] == [f"{TAG}Khai giảng <năm> học"]
        assert titles[0].startswith(TAG)

    def test_of_the_desk_have_it_with_the_way_back(self, on_practice: None) -> None:
        member = make_member(make_portal())
        client = Client(headers={"host": django_settings.PORTALS_ADMIN_HOST})
        assert BAND in client.get("/login/").content.decode()
        client.force_login(member)
        for path in ("/", "/so-tay/", "/viet-nhanh/", "/khong-co-trang-nay/", "/account/"):
            text = client.get(path, follow=True).content.decode()
            assert text.count(BAND) == 1, path
            assert 'href="https://quantri.bacninh.gov.vn/"' in text

    def test_of_a_real_install_have_none(self) -> None:
        portal = make_portal()
        page = Client(headers={"host": portal.site.hostname}).get("/")
        assert BAND not in page.content.decode()
        assert "X-Robots-Tag" not in page.headers
        assert MIDDLEWARE not in django_settings.MIDDLEWARE


class TestAnswers:
    def test_tell_their_new_length(self, on_practice: None) -> None:
        page = "<html><head></head><body class='a'>x</body></html>"
        response = answered(HttpResponse(page, headers={"Content-Length": str(len(page))}))
        assert int(response.headers["Content-Length"]) == len(response.content) > len(page)
        assert response.content.index(b"<aside") == response.content.index(b"<body class='a'>") + 16

    @pytest.mark.parametrize(
        "response",
        [
            HttpResponse("<p>part of a page</p>"),
            HttpResponse("<head></head><body>", content_type="application/json"),
            HttpResponse("<head></head><body>", headers={"Content-Encoding": "gzip"}),
        ],
    )
    def test_that_are_no_pages_stay(self, response: HttpResponse, on_practice: None) -> None:
        before = response.content
        assert answered(response).content == before
        assert "X-Robots-Tag" in response.headers

    def test_that_stream_are_not_read(self, on_practice: None) -> None:
        response = answered(StreamingHttpResponse(iter([b"<head></head><body>"])))
        assert b"".join(response) == b"<head></head><body>"
