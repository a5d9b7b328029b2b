"""What runs by the clock is registered, queued by RQ's scheduler, and does its work in a worker."""

from __future__ import annotations

from datetime import timedelta

import pytest

from editorial.guarding.models import ScanRound
from editorial.guarding.scan import scan_everything
from portals.clock import local_date
from portals.schedules import schedules


def what_they_did() -> dict[str, object]:
    """Run each scheduled job once; return those that did something."""
    results = {
        f"{schedule.job.__module__}.{schedule.job.__name__}": schedule.job()
        for schedule in schedules()
    }
    return {name: done for name, done in results.items() if done}


class TestSchedules:
    def test_each_floor_registers_its_own(self) -> None:
        names = {f"{s.job.__module__}.{s.job.__name__}" for s in schedules()}
        assert {
            "editorial.jobs.publish_what_is_due",
            "editorial.jobs.place_what_is_missing",
            "syndication.jobs.sweep",
        } <= names
        assert len(names) == len(schedules())
        # More often would be a loop, not a nudge.
        assert all(schedule.every_seconds >= 10 for schedule in schedules())

    @pytest.mark.django_db
    def test_their_jobs_run_with_nothing_to_do(self, clock) -> None:
        """Each says how much it did, or nothing at all."""
        clock.move_to("2026-08-04 12:00")
        assert what_they_did() == {}

    @pytest.mark.django_db
    @pytest.mark.parametrize("hour", ["01:00", "02:30", "05:59"])
    def test_at_night_the_scan_is_queued_until_it_is_done(self, clock, hour) -> None:
        now = clock.move_to(f"2026-08-04 {hour}")
        ScanRound.objects.create(
            day=local_date(now - timedelta(days=1)), begun_at=now, finished_at=now
        )

        assert what_they_did() == {"editorial.guarding.jobs.ensure_round": True}
        scan_everything(now=now)
        assert what_they_did() == {}

    @pytest.mark.django_db
    @pytest.mark.parametrize("hour", ["00:59", "06:00", "23:59"])
    def test_the_scan_waits_for_the_night(self, clock, hour) -> None:
        clock.move_to(f"2026-08-04 {hour}")
        assert what_they_did() == {}
