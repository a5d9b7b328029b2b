"""The feeds for podcast apps: what real parsers read in them, and what leaves them."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any
from xml.etree import ElementTree

import fastfeedparser
import feedparser
import podcastparser
import pytest
from django.utils import timezone

from editorial.broadcasts.models import BroadcastPage
from editorial.broadcasts.podcast import NAMESPACES
from editorial.broadcasts.queries import episodes_written_on, with_below
from editorial.enums import RemovalKind
from editorial.placements.actions import withdraw_story
from editorial.recordings.models import Captions, Recording
from portals.addresses import main_origin
from portals.boards.enums import Position
from portals.models import Portal
from tests.editorial.broadcasts.bulletins import TEXT, caption, make_bulletin, make_sound
from tests.factories import NOON, make_member, make_portal
from tests.support.visiting import republished, visit

OWN, BELOW = "/ban-tin-loa/podcast.xml", "/ban-tin-loa/ca-don-vi-duoi/podcast.xml"

pytestmark = pytest.mark.django_db


def heard(portal: Portal, **fields: Any) -> BroadcastPage:
    page = make_bulletin(portal, recording=make_sound(portal), body=TEXT, **fields)
    recording = Recording.objects.get(document=page.recording_id)
    Captions.objects.filter(recording=recording).delete()
    caption(recording, page)
    return page


def read(portal: Portal, path: str = OWN) -> Any:
    answer = visit(portal, path)
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("application/rss+xml")
    return answer.content


class TestAFeed:
    def test_is_read_by_three_parsers(self) -> None:
        portal = make_portal("commune")
        page = heard(portal, title="Tiêm phòng & nước sạch", lead="Ngày 1/12.")
        make_bulletin(portal, title="Chỉ có chữ")
        origin, content = main_origin(portal), read(portal)
        wanted = {
            "title": "Tiêm phòng & nước sạch",
            "id": f"urn:uuid:{page.translation_key}",
            "sound": f"{origin}/am-thanh/{page.recording_id}/ban-tin.mp3",
            "bytes": 1_976_000,
            "mime": "audio/mpeg",
            "seconds": 247,
        }

        told = feedparser.parse(content)
        assert not told.bozo
        assert told.feed.language == "vi"
        (entry,) = told.entries
        (sound,) = entry.enclosures
        assert wanted == {
            "title": entry.title, "id": entry.id, "sound": sound.href, "bytes": int(sound.length),
            "mime": sound.type, "seconds": int(entry.itunes_duration),
        }  # fmt: skip
        assert entry.link == origin + page.public_path()

        told = podcastparser.parse(origin + OWN, BytesIO(content))
        (entry,) = told["episodes"]
        (sound,) = [one for one in entry["enclosures"] if one["mime_type"] == "audio/mpeg"]
        assert wanted == {
            "title": entry["title"], "id": entry["guid"], "sound": sound["url"],
            "bytes": sound["file_size"], "mime": sound["mime_type"], "seconds": entry["total_time"],
        }  # fmt: skip
        assert told["cover_url"].endswith(".png")
        assert told["type"] == "episodic"

        # None of the three reads these under the name that the standard has for them by now.
        item = ElementTree.fromstring(content).find("channel/item")
        named = {"p": NAMESPACES["xmlns:podcast"]}
        assert {
            one.get("type"): one.get("url")
            for one in (item.find("p:transcript", named), item.find("p:chapters", named))
        } == {
            "text/vtt": f"{origin}/am-thanh/{page.recording_id}/ban-tin.vtt",
            "application/json+chapters": f"{origin}/am-thanh/{page.recording_id}/ban-tin-muc.json",
        }

        told = fastfeedparser.parse(content)
        (entry,) = told.entries
        assert (entry.title, entry.id) == (wanted["title"], wanted["id"])
        assert entry.enclosures[0]["url"] == wanted["sound"]

    def test_of_a_unit_holds_each_bulletin_once_where_it_was_written(self) -> None:
        province = make_portal("province")
        commune, other = (make_portal("commune", overseer=province) for _ in range(2))
        stranger = make_portal("commune")
        urgent = heard(province, title="Khẩn", section="tin-tuc")
        republished(urgent, commune, "loa")
        heard(commune, title="Của xã", aired_at=NOON)
        heard(stranger, title="Ở nơi khác")
        told = feedparser.parse(read(province, BELOW))
        assert sorted(one.title for one in told.entries) == ["Của xã", "Khẩn"]
        links = {one.title: one.link for one in told.entries}
        assert links["Của xã"].startswith(main_origin(commune))
        own = feedparser.parse(read(commune))
        assert sorted(one.title for one in own.entries) == ["Của xã", "Khẩn"]
        assert visit(other, OWN).status_code == 404

    def test_says_that_a_recalled_one_is_gone_and_its_sound_with_it(self) -> None:
        province = make_portal("province")
        portal = make_portal("commune", overseer=province)
        page = heard(portal, title="Nhầm giờ")
        heard(portal, title="Chưa phát", aired_at=timezone.now() + timedelta(minutes=1))
        assert len(feedparser.parse(read(portal)).entries) == 1
        assert len(feedparser.parse(read(province, BELOW)).entries) == 1
        # Another portal's recall would not be heard of by what is stored.
        assert visit(province, BELOW)["Cache-Control"] == "no-store"
        withdraw_story(
            story=page, kind=RemovalKind.IN_ERROR, reason="Nhầm", now=timezone.now(),
            actor=make_member(portal, Position.HEAD),
        )  # fmt: skip
        content = read(portal)
        assert feedparser.parse(content).entries == []
        gone = f'ref="urn:uuid:{page.translation_key}"'.encode()
        assert gone in content
        assert gone in read(province, BELOW)
        assert visit(portal, page.recording.url).status_code == 410

    def test_asks_as_often_for_many_as_for_one(self, django_assert_num_queries: Any) -> None:
        province = make_portal("province")
        for size in (1, 3):
            for _number in range(size):
                heard(make_portal("commune", overseer=province))
            with django_assert_num_queries(3):
                portals = with_below(province, timezone.localdate())
                found = episodes_written_on(portals, timezone.now())
        assert len(found) == 4
