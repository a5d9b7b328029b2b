"""B5 of communes: bulletins by the station's schedule, and what somebody would do to earn it without the work."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db.backends.postgresql.psycopg_any import DateRange

from editorial.broadcasts.models import BroadcastPage
from editorial.models import Placement, PortalDocument
from editorial.models.moved import MOVED
from editorial.stations.actions import (
    WantedSlot,
    air_extra,
    call_off,
    close_station,
    keep_week,
    open_station,
)
from editorial.stations.enums import SlotContent
from editorial.stations.models import Station
from portals.boards.enums import Position
from portals.boards.models import User
from portals.duties.models import DutyExemption
from portals.models import Portal
from scoring.content.gathering import read_stories
from scoring.measures.registry import Measurement
from scoring.models import StoryReading
from tests.editorial.broadcasts.bulletins import make_sound
from tests.editorial.stations.cast import bulletin
from tests.factories import make_member, make_portal
from tests.scoring.cast import local, measure
from tests.support.kept import once_a_file

pytestmark = pytest.mark.django_db

# Mondays, Wednesdays and Fridays at five: 13 of them in October 2026, of which that of the 30th is due on the 31st.
DAYS = [day for day in range(1, 31) if date(2026, 10, day).isoweekday() in (1, 3, 5)]
SHORT = [{"type": "text", "value": "<p>Bản tin.</p>"}]
OWN = [WantedSlot(day, time(17), 15) for day in (1, 3, 5)]


class Commune:
    def __init__(self) -> None:
        self.province = make_portal("province")
        self.portal: Portal = make_portal("commune", overseer=self.province)
        self.secretary: User = make_member(self.portal, Position.SECRETARY)
        self.station: Station = open_station(
            portal=self.portal,
            name="Đài",
            since=date(2026, 9, 1),
            actor=None,
            now=local(2026, 9, 1),
        )
        self.keep(OWN, date(2026, 10, 1), local(2026, 9, 1))
        self.bulletins = {day: self.post(day) for day in DAYS[:7]}

    def keep(self, slots: list[WantedSlot], since: date, now: datetime) -> None:
        keep_week(station=self.station, slots=slots, since=since, actor=None, now=now)

    def post(self, day: int, *, hours: float = 2, **fields: object) -> BroadcastPage:
        aired = local(2026, 10, day, 17)
        return bulletin(self.portal, aired=aired, when=aired + timedelta(hours=hours), **fields)

    def speak(self, day: int, *, file: str, body: object = SHORT, **recorded: object) -> None:
        """A bulletin of which a recording says more than its text."""
        document = make_sound(self.portal, **recorded)
        PortalDocument.objects.filter(pk=document.pk).update(file_hash=file)
        self.post(day, body=body, recording=document)

    def found(self) -> Measurement:
        read_stories(now=local(2026, 11, 1))
        return measure("bulletins.aired", self.portal)[self.portal.pk]


built, commune = once_a_file(Commune)


def test_half_of_what_was_aired(commune: Commune) -> None:
    found = commune.found()
    assert (found.cases, found.value) == (len(DAYS), Decimal(7) / len(DAYS))
    assert len(found.evidence) == len(DAYS)
    assert [one.why for one in found.evidence].count("unposted") == len(DAYS) - 7


@pytest.mark.parametrize(("hours", "why"), [(24, ""), (24.02, "late")])
def test_a_day_and_a_minute(commune: Commune, hours: float, why: str) -> None:
    story = commune.post(DAYS[8], hours=hours)
    (one,) = [one for one in commune.found().evidence if one.pk == story.pk]
    assert one.why == why


def test_what_was_taken_off_before_the_month_ended(commune: Commune) -> None:
    gone = Placement.objects.filter(story=commune.bulletins[DAYS[0]])
    gone.update(removed_at=local(2026, 10, 31, 23), removal_kind="withdrawn")
    assert commune.found().numbers["posted"] == 6
    gone.update(removed_at=local(2026, 11, 1))
    assert commune.found().numbers["posted"] == 7


def test_what_came_from_an_archive_or_later_from_elsewhere(commune: Commune) -> None:
    """Both stand there as of their first day."""
    before = commune.found().numbers["posted"]
    archived, moved = commune.post(DAYS[8]), commune.post(DAYS[9])
    Placement.objects.filter(story=archived).update(via=MOVED)
    other = make_portal("commune", overseer=commune.province)
    there = Placement.objects.get(story=moved)
    terms = {"removed_at": local(2026, 11, 1), "removal_kind": "moved"}
    Placement.objects.filter(pk=there.pk).update(portal=other, **terms)
    there.pk = None
    there.save(force_insert=True)
    assert commune.found().numbers["posted"] == before
    Placement.objects.filter(portal=other).update(removed_at=local(2026, 10, 31, 23))
    assert commune.found().numbers["posted"] == before + 1


class TestTricks:
    """None gives more than honest work does."""

    @pytest.fixture
    def honest(self, commune: Commune) -> Decimal:
        return commune.found().value

    def test_a_schedule_shortened_afterwards(self, commune: Commune, honest: Decimal) -> None:
        commune.keep([], date(2026, 11, 1), local(2026, 10, 31, 20))
        assert commune.found().value == honest

    def test_slots_made_relays_on_the_last_evening(self, commune: Commune, honest: Decimal) -> None:
        relays = [
            WantedSlot(day, time(17), 15, SlotContent.RELAYED, "Đài tỉnh") for day in (1, 3, 5)
        ]
        commune.keep(relays, date(2026, 10, 30), local(2026, 10, 29, 22))
        # Of the last airing alone, which nobody had posted.
        assert commune.found().value <= honest * len(DAYS) / (len(DAYS) - 1)

    def test_a_schedule_deleted_in_the_middle(self, commune: Commune) -> None:
        """All seven that it still names are posted: the least stands in the way."""
        commune.keep([], date(2026, 10, DAYS[7]), local(2026, 10, DAYS[6], 20))
        found = commune.found()
        assert (found.cases, found.value) == (8, Decimal(7) / 8)

    def test_no_schedule_from_the_first_day_on(self, commune: Commune) -> None:
        commune.keep([], date(2026, 10, 1), local(2026, 9, 30))
        assert (commune.found().cases, commune.found().value) == (8, 0)

    def test_the_station_closed_on_the_second(self, commune: Commune) -> None:
        close_station(
            station=commune.station,
            last=date(2026, 10, 2),
            actor=commune.secretary,
            now=local(2026, 10, 2),
        )
        assert commune.found().value == Decimal(1) / 8

    def test_one_bulletin_for_three_slots(self, commune: Commune, honest: Decimal) -> None:
        hours = [
            WantedSlot(day, hour, 15)
            for day in (1, 3, 5)
            for hour in (time(16), time(17), time(18))
        ]
        commune.keep(hours, date(2026, 10, 1), local(2026, 9, 30))
        assert commune.found().numbers["posted"] == 7
        assert commune.found().value <= honest / 3

    def test_an_empty_bulletin(self, commune: Commune, honest: Decimal) -> None:
        commune.post(DAYS[8], body=[{"type": "text", "value": "<p>Bản tin.</p>"}], lead="Bản tin")
        assert commune.found().value == honest

    def test_the_same_text_again(self, commune: Commune, honest: Decimal) -> None:
        again = commune.post(DAYS[8])
        assert commune.found().value > honest
        StoryReading.objects.filter(story=again).update(copy_of=commune.bulletins[DAYS[0]])
        assert commune.found().value == honest

    def test_sound_that_nobody_can_hear(self, commune: Commune) -> None:
        silent = {"state": "failed", "fault": "silent", "mp3": "", "opus": "", "seconds": None}
        for place, (recorded, posted) in enumerate(
            [(silent, 7), ({"seconds": 19.9}, 7), ({"seconds": 20.0}, 8)]
        ):
            commune.speak(DAYS[8 + place], file=f"{place}", **recorded)
            assert commune.found().numbers["posted"] == posted

    def test_one_recording_for_all_airings(self, commune: Commune) -> None:
        for day in DAYS[7:]:
            commune.speak(day, file="one")
        assert commune.found().numbers["posted"] == 8
        # Nor that of a month before, though it was taken off; but one that was taken back and posted anew.
        first = Placement.objects.exclude(story__broadcastpage__recording=None).earliest(
            "placed_at"
        )
        Placement.objects.filter(pk=first.pk).update(
            removed_at=local(2026, 10, 29), removal_kind="withdrawn"
        )
        assert commune.found().numbers["posted"] == 8
        Placement.objects.filter(pk=first.pk).update(placed_at=local(2026, 9, 25))
        assert commune.found().numbers["posted"] == 7

    @pytest.mark.parametrize(("day", "posted"), [(28, 7), (30, 8)])
    def test_sound_whose_text_never_came(self, commune: Commune, day: int, posted: int) -> None:
        """Posted on Wednesday its text was due on Friday; posted on Friday it is due after the month."""
        commune.speak(day, file="own", body=[])
        assert commune.found().numbers["posted"] == posted

    def test_another_hour_said_after_the_month(self, commune: Commune, honest: Decimal) -> None:
        extra = local(2026, 10, DAYS[8], 9)
        with time_machine.travel(extra, tick=False):
            story = bulletin(commune.portal, aired=extra, when=extra)
        assert commune.found().value == honest
        with time_machine.travel(local(2026, 11, 3), tick=False):
            story.aired_at = local(2026, 10, DAYS[8], 17)
            story.save_revision().publish(skip_permission_checks=True)
        assert commune.found().value == honest

    def test_back_dated(self, commune: Commune, honest: Decimal) -> None:
        for day in DAYS[7:]:
            commune.post(day, hours=(date(2026, 10, 31) - date(2026, 10, day)).days * 24 + 3)
        found = commune.found()
        assert found.value == honest
        assert found.numbers["late"] == len(DAYS) - 7

    def test_old_bulletins_given_another_hour(self, commune: Commune, honest: Decimal) -> None:
        BroadcastPage.objects.filter(pk=commune.bulletins[DAYS[0]].pk).update(
            aired_at=local(2026, 10, DAYS[8], 17)
        )
        assert commune.found().value < honest

    def test_extra_airings_beside_the_schedule(self, commune: Commune, honest: Decimal) -> None:
        on = date(2026, 10, DAYS[0])
        air_extra(
            station=commune.station,
            on=on,
            begins=time(9),
            minutes=5,
            reason="Bão",
            actor=commune.secretary,
            now=local(2026, 10, DAYS[0], 8),
        )
        bulletin(
            commune.portal, aired=local(2026, 10, DAYS[0], 9), when=local(2026, 10, DAYS[0], 10)
        )
        assert commune.found().value == honest

    def test_all_that_was_not_posted_called_off(self, commune: Commune) -> None:
        """Four a month cost nothing; the rest stays owed."""
        for day in DAYS[7:]:
            call_off(
                station=commune.station,
                on=date(2026, 10, day),
                begins=time(17),
                reason="Mất điện",
                actor=commune.secretary,
                now=local(2026, 10, day, 16),
            )
        assert commune.found().cases == len(DAYS) - 4

    def test_called_off_afterwards(self, commune: Commune, honest: Decimal) -> None:
        call_off(
            station=commune.station,
            on=date(2026, 10, DAYS[8]),
            begins=time(17),
            reason="Mất điện",
            actor=commune.secretary,
            now=local(2026, 10, DAYS[8], 18),
        )
        assert commune.found().value == honest


class TestWhoHasNoStation:
    def exempt(self, commune: Commune, *, since: date, entered: datetime) -> None:
        DutyExemption.objects.create(
            portal=commune.portal,
            code="ban-tin-loa",
            reason="Không có đài",
            entered_by=commune.secretary,
            entered_at=entered,
            period=DateRange(since, None),
        )

    def test_counts_as_nothing_posted(self, commune: Commune) -> None:
        Station.objects.filter(pk=commune.station.pk).update(
            period=DateRange(date(2026, 9, 1), date(2026, 9, 2))
        )
        assert (commune.found().cases, commune.found().value) == (8, 0)

    def test_leaves_the_denominator_where_the_province_said_so(self, commune: Commune) -> None:
        self.exempt(commune, since=date(2026, 10, 1), entered=local(2026, 10, 20))
        assert commune.found().cases == 0

    def test_said_after_the_month_it_changes_nothing(self, commune: Commune) -> None:
        self.exempt(commune, since=date(2026, 10, 1), entered=local(2026, 11, 1))
        assert commune.found().cases == len(DAYS)
