"""A saved search as a feed: the newest of it, by readers that others use, and where it is linked from."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import feedparser
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from editorial.models import Placement, StoryPage
from editorial.public.queries import feeds
from portals.addresses import main_origin
from portals.models import Portal
from tests.factories import NOON, make_portal, published_story
from tests.support.visiting import republished, visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def portal() -> Portal:
    return make_portal("province")


def read(portal: Portal, form: str = "atom.xml", **query: str) -> Any:
    answer = visit(portal, f"/tim-kiem/{form}", data=query)
    assert answer.status_code == 200
    return feedparser.parse(
        answer.content, response_headers={"content-type": answer["Content-Type"]}
    )


def of_day(portal: Portal, title: str, day: int) -> StoryPage:
    story = published_story(portal, title=title)
    Placement.objects.filter(story=story).update(placed_at=NOON + timedelta(days=day))
    return story


@pytest.mark.parametrize("form", ["atom.xml", "rss.xml"])
def test_the_newest_first_by_any_reader(portal: Portal, form: str) -> None:
    of_day(portal, "Hội chợ cũ", 1)
    new = of_day(portal, "Hội chợ <mới> & đẹp", 2)
    of_day(portal, "Chuyện khác", 3)
    told = read(portal, form, q="hội chợ")
    assert not told.bozo
    assert [one.title for one in told.entries] == ["Hội chợ <mới> & đẹp", "Hội chợ cũ"]
    assert told.entries[0].link == told.entries[0].id == main_origin(portal) + new.public_path()
    assert told.feed.title == f"Tìm “hội chợ” | {portal.title}"
    assert told.feed.link == f"{main_origin(portal)}/tim-kiem/?q=h%E1%BB%99i+ch%E1%BB%A3"


def test_is_narrowed_as_its_page_is(portal: Portal) -> None:
    published_story(portal, title="Hội chợ")
    published_story(portal, title="Thông báo hội chợ", notice=True)
    told = read(portal, q="hội chợ", loai="thong-bao")
    assert [one.title for one in told.entries] == ["Thông báo hội chợ"]
    assert "loai=thong-bao" in told.feed.link


def test_a_republished_story_is_known_by_where_it_was_written(portal: Portal) -> None:
    commune = make_portal("commune")
    story = of_day(portal, "Hội chợ", 1)
    republished(story, commune)
    (entry,) = read(commune, q="hội chợ").entries
    assert entry.id == main_origin(portal) + story.public_path()
    assert entry.link.startswith(main_origin(commune))


def test_so_many_and_no_more(portal: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("editorial.public.views.search_feed.ENTRIES", 2)
    for day in range(3):
        of_day(portal, f"Hội chợ {day}", day)
    assert [one.title for one in read(portal, q="hội chợ").entries] == ["Hội chợ 2", "Hội chợ 1"]
    assert feeds.ENTRIES == 30


@pytest.mark.parametrize("query", [{}, {"q": " "}, {"q": "-xuân"}, {"loai": "tin"}])
def test_asks_for_words(portal: Portal, query: dict[str, str]) -> None:
    assert visit(portal, "/tim-kiem/atom.xml", data=query).status_code == 404


def test_no_engine_lists_it(portal: Portal) -> None:
    answer = visit(portal, "/tim-kiem/rss.xml", data={"q": "hội chợ"})
    assert answer["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize(("where", "stored"), [("", True), ("duoi", False), ("tat-ca", False)])
def test_only_of_its_own_portal_it_is_stored(portal: Portal, where: str, stored: bool) -> None:
    """Its edition says nothing of what is withdrawn from other portals."""
    answer = visit(portal, "/tim-kiem/rss.xml", data={"q": "hội chợ", "pham-vi": where})
    assert ("no-store" not in answer.get("Cache-Control", "")) is stored


def test_other_portals_stand_in_it_where_it_asks_for_all(portal: Portal) -> None:
    commune = make_portal("commune")
    story = of_day(commune, "Hội chợ xã", 1)
    assert not read(portal, q="hội chợ").entries
    (entry,) = read(portal, q="hội chợ", **{"pham-vi": "tat-ca"}).entries
    assert entry.link == main_origin(commune) + story.public_path()


def test_the_page_of_results_leads_to_it(portal: Portal) -> None:
    published_story(portal, title="Hội chợ")
    page = visit(
        portal, "/tim-kiem/", data={"q": "hội chợ", "sap-xep": "moi-nhat"}
    ).content.decode()
    assert page.count('/tim-kiem/rss.xml?q=h%E1%BB%99i+ch%E1%BB%A3"') == 1
    assert page.count('/tim-kiem/atom.xml?q=h%E1%BB%99i+ch%E1%BB%A3"') == 2
    assert "/tim-kiem/rss.xml" not in visit(portal, "/tim-kiem/?xem=tat-ca").content.decode()


def test_the_cache_tells_the_view_what_it_is_narrowed_to(settings: Any) -> None:
    asked = settings.PORTALS_PAGE_QUERY
    assert asked["search_feed"] == asked["search"] - {"sap-xep", "xem", "trang"}


def test_takes_as_many_queries_whatever_is_found(portal: Portal) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            read(portal, q="hội chợ")
        return len(asked)

    of_day(portal, "Hội chợ", 0)
    queries()
    few = queries()
    for day in range(1, 6):
        of_day(portal, f"Hội chợ {day}", day)
    assert queries() == few
