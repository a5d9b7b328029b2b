"""All schedules, for `manage.py rqcron portals.jobs.rqcron`."""

from rq import cron

from .queues import FAILURES_KEPT_SECONDS
from .schedules import schedules

for schedule in schedules():
    cron.register(
        schedule.job,
        queue_name=schedule.queue,
        kwargs=dict(schedule.arguments),
        interval=schedule.every_seconds,
        # A round of mail ends by itself after half a minute, and then one mail may still hang for some minutes.
        job_timeout=max(300, schedule.every_seconds),
        result_ttl=schedule.every_seconds,
        failure_ttl=FAILURES_KEPT_SECONDS,
        name=schedule.name,
    )
