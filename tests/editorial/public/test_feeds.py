"""Feeds and sitemaps, read by readers that others use."""

from __future__ import annotations

import json
from calendar import timegm
from datetime import datetime, timedelta
from time import struct_time
from xml.etree import ElementTree

import feedparser
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from editorial.enums import PlacementRole, RemovalKind
from editorial.models import InformationPage, Placement, StoryPage
from editorial.placements.actions import take_down, withdraw_story
from editorial.public.queries import feeds
from portals.addresses import main_origin
from portals.boards.enums import Position
from tests.factories import (
    make_image,
    make_member,
    make_portal,
    make_province_tree,
    make_story,
    published_story,
    section_of,
)
from tests.support.visiting import republished, visit

pytestmark = pytest.mark.django_db
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
IMAGE = "{http://www.google.com/schemas/sitemap-image/1.1}"


@pytest.fixture(autouse=True)
def own_media(settings: object, tmp_path: object) -> None:
    settings.MEDIA_ROOT = tmp_path


def addresses(portal, path: str) -> list[str]:
    tree = ElementTree.fromstring(visit(portal, path).content)
    return [one.text for one in tree.iter(f"{MAP}loc")]


def canonical(story: StoryPage) -> str:
    (origin,) = Placement.objects.filter(story=story, role=PlacementRole.ORIGIN)
    return main_origin(origin.portal) + story.public_path()


def dated(story: StoryPage, published_at: datetime) -> StoryPage:
    """The story as if it had been published then, and changed an hour later."""
    changed_at = published_at + timedelta(hours=1)
    StoryPage.objects.filter(pk=story.pk).update(
        first_published_at=published_at, last_published_at=changed_at
    )
    Placement.objects.filter(story=story).update(placed_at=published_at)
    return type(story).objects.get(pk=story.pk)


def instant(parsed: struct_time) -> int:
    return timegm(parsed)


def seconds(moment: datetime) -> int:
    return int(moment.timestamp())


