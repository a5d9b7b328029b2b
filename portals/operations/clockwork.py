"""The clock: RQ's scheduler, which does not end when the queue does.

Of several clocks of one install one queues what is due; another takes over once that one is gone.
"""

from __future__ import annotations

import signal
import time
from contextlib import suppress
from datetime import UTC, datetime
from types import FrameType
from typing import Any

import structlog
from django.db import close_old_connections
from django_rq.cron import DjangoCronScheduler
from redis.exceptions import LockNotOwnedError, RedisError
from redis.lock import Lock
from rq.cron import CronJob
from rq.exceptions import InvalidJobOperation, StopRequested
from rq.job import Job

from portals.operations.alarms import Lookout

logger = structlog.get_logger(__name__)

PAUSE_SECONDS = 2.0
LONGEST_PAUSE = 10.0
LEASE = "lien-cong:clock"
# A clock looks every ten seconds; one that was not heard of for so long is taken to be gone.
LEASE_SECONDS = 30
QUEUE_AWAY = (RedisError, OSError)


class SteadyClock(DjangoCronScheduler):
    """Goes on where the queue is away or full, and queues no job while its last one still waits.

    Else a day without workers would fill the queue's memory, which never evicts.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._last: dict[str, Job] = {}
        self._lookout = Lookout()
        self._leads = False
        self._is_away = False
        self._is_told_to_stop = False

    def start(self) -> None:
        """Run until it is asked to stop."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._stop)
        try:
            while not self._is_told_to_stop:
                pause = self.round()
                # A connection that is kept dies with a restart of the database.
                close_old_connections()
                time.sleep(pause)
        except StopRequested:
            pass
        finally:
            logger.info("clock.stopped")
            self._quietly(self._leave)

    def round(self) -> float:
        """Queue what is due, and look whether all is well; return how long to sleep.

        Where another clock does both, nothing. Which one does is written in the queue: while that is away, all look.
        """
        went_well = self._quietly(self._round)
        if self._leads or not went_well:
            self._lookout.look(queue_answers=went_well)
        if not went_well:
            return PAUSE_SECONDS
        if not self._leads:
            # What is due is the other's: it is no reason to look again at once.
            return LONGEST_PAUSE
        return max(0.1, min(self.calculate_sleep_interval(), LONGEST_PAUSE))

    def enqueue_jobs(self) -> list[CronJob]:
        queued = []
        now = datetime.now(UTC)
        for job in self.get_jobs():
            if job.should_run():
                if not self._still_waits(job):
                    self._last[job.name] = job.enqueue(self.connection)
                    queued.append(job)
                job.set_enqueue_time(now)
        return queued

    def _round(self) -> None:
        self._take_lead()
        if self._leads and self.enqueue_jobs():
            self.save()
        # Registers anew where a restarted queue knows nothing of it.
        self.heartbeat()

    def _take_lead(self) -> None:
        lease, led = self._lease(), self._leads
        self._leads = bool(lease.acquire(blocking=False, token=self.name))
        if not self._leads:
            # Whose it is; of another's the time is not renewed.
            lease.local.token = self.name.encode()
            with suppress(LockNotOwnedError):
                self._leads = bool(lease.reacquire())
        if self._leads is not led:
            logger.info("clock.leads" if self._leads else "clock.stands_by")

    def _leave(self) -> None:
        if self._leads:
            lease = self._lease()
            lease.local.token = self.name.encode()
            with suppress(LockNotOwnedError):
                lease.release()
        self.register_death()

    def _lease(self) -> Lock:
        return Lock(self.connection, LEASE, timeout=LEASE_SECONDS, thread_local=False)

    def _still_waits(self, job: CronJob) -> bool:
        last = self._last.get(job.name)
        if last is None:
            return False
        try:
            # One that a worker lost between taking and beginning it says "queued" and stands in no queue.
            return last.is_queued and last.get_position() is not None
        except InvalidJobOperation:
            # Done and forgotten: RQ knows no status of it.
            return False

    def _quietly(self, work: Any) -> bool:
        """Do `work`; return whether the queue let it."""
        try:
            work()
        except QUEUE_AWAY as error:
            if not self._is_away:
                logger.error("clock.queue_away", error=type(error).__name__)
            self._is_away = True
            return False
        if self._is_away:
            logger.warning("clock.queue_back")
        self._is_away = False
        return True

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        # What is raised ends a wait, and is lost where the lookout goes on after whatever fails; what is noted is not.
        self._is_told_to_stop = True
        raise StopRequested
