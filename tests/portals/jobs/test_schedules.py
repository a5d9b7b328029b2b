"""What runs by the clock is registered, queued by RQ's scheduler, and does its work in a worker."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings

from editorial.content_scan.models import ScanRound
from editorial.content_scan.scan import scan_everything
from portals.clock import local_date
from portals.jobs.schedules import HASTY, schedules
from portals.operations.demo.processes import commands

OPERATIONS = Path(settings.ROOT) / "docs" / "operations.md"


SCAN = "editorial.content_scan.jobs.ensure_round"


def what_they_did(*only: str) -> dict[str, object]:
    """Run each scheduled job once, or only those named; return those that did something."""
    assert set(only) <= {schedule.name for schedule in schedules()}
    results = {
        schedule.name: schedule.job(**schedule.arguments)
        for schedule in schedules()
        if not only or schedule.name in only
    }
    return {name: done for name, done in results.items() if done}


class TestSchedules:
    def test_each_floor_registers_its_own(self) -> None:
        names = {schedule.name for schedule in schedules()}
        assert {
            "editorial.jobs.publish_what_is_due",
            "editorial.jobs.place_what_is_missing",
            "syndication.jobs.sweep",
        } <= names
        assert len(names) == len(schedules())
        # More often would be a loop, not a nudge.
        assert all(schedule.every_seconds >= 10 for schedule in schedules())

    def test_of_long_work_keep_off_the_queue_of_dispatches(self) -> None:
        """Each of these is a moment's work and asks nobody outside; a new one must be thought about."""
        assert {schedule.name for schedule in schedules() if schedule.queue == HASTY} == {
            "portals.operations.ticking.tick default",
            "portals.pagecache.jobs.tell_what_was_missed",
            "editorial.jobs.publish_what_is_due",
            "syndication.jobs.sweep",
            "syndication.jobs.carry_out_times",
            "syndication.recalls.jobs.sweep",
        }

    def test_have_queues_that_the_demo_works_on_and_the_operator_is_told_of(self) -> None:
        queues = {schedule.queue for schedule in schedules()}
        worked_on = {
            name
            for command in commands(8000).values()
            if "rqworker" in command
            for name in command[command.index("rqworker") + 1 : command.index("--worker-class")]
        }
        told = re.findall(r"^manage\.py rqworker ([a-z ]+)", OPERATIONS.read_text(), re.MULTILINE)
        assert queues == set(settings.RQ_QUEUES) == worked_on
        assert {name for line in told for name in line.split()} == queues

    @pytest.mark.django_db
    def test_their_jobs_run_with_nothing_to_do(self, clock) -> None:
        """Each says how much it did, or nothing at all."""
        for hour in ("12:00", "23:59"):
            clock.move_to(f"2026-08-04 {hour}")
            assert what_they_did() == {}

    @pytest.mark.django_db
    def test_at_night_the_scan_alone_has_something_to_do(self, clock) -> None:
        clock.move_to("2026-08-04 02:30")
        assert what_they_did() == {SCAN: True}

    @pytest.mark.django_db
    @pytest.mark.parametrize("hour", ["01:00", "02:30", "05:59"])
    def test_at_night_the_scan_is_queued_until_it_is_done(self, clock, hour) -> None:
        now = clock.move_to(f"2026-08-04 {hour}")
        ScanRound.objects.create(
            day=local_date(now - timedelta(days=1)), begun_at=now, finished_at=now
        )

        assert what_they_did(SCAN) == {SCAN: True}
        scan_everything(now=now)
        assert what_they_did(SCAN) == {}

    @pytest.mark.django_db
    @pytest.mark.parametrize("hour", ["00:59", "06:00", "23:59"])
    def test_the_scan_waits_for_the_night(self, clock, hour) -> None:
        clock.move_to(f"2026-08-04 {hour}")
        assert what_they_did(SCAN) == {}
