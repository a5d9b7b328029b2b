"""The list of duties as a file: whole or not at all, every fault with its entry; twice is once."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db.backends.postgresql.psycopg_any import DateRange
from wagtail.models import ModelLogEntry

from portals.boards.enums import Position
from portals.boards.models import User
from portals.duties.actions import Loaded, UnableToLoad, load_duties
from portals.duties.keeping import keep_duties
from portals.duties.loading import SHIPPED, UnreadableList, read_duties
from portals.duties.models import Duty
from portals.duties.queries import times_a_year, workload
from portals.refusals import NotYourOffice
from tests.factories import make_member, make_portal

from .cast import NOON, Posts, Signings, make_duty

TIERS = frozenset({"province", "district", "department", "commune", "nation"})
ONE = """
[[duty]]
code = "quy"
tiers = ["commune", "district"]
title = "Ngân sách quý"
section = "ngan-sach"
fulfilled_by = "post:budget"
frequency = "quarter"
due_from = "end"
due_days = 15
minutes = 20
starts = 2026-01-01
"""


class TestReading:
    def test_makes_a_line_for_each_tier(self, posts: Posts) -> None:
        lines = read_duties(ONE + "due_time = 08:00:00\nends = 2027-01-01\n", TIERS)
        assert [line.tier for line in lines] == ["commune", "district"]
        assert (lines[0].due_time, lines[0].ends) == (time(8), date(2027, 1, 1))

    @pytest.mark.parametrize(
        ("change", "fault"),
        [
            (('code = "quy"\n', ""), "code is missing."),
            (('title = "Ngân sách quý"', 'title = ""'), "title is empty."),
            (('["commune", "district"]', "[]"), "tiers is missing."),
            (('"district"]', '"kreis"]'), "There is no tier kreis."),
            (('"quarter"', '"decade"'), "frequency is one of week, month, quarter, year, event."),
            (('"end"', '"middle"'), "due_from is one of start, end."),
            (('"post:budget"', '"post:unknown"'), "Nothing fulfils post:unknown."),
            (('"post:budget"', '"nowhere:x"'), "Nothing fulfils nowhere:x."),
            (("due_days = 15", 'due_days = "15"'), "due_days is not of the right kind."),
            (("due_days = 15", "due_days = true"), "due_days is not of the right kind."),
            (("due_days = 15", "due_days = -1"), "due_days lies between 0 and 600."),
            (("minutes = 20", "minutes = 601"), "minutes lies between 0 and 600."),
            (("minutes = 20", "minute = 20"), "minute is unknown."),
            (("starts = 2026-01-01", "starts = 2026-01-01\nends = 2026-01-01"), "It ends before"),
        ],
    )
    def test_says_what_to_mend(self, posts: Posts, change: tuple[str, str], fault: str) -> None:
        with pytest.raises(UnreadableList) as told:
            read_duties(ONE.replace(*change), TIERS)
        assert any("Duty 1" in one and fault in one for one in told.value.faults)

    def test_events_name_their_source_and_how_often_they_arise(
        self, posts: Posts, signings: Signings
    ) -> None:
        of_events = (
            ONE.replace('"quarter"', '"event"').replace('"end"', '"start"')
            + 'begins_with = "signed:kl"\ntimes_a_year = 4\n'
        )
        line = read_duties(of_events, TIERS)[0]
        assert (line.begins_with, line.times_a_year) == ("signed:kl", 4)
        for change, fault in (
            (("signed:kl", "signed:unknown"), "begins_with names no event: signed:unknown."),
            (("signed:kl", "elsewhere:kl"), "begins_with names no event: elsewhere:kl."),
            (('begins_with = "signed:kl"', ""), "begins_with names no event: -."),
            (('due_from = "start"', 'due_from = "end"'), "due_from = start"),
            (("times_a_year = 4", ""), "times_a_year is missing"),
            (('"event"', '"month"'), "Only what is owed for each event"),
        ):
            with pytest.raises(UnreadableList) as told:
                read_duties(of_events.replace(*change), TIERS)
            assert any(fault in one for one in told.value.faults), fault

    def test_tells_all_faults_at_once(self, posts: Posts) -> None:
        other = ONE.replace('"quy"', '"nam"').replace("due_days = 15", "")
        with pytest.raises(UnreadableList) as told:
            read_duties(ONE.replace('"end"', '"middle"') + other, TIERS)
        assert [fault[:14] for fault in told.value.faults] == ["Duty 1 (quy): ", "Duty 2 (nam): "]

    @pytest.mark.parametrize("text", ["", "duty = 3", "[[duty"])
    def test_refuses_what_is_no_list(self, text: str) -> None:
        with pytest.raises(UnreadableList):
            read_duties(text, TIERS)

    def test_refuses_the_same_duty_twice_on_a_day(self, posts: Posts) -> None:
        first = ONE + "ends = 2027-01-01\n"
        follows = ONE.replace("2026-01-01", "2027-01-01")
        assert len(read_duties(first + follows, TIERS)) == 4
        with pytest.raises(UnreadableList, match="quy stands twice for commune"):
            read_duties(first + ONE.replace("2026-01-01", "2026-12-31"), TIERS)


@pytest.mark.django_db
class TestLoading:
    @pytest.fixture
    def editor(self, posts: Posts) -> User:
        return make_member(make_portal("province"), Position.SECRETARY)

    def load(self, text: str, actor: User) -> Loaded:
        return load_duties(text=text, actor=actor, now=NOON)

    def test_enters_what_is_new_and_logs_it(self, editor: User) -> None:
        assert self.load(ONE, editor) == Loaded(2, 0, 0)
        duty = Duty.objects.get(tier="commune")
        assert duty.period == DateRange(date(2026, 1, 1), None)
        assert ModelLogEntry.objects.filter(action="duties.load", user=editor).count() == 2

    def test_twice_is_once(self, editor: User) -> None:
        self.load(ONE, editor)
        assert self.load(ONE, editor) == Loaded(0, 0, 2)

    def test_changes_words_and_the_end(self, editor: User) -> None:
        self.load(ONE, editor)
        keep_duties(now=NOON)
        text = ONE.replace("minutes = 20", "minutes = 25") + "ends = 2027-01-01\n"
        assert self.load(text, editor) == Loaded(0, 2, 0)
        duty = Duty.objects.get(tier="commune")
        assert (duty.minutes, duty.period.upper) == (25, date(2027, 1, 1))

    def test_keeps_the_times_of_what_was_asked_for(self, editor: User) -> None:
        make_portal()
        self.load(ONE, editor)
        keep_duties(now=NOON)
        with pytest.raises(UnableToLoad, match="due_days cannot change"):
            self.load(ONE.replace("due_days = 15", "due_days = 16"), editor)
        assert set(Duty.objects.values_list("due_days", flat=True)) == {15}

    def test_lets_one_follow_another(self, editor: User) -> None:
        self.load(ONE, editor)
        text = (
            ONE.replace("2026-01-01", "2027-01-01").replace("due_days = 15", "due_days = 10")
            + ONE
            + "ends = 2027-01-01\n"
        )
        assert self.load(text, editor) == Loaded(2, 2, 0)

    def test_refuses_one_that_overlaps_what_is_there(self, editor: User) -> None:
        self.load(ONE, editor)
        with pytest.raises(UnableToLoad, match="stands already"):
            self.load(ONE.replace("2026-01-01", "2026-06-01"), editor)
        assert Duty.objects.count() == 2

    def test_is_for_standing_editors_of_the_province(self, editor: User, posts: Posts) -> None:
        for actor in (
            make_member(make_portal("province"), Position.EDITOR),
            make_member(make_portal("district"), Position.HEAD),
        ):
            with pytest.raises(NotYourOffice):
                self.load(ONE, actor)

    def test_the_command_tells_every_fault(self, editor: User, tmp_path) -> None:
        file = tmp_path / "duties.toml"
        file.write_text(
            ONE.replace('"end"', '"middle"').replace("minutes = 20", "minutes = 900"), "utf-8"
        )
        with pytest.raises(CommandError) as told:
            call_command("load_duties", str(file), by=editor.username)
        assert len(str(told.value).splitlines()) == 2

    def test_the_command_loads_a_file(self, editor: User, tmp_path, capsys) -> None:
        file = tmp_path / "duties.toml"
        file.write_text(ONE, "utf-8")
        call_command("load_duties", str(file), by=editor.username)
        assert capsys.readouterr().out.strip() == "2 new, 0 changed, 0 as they were"


@pytest.mark.django_db
class TestTheShippedList:
    def test_loads(self) -> None:
        lines = read_duties(SHIPPED.read_text("utf-8"), TIERS)
        assert {line.tier for line in lines} == TIERS - {"nation"}

    def test_quotes_no_basis_that_nobody_checked(self) -> None:
        assert not any(
            line.basis_checked for line in read_duties(SHIPPED.read_text("utf-8"), TIERS)
        )

    def test_asks_no_more_than_half_an_hour_a_week(self) -> None:
        lines = read_duties(SHIPPED.read_text("utf-8"), TIERS)
        for tier in TIERS:
            minutes = sum(
                line.minutes * times_a_year(line.frequency, line.times_a_year)
                for line in lines
                if line.tier == tier
            )
            assert minutes / 52 <= 30, tier


@pytest.mark.django_db
def test_the_work_of_a_list_is_counted() -> None:
    make_duty(minutes=20)
    make_duty(code="tuan", frequency="week", minutes=10)
    make_duty(code="nam", tier_id="province", frequency="year", minutes=26)
    duties = list(Duty.objects.select_related("tier"))
    province, commune = workload(duties)
    assert (province.times, province.minutes_a_week) == (1, Decimal("0.5"))
    # 520 minutes of weeks and 80 of quarters over 52 weeks.
    assert (commune.times, commune.minutes_a_week) == (56, Decimal("11.6"))
