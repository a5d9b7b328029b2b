"""What a board may say of its station, and that what was in force stays."""

from __future__ import annotations

from datetime import date, time

import pytest

from editorial.stations.actions import (
    WantedSlot,
    add_slots,
    air_extra,
    call_off,
    close_station,
    drop_slot,
    keep_week,
    open_station,
)
from editorial.stations.enums import SlotContent
from editorial.stations.models import AirSlot
from editorial.stations.queries import (
    answered_of,
    planned_of,
    slots_ahead,
    slots_of_day,
    slots_of_days,
)
from portals.boards.enums import Position
from portals.refusals import NotYourOffice, Refusal
from tests.editorial.stations.cast import OWN, VOICE, WEEK, Radio, at, bulletin

MONDAY, TUESDAY = date(2026, 11, 2), date(2026, 11, 3)


def owed(radio: Radio, first: date, last: date) -> int:
    found = planned_of([radio.commune.pk], first, last)[radio.commune.pk]
    return sum(one.is_owed for one in found)


class TestTheWeek:
    @pytest.mark.parametrize(("since", "is_taken"), [(TUESDAY, False), (date(2026, 11, 4), True)])
    def test_begins_tomorrow_at_the_earliest(
        self, radio: Radio, since: date, is_taken: bool
    ) -> None:
        def act() -> None:
            keep_week(
                station=radio.station, slots=[], since=since, actor=radio.secretary, now=at(3, 8)
            )

        if is_taken:
            act()
        else:
            with pytest.raises(Refusal):
                act()

    def test_what_was_in_force_stays(self, radio: Radio) -> None:
        before = planned_of([radio.commune.pk], MONDAY, TUESDAY)
        relays = [
            WantedSlot(one.weekday, one.begins, one.minutes, SlotContent.RELAYED, VOICE)
            for one in OWN
        ]
        keep_week(
            station=radio.station,
            slots=relays,
            since=date(2026, 11, 4),
            actor=radio.secretary,
            now=at(3, 23),
        )
        assert planned_of([radio.commune.pk], MONDAY, TUESDAY) == before
        assert (
            owed(radio, MONDAY, TUESDAY),
            owed(radio, date(2026, 11, 4), date(2026, 11, 8)),
        ) == (
            2,
            0,
        )

    def test_what_stays_keeps_its_beginning(self, radio: Radio) -> None:
        now = at(3)
        kept = [*WEEK[1:], WantedSlot(6, time(17), 15)]
        keep_week(
            station=radio.station,
            slots=kept,
            since=date(2026, 11, 9),
            actor=radio.secretary,
            now=now,
        )
        assert AirSlot.objects.filter(station=radio.station, entered_at=now).count() == 1
        # Changed again before it began: as if the first had not been.
        keep_week(
            station=radio.station,
            slots=WEEK,
            since=date(2026, 11, 9),
            actor=radio.secretary,
            now=now,
        )
        assert owed(radio, MONDAY, date(2026, 11, 15)) == 10

    def test_overlapping_airings_are_named(self, radio: Radio) -> None:
        slots = [WantedSlot(1, time(17), 30), WantedSlot(1, time(17, 29), 5)]
        with pytest.raises(Refusal, match="17:29"):
            keep_week(
                station=radio.station, slots=slots, since=date(2026, 12, 1), actor=None, now=at(3)
            )

    @pytest.mark.parametrize(("position", "may"), [(Position.HEAD, True), (Position.EDITOR, False)])
    def test_is_kept_by_head_and_secretary(
        self, radio: Radio, position: Position, may: bool
    ) -> None:
        def act() -> None:
            keep_week(
                station=radio.station,
                slots=WEEK,
                since=date(2026, 12, 1),
                actor=radio.people[position],
                now=at(3),
            )

        if may:
            act()
        else:
            with pytest.raises(NotYourOffice):
                act()

    def test_another_board_s_secretary(self, radio: Radio) -> None:
        with pytest.raises(NotYourOffice):
            keep_week(
                station=radio.others_station,
                slots=[],
                since=date(2026, 12, 1),
                actor=radio.secretary,
                now=at(3),
            )


