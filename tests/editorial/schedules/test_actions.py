"""Who writes, publishes and changes a week; what becomes of a row that citizens could read."""

from __future__ import annotations

import pytest
from wagtail.models import ModelLogEntry

from editorial.schedules.actions import (
    MOST_ROWS,
    WeekChangedMeanwhile,
    keep_and_publish,
    keep_schedule,
    publish_schedule,
)
from editorial.schedules.models import LeaderSchedule, ScheduleChange, ScheduleRow
from portals.models import EditionChange
from portals.refusals import NotYourOffice, Refusal

from .cast import (
    MONDAY,
    PUBLISHED,
    WRITTEN,
    as_told,
    at,
    change_week,
    public_week,
    told,
    write_week,
)
from .conftest import Office

LATER = at(24, 7, 30)


def row_of(content: str) -> ScheduleRow:
    return ScheduleRow.objects.get(content=content)


class TestADraft:
    def test_is_written_by_editors_of_its_board_alone(self, office: Office) -> None:
        for person in (office.contributor, office.stranger):
            with pytest.raises(NotYourOffice):
                write_week(office.portal, person, told("Họp"))
        assert not LeaderSchedule.objects.exists()
        schedule = write_week(office.portal, office.editor, told("Họp"))
        assert (schedule.published_at, schedule.version) == (None, 1)
        entry = ModelLogEntry.objects.get(action="schedules.keep")
        assert entry.user == office.editor
        assert "Họp" not in str(entry.data)

    def test_holds_what_was_written_last_and_changes_no_page(self, office: Office) -> None:
        schedule = write_week(office.portal, office.editor, told("Họp"), told("Tiếp dân", 3))
        EditionChange.objects.all().delete()
        kept = as_told(row_of("Họp"), content="Họp giao ban")
        write_week(office.portal, office.editor, kept, told("Kiểm tra", 4), version=1)
        said = schedule.rows.order_by("weekday").values_list("content", flat=True)
        assert list(said) == ["Họp giao ban", "Kiểm tra"]
        assert not ScheduleChange.objects.exists()
        assert not EditionChange.objects.exists()

    def test_is_not_written_over_what_another_saved(self, office: Office) -> None:
        write_week(office.portal, office.editor, told("Họp"))
        with pytest.raises(WeekChangedMeanwhile):
            write_week(office.portal, office.head, told("Khác"), version=0)
        kept = as_told(row_of("Họp"))
        write_week(office.portal, office.editor, version=1)
        with pytest.raises(WeekChangedMeanwhile):
            write_week(office.portal, office.head, kept, version=2)

    def test_takes_no_row_of_another_week(self, office: Office) -> None:
        other = write_week(office.portal, office.editor, told("Họp"), monday=MONDAY.replace(day=30))
        with pytest.raises(WeekChangedMeanwhile):
            write_week(office.portal, office.editor, as_told(row_of("Họp"), content="Khác"))
        assert other.rows.get().content == "Họp"

    def test_has_an_end(self, office: Office) -> None:
        with pytest.raises(Refusal):
            write_week(office.portal, office.editor, *[told("Họp")] * (MOST_ROWS + 1))

    def test_refuses_hours_that_contradict_each_other(self, office: Office) -> None:
        with pytest.raises(Refusal):
            write_week(office.portal, office.editor, told("Họp", 1, "09:00", "08:00"))


class TestPublishing:
    def test_is_for_head_deputy_and_secretary(self, office: Office) -> None:
        schedule = write_week(office.portal, office.editor, told("Họp"))
        for person in (office.editor, office.contributor, office.stranger):
            with pytest.raises(NotYourOffice):
                publish_schedule(schedule=schedule, actor=person, now=PUBLISHED)
        EditionChange.objects.all().delete()
        publish_schedule(schedule=schedule, actor=office.secretary, now=PUBLISHED)
        schedule.refresh_from_db()
        assert (schedule.published_at, schedule.published_by) == (PUBLISHED, office.secretary)
        assert row_of("Họp").public_since == PUBLISHED
        assert EditionChange.objects.get().portal_ids == [office.portal.pk]
        assert ModelLogEntry.objects.get(action="schedules.publish").user == office.secretary
        with pytest.raises(Refusal):
            publish_schedule(schedule=schedule, actor=office.secretary, now=LATER)

    def test_leaves_private_rows_at_home(self, office: Office) -> None:
        public_week(office.portal, office.head, told("Họp"), told("Khám bệnh", is_private=True))
        assert row_of("Khám bệnh").public_since is None

    def test_needs_something_to_read(self, office: Office) -> None:
        schedule = write_week(office.portal, office.head, told("Khám bệnh", is_private=True))
        with pytest.raises(Refusal):
            publish_schedule(schedule=schedule, actor=office.head, now=PUBLISHED)

    def test_with_keeping_is_both_or_neither(self, office: Office) -> None:
        asked = {
            "portal": office.portal,
            "monday": MONDAY,
            "rows": [told("Họp")],
            "seen_version": 0,
        }
        with pytest.raises(NotYourOffice):
            keep_and_publish(**asked, actor=office.editor, now=WRITTEN)
        assert not LeaderSchedule.objects.exists()
        assert keep_and_publish(**asked, actor=office.head, now=WRITTEN)
        assert row_of("Họp").public_since == WRITTEN


