"""What runs by the clock is registered, queued by RQ's scheduler, and does its work in a worker."""

from __future__ import annotations

import pytest

from portals.schedules import schedules


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
    def test_their_jobs_run_with_nothing_to_do(self) -> None:
        """Each says how much it did, or nothing at all."""
        results = {
            f"{schedule.job.__module__}.{schedule.job.__name__}": schedule.job()
            for schedule in schedules()
        }

        assert {name: done for name, done in results.items() if done} == {}
