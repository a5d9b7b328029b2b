"""The station's page, today's bulletin, and what the inbox says."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
import time_machine
from django.urls import reverse

from editorial.broadcasts.models import BroadcastPage
from editorial.models import Placement, StoryPage
from editorial.spoken.actions import keep_form
from editorial.spoken.queries import spoken_forms
from editorial.spoken.reading import read_aloud
from editorial.stations import inbox
from editorial.stations.actions import call_off
from editorial.stations.airing_actions import tell_airing, tell_correction, tell_not_aired
from editorial.stations.inbox import BulletinsToAir, BulletinsToCorrect, MissingBulletins
from editorial.stations.models import Airing, AirSlot
from editorial.stations.receipts import airings_told, first_aired
from portals.boards.enums import Position
from portals.inbox.items import InboxItem, InboxUrgency
from portals.inbox.queries import items_of
from portals.inbox.reader import InboxReader
from portals.inbox.source import InboxSource
from portals.refusals import NotYourOffice, Refusal
from tests.editorial.stations.cast import Radio, at, bulletin
from tests.factories import make_member, published_story, section_of
from tests.support.visiting import republished
from tests.walls import desk_client

NOW = at(5, 12)


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel(NOW, tick=False):
        yield


def waiting(radio: Radio, source: InboxSource) -> list[InboxItem]:
    return items_of(InboxReader(radio.secretary, NOW), [source])


class TestThePage:
    def test_shows_the_week_and_what_is_missing(self, radio: Radio) -> None:
        story = bulletin(radio.commune, aired=at(2, 17), when=at(2, 18))
        page = desk_client(radio.secretary).get(reverse("portal_station", args=[radio.commune.pk]))
        told = page.content.decode()
        assert "<legend>Các ngày</legend>" in told
        assert reverse("wagtailadmin_pages:edit", args=[story.pk]) in told
        # Of the 30 days before: twenty work days, of which one was posted and two are not due yet.
        assert told.count("<strong>") >= 1
        assert "17:00 03/11/2026" in told

    def test_takes_an_airing_from_tomorrow_on(self, radio: Radio) -> None:
        client, address = (
            desk_client(radio.secretary),
            reverse("portal_station", args=[radio.commune.pk]),
        )
        told = {
            "act": "add", "weekdays": ["6", "7"], "begins": "18:00", "minutes": "10", "content": "own",
            "source": "", "since": "2026-11-06",
        }  # fmt: skip
        assert client.post(address, told).status_code == 302
        assert AirSlot.objects.filter(station=radio.station, begins=time(18)).count() == 2
        too_early = client.post(address, {**told, "begins": "20:00", "since": "2026-11-05"})
        assert too_early.status_code == 422
        assert 'value="20:00"' in too_early.content.decode()

    @pytest.mark.parametrize(
        ("act", "told"),
        [
            ("close", {"last": "9999-12-31"}),
            ("off", {"on": "9999-12-31", "begins": "17:00", "reason": "Mất điện"}),
            ("extra", {"on": "9999-12-31", "begins": "17:00", "minutes": "5", "reason": "Mưa"}),
            ("drop", {"slot": "1", "since": "9999-12-31"}),
            ("extra", {"on": "2026-11-06", "begins": "17:00:30", "minutes": "5", "reason": "Mưa"}),
        ],
    )
    def test_keeps_what_was_typed_where_a_day_or_an_hour_cannot_be(
        self, radio: Radio, act: str, told: dict[str, str]
    ) -> None:
        slot = AirSlot.objects.filter(station=radio.station).order_by("pk").first()
        told = {**told, "slot": str(slot.pk)} if act == "drop" else told
        address = reverse("portal_station", args=[radio.commune.pk])
        answer = desk_client(radio.secretary).post(address, {"act": act, **told})
        assert answer.status_code == 422
        kept = [value for name, value in told.items() if name != "slot"]
        assert all(f'value="{value}"' in answer.content.decode() for value in kept)

    def test_takes_when_a_bulletin_was_aired_also_after_it_was_recalled(self, radio: Radio) -> None:
        story = bulletin(radio.province, aired=at(5, 5), when=at(5, 6), section="tin-tuc")
        republished(story, radio.commune)
        Placement.objects.filter(portal=radio.commune).update(placed_at=at(5, 7))
        client = desk_client(radio.secretary)
        page, told = (
            reverse(name, args=[radio.commune.pk, *more])
            for name, more in (("portal_station", []), ("bulletin_aired", [story.pk]))
        )
        assert told in client.get(page).content.decode()
        assert client.post(told, {"aired_at": "x"}).status_code == 302
        assert not Airing.objects.exists()
        Placement.objects.filter(story=story).update(
            removed_at=at(5, 11), removal_kind="withdrawn", removal_title="Sai"
        )
        assert told in client.get(page).content.decode()
        client.post(told, {"aired_at": "2026-11-05T08:30"})
        assert Airing.objects.get().aired_at == at(5, 8, 30)

    def test_of_another_portal_is_not_there(self, radio: Radio) -> None:
        client = desk_client(radio.secretary)
        for name in ("portal_station", "station_script", "station_script_paper"):
            assert client.get(reverse(name, args=[radio.other.pk])).status_code == 404


class TestTodaysBulletin:
    def test_is_chosen_ordered_printed_and_begun(self, radio: Radio) -> None:
        first, second = (
            published_story(radio.commune, title=title, lead="Từ 7h30 ngày 6/11, UBND xã làm việc.")
            for title in ("Cắt điện", "Tiêm chủng")
        )
        Placement.objects.update(placed_at=at(5, 8))
        section_of(radio.commune, "loa")
        client, address = (
            desk_client(radio.secretary),
            reverse("station_script", args=[radio.commune.pk]),
        )
        query = f"?lap=1&chon={first.pk}&so-{first.pk}=2&chon={second.pk}&so-{second.pk}=1"
        told = client.get(address + query).content.decode()
        assert told.index("1. Tiêm chủng") < told.index("2. Cắt điện")
        assert "Từ bảy giờ ba mươi phút ngày mùng sáu tháng mười một, Ủy ban nhân dân xã" in told
        paper = client.get(reverse("station_script_paper", args=[radio.commune.pk]) + query)
        assert paper.content.startswith(b"%PDF")
        begun = client.post(address, {"chon": [second.pk], f"so-{second.pk}": "1"})
        draft = BroadcastPage.objects.get(live=False)
        assert begun["Location"] == reverse("wagtailadmin_pages:edit", args=[draft.pk])
        assert (draft.station_name, "bảy giờ ba mươi phút" in str(draft.body)) == (
            radio.station.name,
            True,
        )

    def test_nothing_chosen_begins_nothing(self, radio: Radio) -> None:
        client = desk_client(radio.secretary)
        client.post(reverse("station_script", args=[radio.commune.pk]), {"lap": "1"})
        assert not BroadcastPage.objects.exists()


class TestAbbreviations:
    def test_the_province_says_how_they_are_read(self, radio: Radio) -> None:
        head = make_member(radio.province, Position.HEAD)
        keep_form(written="OCOP", said="mỗi xã một sản phẩm", actor=head, now=NOW)
        assert read_aloud("sản phẩm OCOP", spoken_forms()) == "sản phẩm mỗi xã một sản phẩm"
        keep_form(written="OCOP", said="", actor=head, now=NOW)
        assert read_aloud("OCOP", spoken_forms()) == "ô-cốp"

    def test_nobody_else(self, radio: Radio) -> None:
        with pytest.raises(NotYourOffice):
            keep_form(written="OCOP", said="x", actor=radio.people[Position.HEAD], now=NOW)

    @pytest.mark.parametrize(
        ("written", "said"), [("hai chữ", "x"), ("A", "có số 1"), ("KHAC", "")]
    )
    def test_what_cannot_be_kept(self, radio: Radio, written: str, said: str) -> None:
        head = make_member(radio.province, Position.HEAD)
        with pytest.raises(Refusal):
            keep_form(written=written, said=said, actor=head, now=NOW)


class TestWhatWasAired:
    def test_one_tap_from_the_inbox(self, radio: Radio) -> None:
        story = bulletin(radio.province, aired=at(5, 5), when=at(5, 6), section="tin-tuc")
        republished(story, radio.commune)
        Placement.objects.filter(portal=radio.commune).update(kind="broadcast", placed_at=at(5, 7))
        (item,) = waiting(radio, BulletinsToAir())
        assert item.acts[0].posts
        desk_client(radio.secretary).post(item.acts[0].url)
        assert first_aired(story.pk, [radio.commune.pk, radio.other.pk]) == {radio.commune.pk: NOW}
        assert waiting(radio, BulletinsToAir()) == []

    def test_only_what_stands_there_and_has_passed(self, radio: Radio) -> None:
        mine = bulletin(radio.commune, aired=at(5, 5), when=at(5, 6))
        others = bulletin(radio.other, aired=at(5, 5), when=at(5, 6))
        for story, hour in ((others, at(5, 11)), (mine, at(5, 12, 1)), (mine, at(5, 11, month=10))):
            with pytest.raises(Refusal):
                tell_airing(
                    portal=radio.commune, story=story, aired_at=hour, actor=radio.secretary, now=NOW
                )
        assert not Airing.objects.exists()

    def test_pressed_twice_it_was_aired_once(self, radio: Radio) -> None:
        story = bulletin(radio.commune, aired=at(5, 5), when=at(5, 6))
        for seconds in (59, 61, 125):
            now = at(5, 11) + timedelta(seconds=seconds)
            tell_airing(
                portal=radio.commune, story=story, aired_at=now, actor=radio.secretary, now=now
            )
        assert airings_told().count() == 2

    def test_by_editors_of_the_board_alone(self, radio: Radio) -> None:
        story = bulletin(radio.commune, aired=at(5, 5), when=at(5, 6))
        with pytest.raises(NotYourOffice):
            tell_airing(
                portal=radio.commune,
                story=story,
                aired_at=NOW,
                actor=make_member(radio.other, Position.EDITOR),
                now=NOW,
            )


class TestWhatWasRecalled:
    def aired_and_gone(self, radio: Radio, *, kind: str = "withdrawn") -> StoryPage:
        story = bulletin(radio.commune, aired=at(5, 5), when=at(5, 6))
        tell_airing(
            portal=radio.commune,
            story=story,
            aired_at=at(5, 7),
            actor=radio.secretary,
            now=at(5, 8),
        )
        Placement.objects.filter(story=story).update(
            removed_at=at(5, 11),
            removal_kind=kind,
            removal_title="Tin sai",
            removal_reason="Nhầm ngày",
        )
        return story

    def test_is_corrected_where_it_was_aired(self, radio: Radio) -> None:
        self.aired_and_gone(radio)
        (item,) = waiting(radio, BulletinsToCorrect())
        assert (item.urgency, item.note) == (InboxUrgency.URGENT, "Nhầm ngày")
        desk_client(radio.secretary).post(item.acts[0].url)
        assert waiting(radio, BulletinsToCorrect()) == []
        assert Airing.objects.count() == 2

    def test_what_ended_by_itself_needs_no_correction(self, radio: Radio) -> None:
        self.aired_and_gone(radio, kind="expired")
        assert waiting(radio, BulletinsToCorrect()) == []

    def test_aired_before_and_told_afterwards(self, radio: Radio) -> None:
        story = bulletin(radio.province, aired=at(5, 5), when=at(5, 6), section="tin-tuc")
        there = republished(story, radio.commune)
        Placement.objects.filter(pk=there.pk).update(
            placed_at=at(5, 7), removed_at=at(5, 11), removal_kind="withdrawn", removal_title="Sai"
        )
        told = {"portal": radio.commune, "story": story, "actor": radio.secretary, "now": NOW}
        for hour in (at(5, 6), at(5, 11, 1)):
            with pytest.raises(Refusal):
                tell_airing(aired_at=hour, **told)
        # Whether it was aired is asked, and who said no may still find that it was.
        (item,) = waiting(radio, BulletinsToCorrect())
        assert len(item.acts) == 2
        desk_client(radio.secretary).post(item.acts[1].url)
        assert waiting(radio, BulletinsToCorrect()) == []
        tell_airing(aired_at=at(5, 10), **told)
        (item,) = waiting(radio, BulletinsToCorrect())
        assert len(item.acts) == 1
        with pytest.raises(Refusal):
            tell_not_aired(**told)
        tell_correction(**told | {"now": NOW + timedelta(minutes=1)})
        assert waiting(radio, BulletinsToCorrect()) == []
        assert airings_told().get().aired_at == at(5, 10)

    @pytest.mark.parametrize(("hour", "is_asked"), [(11, True), (12, False)])
    def test_own_ones_are_in_question_from_their_hour_on(
        self, radio: Radio, hour: int, is_asked: bool
    ) -> None:
        story = bulletin(radio.commune, aired=at(5, hour), when=at(5, 6))
        Placement.objects.filter(story=story).update(removed_at=at(5, 11), removal_kind="withdrawn")
        assert bool(waiting(radio, BulletinsToCorrect())) is is_asked
        if not is_asked:
            with pytest.raises(Refusal):
                tell_correction(portal=radio.commune, story=story, actor=radio.secretary, now=NOW)

    def test_not_of_what_was_aired_long_ago(self, radio: Radio) -> None:
        story = bulletin(radio.commune, aired=at(4, 5, month=10), when=at(5, 6))
        Placement.objects.filter(story=story).update(removed_at=at(5, 11), removal_kind="withdrawn")
        assert waiting(radio, BulletinsToCorrect()) == []


class TestWhatIsMissing:
    def test_many_are_counted(self, radio: Radio, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(inbox, "NAMED", 1)
        (item,) = waiting(radio, MissingBulletins())
        assert item.note == "17:00 29/10 và 3 lần phát khác"

    def test_stands_in_the_inbox_until_it_is_posted_or_was_called_off(self, radio: Radio) -> None:
        (item,) = waiting(radio, MissingBulletins())
        # From 29 October on, but for yesterday's, whose day is not over.
        assert item.note.startswith("17:00 29/10")
        for day in (date(2026, 10, 29), date(2026, 10, 30)):
            bulletin(
                radio.commune,
                aired=at(day.day, 17, month=10),
                when=at(day.day, 18, month=10),
            )
        for day in (2, 3):
            bulletin(radio.commune, aired=at(day, 17), when=at(day, 18))
        assert waiting(radio, MissingBulletins()) == []

    def test_called_off_afterwards_it_stays(self, radio: Radio) -> None:
        before = waiting(radio, MissingBulletins())[0].title
        call_off(
            station=radio.station,
            on=date(2026, 11, 3),
            begins=time(17),
            reason="Quên",
            actor=radio.secretary,
            now=NOW,
        )
        assert waiting(radio, MissingBulletins())[0].title == before