class TestAPublicWeek:
    def test_is_changed_by_those_who_publish_alone(self, office: Office) -> None:
        schedule = public_week(office.portal, office.head, told("Họp"))
        with pytest.raises(NotYourOffice):
            change_week(schedule, office.editor, LATER, {"Họp": {"place": "Hội trường"}})
        change_week(schedule, office.secretary, LATER, {"Họp": {"place": "Hội trường"}})
        assert ModelLogEntry.objects.get(action="schedules.change").user == office.secretary

    def test_keeps_what_a_row_said_before(self, office: Office) -> None:
        schedule = public_week(office.portal, office.head, told("Họp", 2, "08:00"), told("Khác"))
        EditionChange.objects.all().delete()
        told_row = as_told(row_of("Họp"), begins=at(24, 9, 30).time(), reason="Trùng lịch")
        keep_schedule(
            portal=office.portal, monday=MONDAY, rows=[told_row, as_told(row_of("Khác"))],
            seen_version=1, actor=office.head, now=LATER,
        )  # fmt: skip
        change = ScheduleChange.objects.get()
        assert change.before == {"begins": "08:00", "ends": None}
        assert change.after == {"begins": "09:30", "ends": None}
        assert (change.made_at, change.made_by, change.reason) == (LATER, office.head, "Trùng lịch")
        row = row_of("Họp")
        assert (row.state, row.sequence, row.public_since) == ("changed", 1, PUBLISHED)
        # What was saved as it stood is no change.
        assert (row_of("Khác").state, row_of("Khác").sequence) == ("planned", 0)
        assert EditionChange.objects.filter(portal_ids=[office.portal.pk]).exists()
        change_week(schedule, office.head, LATER, {})
        assert ScheduleChange.objects.count() == 1

    def test_loses_no_row(self, office: Office) -> None:
        public_week(office.portal, office.head, told("Họp"), told("Khác"))
        with pytest.raises(Refusal):
            write_week(office.portal, office.head, as_told(row_of("Khác")), version=1)
        assert row_of("Họp").public_since == PUBLISHED

    def test_may_lose_what_was_never_public(self, office: Office) -> None:
        public_week(office.portal, office.head, told("Họp"), told("Khám bệnh", is_private=True))
        write_week(office.portal, office.head, as_told(row_of("Họp")), version=1)
        assert ScheduleRow.objects.count() == 1

    def test_cancels_a_row_and_takes_it_up_again(self, office: Office) -> None:
        schedule = public_week(office.portal, office.head, told("Họp"))
        change_week(schedule, office.head, LATER, {"Họp": {"cancelled": True}})
        assert row_of("Họp").state == "cancelled"
        change_week(schedule, office.head, at(24, 8), {"Họp": {"cancelled": False}})
        assert (row_of("Họp").state, row_of("Họp").sequence) == ("changed", 2)
        assert [one.after for one in ScheduleChange.objects.order_by("sequence")] == [
            {"state": "cancelled"}, {"state": "changed"},
        ]  # fmt: skip

    def test_takes_a_row_from_citizens_at_once(self, office: Office) -> None:
        schedule = public_week(office.portal, office.head, told("Họp"), told("Khác"))
        EditionChange.objects.all().delete()
        change_week(schedule, office.head, LATER, {"Họp": {"is_private": True, "place": "Bí mật"}})
        row = row_of("Họp")
        assert (row.public_since, row.withdrawn_at, row.sequence) == (None, LATER, 1)
        assert EditionChange.objects.get().forbids_stale
        # What it says now is nobody's to read, nor what it said.
        assert not ScheduleChange.objects.exists()
        with pytest.raises(Refusal):
            write_week(office.portal, office.head, as_told(row_of("Khác")), version=2)
        change_week(schedule, office.head, at(24, 9), {"Họp": {"is_private": False}})
        row = row_of("Họp")
        assert (row.public_since, row.withdrawn_at, row.sequence) == (at(24, 9), None, 2)

    def test_never_tells_the_day_to_which_a_withdrawn_row_went(self, office: Office) -> None:
        schedule = public_week(office.portal, office.head, told("Họp", 2), told("Khác", 2))
        moved = {"is_private": True, "weekday": 4}
        with pytest.raises(Refusal):
            change_week(schedule, office.head, LATER, {"Họp": moved})
        change_week(schedule, office.head, LATER, {"Họp": {"is_private": True}})
        with pytest.raises(Refusal):
            change_week(schedule, office.head, at(24, 8), {"Họp": moved})
        # What was never public moves freely, and so does what becomes public again.
        change_week(schedule, office.head, at(24, 8), {}, told("Riêng", 2, is_private=True))
        changes = {"Họp": {"is_private": False, "weekday": 4}, "Riêng": {"weekday": 5}}
        change_week(schedule, office.head, at(24, 9), changes)
        assert (row_of("Họp").weekday, row_of("Riêng").weekday) == (4, 5)

    def test_takes_up_further_rows(self, office: Office) -> None:
        schedule = public_week(office.portal, office.head, told("Họp"))
        change_week(
            schedule, office.head, LATER, {}, told("Thăm hỏi"), told("Riêng", is_private=True)
        )
        assert row_of("Thăm hỏi").public_since == LATER
        assert row_of("Riêng").public_since is None
