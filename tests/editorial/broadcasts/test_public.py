"""What readers meet: the page of a bulletin, the week, the home page."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from editorial.broadcasts.archive import days_of_week
from editorial.broadcasts.desk.proposing import likely_slot
from editorial.broadcasts.models import SOUND_ENDINGS, BroadcastPage
from editorial.broadcasts.queries import (
    URGENT_AHEAD,
    URGENT_FOR,
    bulletins_for_home,
    bulletins_of_days,
)
from editorial.broadcasts.schema_org import iso_duration
from editorial.broadcasts.text_due import text_due_at
from editorial.models import Placement
from editorial.recordings.models import Captions, Recording
from editorial.stations.models import Airing, Station
from editorial.stations.queries import SlotOfDay
from portals.boards.enums import Position
from portals.calendar.working_days import WorkingCalendar
from portals.clock import LOCAL_ZONE
from portals.models import Portal
from portals.uploads.kinds import SOUND_TYPES
from tests.editorial.broadcasts.bulletins import caption, make_bulletin, make_recording, make_sound
from tests.editorial.stations.cast import a_station, at
from tests.factories import NOON, make_member, make_portal, section_of
from tests.support.visiting import republished, visit


def shown(portal: Portal, path: str) -> Any:
    answer = visit(portal, path)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


class TestPure:
    def test_every_form_of_sound_may_be_a_recording(self) -> None:
        assert {*SOUND_ENDINGS} == {*SOUND_TYPES}

    def test_a_text_is_due_on_the_second_working_day(self) -> None:
        calendar = WorkingCalendar(
            off=frozenset({date(2026, 11, 30)}), worked=frozenset(), hours={}
        )
        # Friday; the Monday after is a day off.
        due = text_due_at(at(27, 16), calendar)
        assert due.astimezone(LOCAL_ZONE).date() == date(2026, 12, 2)

    def test_a_length_is_told_to_machines(self) -> None:
        assert (iso_duration(247.3), iso_duration(9), iso_duration(None)) == ("PT4M7S", "PT9S", "")

    def test_the_form_means_the_airing_that_was_last_or_comes_soon(self) -> None:
        slots = [
            SlotOfDay(at(27, 5), 30, "tiếp sóng", is_owed=False),
            SlotOfDay(at(27, 6), 15, "bản tin", is_owed=True, story_id=7),
            SlotOfDay(at(27, 11), 15, "bản tin", is_owed=True),
            SlotOfDay(at(27, 17), 15, "bản tin", is_owed=True),
        ]
        found = [likely_slot(slots, now) for now in (at(27, 8), at(27, 12), at(27, 15, 30))]
        assert [one.begins_at.astimezone(LOCAL_ZONE).hour for one in found] == [11, 11, 17]
        assert likely_slot(slots[:2], at(27, 8)) is None

    def test_a_week_tells_what_stands_for_which_airing(self) -> None:
        slot = SlotOfDay(at(27, 17), 15, "bản tin", is_owed=True, is_missing=True)
        (day,) = days_of_week(date(2026, 11, 23), [], {date(2026, 11, 27): [slot]})
        assert (day.name, [row.is_missing for row in day.rows]) == ("Thứ Sáu", [True])


@pytest.mark.django_db
class TestThePage:
    def test_plays_what_was_made_and_lets_it_be_taken_away(self) -> None:
        portal = make_portal()
        sound = make_sound(portal)
        page = make_bulletin(portal, language="en", recording=sound, body=[
            {"type": "text", "value": "<p>Mời bà con đi tiêm phòng. Nhớ mang theo sổ.</p>"}
        ])  # fmt: skip
        Captions.objects.all().delete()
        caption(Recording.objects.get(), page)
        html = shown(portal, page.public_path())

        audio = html.select_one("section.player audio")
        assert audio["preload"] == "metadata"
        assert audio.has_attr("controls")
        assert [one["type"].partition(";")[0] for one in audio.select("source")] == [
            "audio/mpeg",
            "audio/ogg",
        ]
        assert audio.select_one("track")["src"].endswith(".vtt")
        assert audio.select_one("track")["srclang"] == "en"
        assert "4 phút 7 giây" in html.select_one(".player h2").get_text()
        links = [one.get_text() for one in html.select(".player-files a[download]")]
        assert [text.split("(")[0] for text in links] == ["Tải MP3 ", "Tải Opus "]
        # The buttons need script; the text never does, and is proven as of any story.
        assert html.select_one(".player-tools").has_attr("hidden")
        assert "Nhớ mang theo sổ." in html.select_one("[data-shown-text] .body").get_text()
        assert not html.select_one("[data-shown-text] audio")
        assert not html.select_one("[data-listen]")
        told = " ".join(one.string for one in html.select("script[type='application/ld+json']"))
        assert '"AudioObject"' in told
        assert "PT4M7S" in told
        assert '"transcript"' in told

    def test_says_that_the_sound_is_being_prepared_and_plays_what_came(self) -> None:
        portal = make_portal()
        document = make_recording(portal)
        page = make_bulletin(portal, recording=document)
        html = shown(portal, page.public_path())
        assert "đang được xử lý" in html.select_one(".player-state").get_text()
        assert [one["src"] for one in html.select("audio source")] == [document.url]
        assert not html.select_one("audio track")

    def test_says_by_when_the_text_comes_and_then_that_it_is_late(self) -> None:
        portal = make_portal()
        page = make_bulletin(portal, recording=make_sound(portal))
        assert "Đang bổ sung bản chữ" in str(shown(portal, page.public_path()))
        BroadcastPage.objects.filter(pk=page.pk).update(
            first_published_at=timezone.now() - timedelta(days=21)
        )
        said = shown(portal, page.public_path()).select_one(".bulletin-text-missing").get_text()
        assert "đang thiếu" in said

    def test_without_a_recording_is_read_by_the_voice_of_the_browser(self) -> None:
        portal = make_portal()
        html = shown(portal, make_bulletin(portal).public_path())
        assert html.select_one("[data-listen]")
        assert not html.select_one("section.player")
        assert "bổ sung bản chữ" not in str(html)


@pytest.mark.django_db
class TestTheWeek:
    def test_tells_what_is_owed_relayed_and_missing(self) -> None:
        portal = make_portal("commune")
        a_station(portal)
        a_station(make_portal("commune"), "Đài khác")
        page = make_bulletin(portal, aired_at=at(26, 17), title="Tiêm phòng dại")
        editor = make_member(portal, Position.EDITOR)
        for station in Station.objects.all():
            Airing.objects.create(
                station=station,
                story=page,
                aired_at=at(27, 5),
                entered_at=at(27, 6),
                by_person=editor,
            )
        Placement.objects.update(placed_at=at(26, 16))
        make_bulletin(make_portal("commune"), aired_at=at(26, 17), title="Của xã khác")
        with patch("django.utils.timezone.now", return_value=at(28, 18)):
            path = f"/{section_of(portal, 'loa').slug}/"
            html = shown(portal, f"{path}?tuan=2026-11-26")
            answer = visit(portal, f"{path}?lanh-dao=x")
        days = {one.h3.get_text(" ", strip=True): one for one in html.select(".week-day")}
        thursday = days["Thứ Năm, 26/11/2026"]
        assert thursday.select_one(f'a[href="{page.public_path()}"]').get_text() == "Tiêm phòng dại"
        assert "tiếp sóng" in thursday.get_text().lower()
        assert "Đài Tiếng nói Việt Nam" in thursday.get_text()
        assert "Còn thiếu" not in thursday.get_text()
        assert "Còn thiếu" in days["Thứ Sáu, 27/11/2026"].get_text()
        assert "Của xã khác" not in str(html)
        assert html.select_one('a[rel="prev"]')["href"].endswith("tuan=2026-11-16")
        assert answer.status_code == 301
        aired = shown(portal, page.public_path()).select(".bulletin-airings time")
        assert [one["datetime"][:16] for one in aired] == ["2026-11-27T05:00"]

    def test_asks_as_often_for_five_as_for_two(self, django_assert_num_queries: Any) -> None:
        portal, other = make_portal("commune"), make_portal("commune")
        for number in range(7):
            where = portal if number < 2 else other
            make_bulletin(where, aired_at=NOON, recording=make_sound(where), title=f"Bản {number}")
        for where, count in ((portal, 2), (other, 5)):
            with django_assert_num_queries(2):
                assert len(bulletins_of_days(where, NOON.date(), NOON.date())) == count


@pytest.mark.django_db
class TestTheHomePage:
    def test_puts_urgent_ones_above_and_those_of_today_below(self) -> None:
        province, commune = make_portal("province"), make_portal("commune")
        today = timezone.localtime().replace(hour=12, minute=0, second=0, microsecond=0)
        urgent = make_bulletin(
            province, aired_at=today, title="Xả lũ", bulletin_class="urgent", section="tin-tuc"
        )
        republished(urgent, commune, "loa")
        make_bulletin(commune, aired_at=today, title="Họp dân")
        make_bulletin(commune, aired_at=today - timedelta(days=1), title="Hôm qua")
        make_bulletin(commune, aired_at=today, title="Bản nháp", is_public=False)
        html = shown(commune, "/")
        assert html.select_one(".is-pinned h3").get_text() == "Xả lũ"
        block = html.select_one("#khoi-bulletins").find_parent("section")
        assert [one.get_text() for one in block.select("h3")] == ["Họp dân"]
        assert not shown(make_portal("commune"), "/").select_one("#khoi-bulletins")

    def test_keeps_an_urgent_one_for_a_day(self) -> None:
        portal = make_portal()
        aired = at(27, 20)
        make_bulletin(portal, aired_at=aired, bulletin_class="urgent", title="Khẩn")
        make_bulletin(portal, aired_at=aired, bulletin_class="priority", title="Ưu tiên")
        # Published before, but not for weeks.
        before = aired - URGENT_AHEAD
        assert [one.title for one in bulletins_for_home(portal, before)] == ["Khẩn"]
        assert bulletins_for_home(portal, before - timedelta(minutes=1)) == []
        inside, outside = aired + URGENT_FOR - timedelta(minutes=1), aired + URGENT_FOR
        assert [one.title for one in bulletins_for_home(portal, inside)] == ["Khẩn"]
        assert bulletins_for_home(portal, outside) == []
        Placement.objects.update(removed_at=timezone.now(), removal_kind="moved")
        assert bulletins_for_home(portal, inside) == []
