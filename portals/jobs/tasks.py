"""Wagtail's own tasks (search index, reference index, files to delete) on a queue of theirs, from the commit on.

Wagtail asks for a task in the midst of the transaction that makes it necessary, and several times for one page. Here
they are sent when the transaction commits, each once; what was rolled back is never sent.
"""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass, field
from typing import Any

import django_rq
from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.utils.module_loading import import_string
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskResult, TaskResultStatus
from django_tasks.utils import get_random_id
from redis import Redis
from rq import Retry

from .queueing import QUEUE_AWAY, enqueue_quickly
from .queues import ForgetfulQueue

logger = logging.getLogger(__name__)

QUEUE = "wagtail"
TRIES_AGAIN = 3
# How far back a duplicate is looked for: a long transaction stays linear, and one that is missed only costs work.
LOOKED_BACK = 200


@dataclass(frozen=True, slots=True)
class Sending:
    """What happens at the commit: one call of a task, compared by what it calls."""

    path: str
    arguments: str
    id: str = field(compare=False)

    def __call__(self) -> None:
        try:
            enqueue_quickly(self._enqueue)
        except QUEUE_AWAY:
            # The index would miss the change for good.
            logger.warning(
                "The queue does not answer; a task of Wagtail's runs at once.",
                extra={"event": "portals.tasks.queue_away", "task": self.path},
            )
            run(self.path, self.arguments)

    def _enqueue(self, connection: Redis) -> None:
        # Not the one that only nudges: this one says where the queue is away.
        queue = django_rq.get_queue(QUEUE, queue_class=ForgetfulQueue, connection=connection)
        queue.enqueue(
            run,
            self.path,
            self.arguments,
            job_id=self.id,
            result_ttl=0,
            retry=Retry(max=TRIES_AGAIN),
        )


class OnCommitQueue(BaseTaskBackend):
    """Backend for `TASKS`: sends a task when the running transaction commits, unless it was asked for already."""

    def enqueue(self, task: Task[Any, Any], args: Any, kwargs: Any) -> TaskResult[Any]:
        self.validate_task(task)
        result = TaskResult[Any](
            task=task,
            id=get_random_id(),
            status=TaskResultStatus.READY,
            enqueued_at=None,
            started_at=None,
            finished_at=None,
            last_attempted_at=None,
            args=args,
            kwargs=kwargs,
            backend=self.alias,
            errors=[],
            worker_ids=[],
        )
        arguments = json.dumps([result.args, result.kwargs], sort_keys=True)
        sending = Sending(task.module_path, arguments, result.id)
        if not _is_waiting(sending):
            transaction.on_commit(sending, robust=True)
        return result


def run(path: str, arguments: str) -> None:
    """The job: call the task. One for a row that was deleted since is done."""
    args, kwargs = json.loads(arguments)
    try:
        import_string(path).call(*args, **kwargs)
    except ObjectDoesNotExist:
        logger.info(
            "What a task was for is no longer there.",
            extra={"event": "portals.tasks.nothing_left", "task": path},
        )


def _is_waiting(sending: Sending) -> bool:
    # Django takes back from this list what was asked for inside a savepoint that is rolled back.
    waiting = transaction.get_connection().run_on_commit[-LOOKED_BACK:]
    return any(entry[1] == sending for entry in waiting)