@pytest.mark.parametrize("form", ["atom.xml", "rss.xml"])
class TestAFeedOfAReader:
    def test_names_stories_by_the_address_where_they_were_written(self, form) -> None:
        province, _district, (commune, _other) = make_province_tree()
        own = published_story(commune, title="Tin “của xã” & <thôn>", lead="Sapo có dấu")
        foreign = published_story(province, title="Tin của tỉnh")
        republished(foreign, commune)

        answer = visit(commune, f"/{form}")
        feed = feedparser.parse(answer.content)

        assert feed.bozo is False
        assert feed.feed.title == commune.title
        told = {entry.id: entry for entry in feed.entries}
        address = main_origin(commune) + own.public_path()
        assert set(told) == {address, main_origin(province) + foreign.public_path()}
        assert told[address].title == "Tin “của xã” & <thôn>"
        assert told[address].link == address
        assert told[address].summary == "Sapo có dấu"
        assert told[address].published_parsed is not None

    def test_dates_a_story_as_where_it_was_written_and_itself_by_what_came_here(self, form) -> None:
        province, _district, (commune, _other) = make_province_tree()
        written_at = timezone.now() - timedelta(days=3)
        story = dated(published_story(province), written_at)
        place = republished(story, commune)
        newest = dated(published_story(commune), written_at + timedelta(days=1))

        feed = feedparser.parse(visit(commune, f"/{form}").content)
        at_home = feedparser.parse(visit(province, f"/{form}").content)

        told = {entry.id: entry for entry in feed.entries}
        for one in (story, newest):
            entry = told[canonical(one)]
            assert instant(entry.published_parsed) == seconds(one.first_published_at)
            if form == "atom.xml":
                assert instant(entry.updated_parsed) == seconds(one.last_published_at)
        assert at_home.entries[0].published == told[canonical(story)].published
        assert instant(feed.feed.updated_parsed) == seconds(place.placed_at)
        assert seconds(place.placed_at) > seconds(newest.last_published_at)

    def test_never_says_that_a_story_changed_before_it_was_published(self, form) -> None:
        portal = make_portal()
        story = published_story(portal)
        StoryPage.objects.filter(pk=story.pk).update(
            last_published_at=story.first_published_at - timedelta(days=1)
        )
        (entry,) = feedparser.parse(visit(portal, f"/{form}").content).entries
        assert entry.get("updated_parsed", entry.published_parsed) >= entry.published_parsed

    def test_shows_images_without_a_size_that_nobody_knows(self, form) -> None:
        portal = make_portal()
        story = published_story(portal, lead_image=make_image(portal), lead_image_alt="Ảnh")
        rendition = story.lead_image.get_rendition(feeds.SHARED_SPEC)

        (entry,) = feedparser.parse(visit(portal, f"/{form}").content).entries

        assert entry.enclosures == []
        (shown,) = entry.media_content
        assert shown["url"] == main_origin(portal) + rendition.url
        assert (shown["width"], shown["height"]) == (str(rendition.width), str(rendition.height))

    def test_names_the_body_that_wrote_as_the_author(self, form) -> None:
        province, _district, (commune, _other) = make_province_tree()
        republished(published_story(province, byline="Ban Biên tập"), commune)
        (entry,) = feedparser.parse(visit(commune, f"/{form}").content).entries
        assert entry.author == province.agency

    def test_forgets_what_was_withdrawn(self, form) -> None:
        portal = make_portal()
        story = published_story(portal)
        withdraw_story(
            story=story,
            kind=RemovalKind.IN_ERROR,
            reason="Sai.",
            actor=make_member(portal, Position.HEAD),
            now=timezone.now(),
        )

        assert feedparser.parse(visit(portal, f"/{form}").content).entries == []

    def test_of_a_section_holds_that_section_alone(self, form) -> None:
        portal = make_portal()
        published_story(portal, section="tin-tuc")
        story = published_story(portal, section="chi-dao")

        feed = feedparser.parse(visit(portal, f"/chi-dao/{form}").content)

        assert [entry.link for entry in feed.entries] == [main_origin(portal) + story.public_path()]
        assert visit(portal, f"/khong-co/{form}").status_code == 404

    def test_without_stories_is_the_same_text_each_time(self, form) -> None:
        portal = make_portal()
        assert visit(portal, f"/{form}").content == visit(portal, f"/{form}").content

    def test_costs_the_same_with_few_and_many(self, form) -> None:
        province, _district, (commune, _other) = make_province_tree()
        costs = []
        for size in (2, 6):
            for _ in range(size):
                published_story(
                    commune, lead_image=make_image(commune), lead_image_alt="Ảnh"
                ).lead_image.get_rendition(feeds.SHARED_SPEC)
                republished(published_story(province), commune)
            visit(commune, f"/{form}")
            with CaptureQueriesContext(connection) as queries:
                visit(commune, f"/{form}")
            costs.append(len(queries))
        assert costs[0] == costs[1] <= 15


class TestATombstone:
    @pytest.mark.parametrize("section", ["", "/tin-tuc"])
    def test_is_set_only_once_the_story_is_gone_where_it_was_written(self, section) -> None:
        province, _district, (commune, _other) = make_province_tree()
        story = published_story(province)
        head = make_member(commune, Position.HEAD)
        take_down(
            placement=republished(story, commune),
            reason="Không liên quan đến xã.",
            actor=head,
            now=timezone.now(),
        )

        def ended() -> tuple[int, list[str]]:
            atom = visit(commune, f"{section}/atom.xml").content.decode()
            told = json.loads(visit(commune, f"{section}/feed.json").content)
            return atom.count("at:deleted-entry"), [one["id"] for one in told["_deleted"]]

        assert ended() == (0, [])
        withdraw_story(
            story=story,
            kind=RemovalKind.IN_ERROR,
            reason="Sai.",
            actor=make_member(province, Position.HEAD),
            now=timezone.now(),
        )
        assert ended() == (1, [main_origin(province) + story.public_path()])