class TestSingleSlots:
    """What was entered for later stays when something else is added or taken out."""

    LATER, SOON = date(2026, 11, 17), date(2026, 11, 4)

    def add(self, radio: Radio, slot: WantedSlot, since: date) -> None:
        told = {"station": radio.station, "actor": radio.secretary, "now": at(3)}
        add_slots(slots=[slot], since=since, **told)

    def drop(self, radio: Radio, slot: WantedSlot, since: date) -> None:
        kept = AirSlot.objects.get(station=radio.station, weekday=slot.weekday, begins=slot.begins)
        drop_slot(
            station=radio.station, slot_id=kept.pk, since=since, actor=radio.secretary, now=at(3)
        )

    def test_stay_as_they_were_entered(self, radio: Radio) -> None:
        coming, soon = WantedSlot(6, time(17), 15), WantedSlot(7, time(17), 15)
        self.add(radio, coming, self.LATER)
        self.drop(radio, OWN[0], self.LATER)
        self.add(radio, soon, self.SOON)
        self.drop(radio, OWN[1], self.SOON)
        periods = {
            (one.weekday, one.begins): (one.period.lower, one.period.upper)
            for one in AirSlot.objects.filter(station=radio.station, content="own")
        }
        begun = date(2026, 10, 2)
        assert periods == {
            (1, time(17)): (begun, self.LATER),
            (2, time(17)): (begun, self.SOON),
            **{(day, time(17)): (begun, None) for day in (3, 4, 5)},
            (6, time(17)): (self.LATER, None),
            (7, time(17)): (self.SOON, None),
        }
        # Taken back before they began, and before it ended.
        self.drop(radio, coming, self.SOON)
        self.add(radio, OWN[0], self.SOON)
        assert owed(radio, date(2026, 11, 23), date(2026, 11, 29)) == 5

    def test_begin_tomorrow_at_the_earliest_and_overlap_none_of_later(self, radio: Radio) -> None:
        coming = WantedSlot(6, time(17), 15)
        self.add(radio, coming, self.LATER)
        for slot, since in (
            (WantedSlot(7, time(9), 15), TUESDAY),
            (WantedSlot(6, time(17, 14), 5), self.SOON),
        ):
            with pytest.raises(Refusal):
                self.add(radio, slot, since)
        with pytest.raises(Refusal):
            self.drop(radio, OWN[0], TUESDAY)

    def test_of_another_station_are_not_there(self, radio: Radio) -> None:
        (other, *_rest) = slots_ahead(radio.others_station, self.SOON)
        with pytest.raises(Refusal):
            drop_slot(
                station=radio.station,
                slot_id=other.pk,
                since=self.SOON,
                actor=radio.secretary,
                now=at(3),
            )

    def test_are_kept_by_head_and_secretary(self, radio: Radio) -> None:
        slot, by = slots_ahead(radio.station, self.SOON)[0], radio.people[Position.EDITOR]
        told = {"station": radio.station, "since": self.SOON, "actor": by, "now": at(3)}
        with pytest.raises(NotYourOffice):
            add_slots(slots=[], **told)
        with pytest.raises(NotYourOffice):
            drop_slot(slot_id=slot.pk, **told)


class TestTheStation:
    def test_is_one_at_a_time(self, radio: Radio) -> None:
        with pytest.raises(Refusal):
            open_station(portal=radio.commune, name="Đài hai", since=MONDAY, actor=None, now=at(2))

    def test_closed_tonight_what_was_aired_stays_owed(self, radio: Radio) -> None:
        with pytest.raises(Refusal):
            close_station(station=radio.station, last=MONDAY, actor=radio.secretary, now=at(3))
        close_station(station=radio.station, last=TUESDAY, actor=radio.secretary, now=at(3))
        assert owed(radio, MONDAY, date(2026, 11, 30)) == 2


class TestSingleDays:
    def test_called_off_before_the_hour(self, radio: Radio) -> None:
        call_off(
            station=radio.station,
            on=TUESDAY,
            begins=time(17),
            reason="Mất điện toàn xã",
            actor=radio.secretary,
            now=at(3, 16),
        )
        (slot,) = [
            one for one in slots_of_day(radio.commune, TUESDAY, at(5)) if "Mất điện" in one.label
        ]
        assert (slot.is_owed, slot.is_missing) == (False, False)

    def test_called_off_afterwards_stays_owed(self, radio: Radio) -> None:
        call_off(
            station=radio.station,
            on=MONDAY,
            begins=time(17),
            reason="Quên",
            actor=radio.secretary,
            now=at(3, 16),
        )
        assert owed(radio, MONDAY, MONDAY) == 1

    def test_only_what_the_schedule_names(self, radio: Radio) -> None:
        with pytest.raises(Refusal):
            call_off(
                station=radio.station,
                on=TUESDAY,
                begins=time(18),
                reason="Mất điện",
                actor=radio.secretary,
                now=at(3),
            )

    def test_an_extra_airing_is_owed_and_overlaps_nothing(self, radio: Radio) -> None:
        told = {"station": radio.station, "on": TUESDAY, "minutes": 10, "actor": radio.secretary}
        air_extra(begins=time(9), reason="Bão số 5", now=at(3, 8), **told)
        assert owed(radio, TUESDAY, TUESDAY) == 2
        with pytest.raises(Refusal):
            air_extra(begins=time(16, 55), reason="Bão số 5", now=at(3, 8), **told)


class TestWhatStandsThere:
    def test_what_is_missing_of_a_week(self, radio: Radio, django_assert_num_queries) -> None:
        bulletin(radio.commune, aired=at(2, 17), when=at(2, 18))
        bulletin(radio.other, aired=at(3, 17), when=at(3, 18))
        with django_assert_num_queries(3):
            days = slots_of_days(radio.commune, MONDAY, date(2026, 11, 8), at(5, 12))
        missing = [slot.begins_at for slots in days.values() for slot in slots if slot.is_missing]
        assert missing == [at(3, 17)]
        with django_assert_num_queries(3):
            both = answered_of([radio.commune.pk, radio.other.pk], MONDAY, TUESDAY)
        assert [bool(one.bulletin) for one in both[radio.other.pk]] == [False, True]

    def test_as_it_stood_at_an_instant(self, radio: Radio) -> None:
        bulletin(radio.commune, aired=at(2, 17), when=at(4))
        for when, stands in ((at(4), False), (at(4, 9, 1), True)):
            (found,) = answered_of([radio.commune.pk], MONDAY, MONDAY, at=when)[radio.commune.pk]
            assert (found.bulletin is not None) is stands