class TestTheJsonFeed:
    def test_follows_version_1_1(self) -> None:
        portal = make_portal()
        story = published_story(
            portal, title="Tin", lead_image=make_image(portal), lead_image_alt="Ảnh"
        )
        story.lead_image.get_rendition(feeds.SHARED_SPEC)

        answer = visit(portal, "/feed.json")
        told = json.loads(answer.content)

        assert answer["Content-Type"].startswith("application/feed+json")
        assert told["version"] == "https://jsonfeed.org/version/1.1"
        assert told["feed_url"] == f"{main_origin(portal)}/feed.json"
        (item,) = told["items"]
        assert item["id"] == item["url"] == main_origin(portal) + story.public_path()
        assert item["image"].startswith(f"{main_origin(portal)}/media/renditions/")
        assert item["date_published"].endswith("+07:00")

    def test_dates_a_republished_story_as_where_it_was_written(self) -> None:
        province, _district, (commune, _other) = make_province_tree()
        story = dated(published_story(province), timezone.now() - timedelta(days=3))
        republished(story, commune)
        (item,) = json.loads(visit(commune, "/feed.json").content)["items"]
        assert datetime.fromisoformat(item["date_published"]) == story.first_published_at
        assert datetime.fromisoformat(item["date_modified"]) == story.last_published_at


class TestAPage:
    def test_names_its_feeds_to_readers(self) -> None:
        portal = make_portal()
        html = visit(portal, "/tin-tuc/").content.decode()
        for path in ("/atom.xml", "/rss.xml", "/feed.json", "/tin-tuc/atom.xml"):
            assert f'href="{path}"' in html


class TestTheSitemap:
    def test_lists_own_live_stories_and_pages_with_their_changes_and_images(self) -> None:
        province, _district, (commune, _other) = make_province_tree()
        story = published_story(commune, lead_image=make_image(commune), lead_image_alt="Ảnh")
        story.lead_image.get_rendition(feeds.SHARED_SPEC)
        republished(published_story(province), commune)
        make_story(commune)
        page = InformationPage(title="Lịch sử")
        section_of(commune, "gioi-thieu").add_child(instance=page)
        hidden = InformationPage(title="Nháp", live=False)
        section_of(commune, "gioi-thieu").add_child(instance=hidden)
        origin = main_origin(commune)

        assert addresses(commune, "/sitemap.xml") == [
            f"{origin}/sitemap-trang.xml",
            f"{origin}/sitemap-tin-1.xml",
        ]
        assert addresses(commune, "/sitemap-tin-1.xml") == [origin + story.public_path()]
        tree = ElementTree.fromstring(visit(commune, "/sitemap-tin-1.xml").content)
        assert next(tree.iter(f"{IMAGE}loc")).text.startswith(f"{origin}/media/renditions/")
        assert next(tree.iter(f"{MAP}lastmod")).text.endswith("+00:00")
        pages = addresses(commune, "/sitemap-trang.xml")
        assert {origin + "/", origin + "/to-chuc/", origin + page.public_path()} <= set(pages)
        assert origin + hidden.public_path() not in pages

    def test_has_as_many_files_as_it_needs_and_the_same_cost(self, monkeypatch) -> None:
        portal = make_portal()
        stories = [published_story(portal) for _ in range(5)]
        monkeypatch.setattr(feeds, "STORIES_A_MAP", 2)
        origin = main_origin(portal)

        maps = addresses(portal, "/sitemap.xml")[1:]

        assert maps == [f"{origin}/sitemap-tin-{number}.xml" for number in (1, 2, 3)]
        listed = [one for path in maps for one in addresses(portal, path.removeprefix(origin))]
        assert listed == [origin + story.public_path() for story in stories]
        assert visit(portal, "/sitemap-tin-4.xml").status_code == 404
        assert visit(portal, "/sitemap-tin-0.xml").status_code == 404
        with CaptureQueriesContext(connection) as queries:
            visit(portal, "/sitemap.xml")
        assert len(queries) <= 3

    def test_is_named_to_robots(self) -> None:
        portal = make_portal()
        text = visit(portal, "/robots.txt").content.decode()
        assert f"Sitemap: {main_origin(portal)}/sitemap.xml" in text
        assert "Disallow: /tim-kiem/" in text

    def test_for_people_shows_sections_and_what_is_in_them(self) -> None:
        portal = make_portal()
        page = InformationPage(title="Lịch sử")
        section_of(portal, "gioi-thieu").add_child(instance=page)
        html = visit(portal, "/so-do/").content.decode()
        assert f'href="{page.public_path()}"' in html
        assert 'href="/gioi-thieu/"' in html
