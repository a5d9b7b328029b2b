"""Jobs that failed, and having them done again: `manage.py jobs failed`, `manage.py jobs retry`."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from redis.exceptions import RedisError

from portals.jobs.failed import FailedJob, failed_jobs, queue_again


class Command(BaseCommand):
    help = (
        "failed: tell what failed on each queue within the week, since when and why. retry: have some of it done"
        " again, by id, by kind or all of a queue; jobs are safe to run twice."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        asked = parser.add_subparsers(dest="what", required=True)
        failed = asked.add_parser("failed", help="tell what failed")
        failed.add_argument("--json", action="store_true", help="one object in place of lines")
        retry = asked.add_parser("retry", help="have what failed done again")
        retry.add_argument(
            "ids", nargs="*", metavar="ID", help="jobs, by the ids that failed tells"
        )
        retry.add_argument("--kind", help="all that call this function, as failed tells it")
        retry.add_argument("--all", action="store_true", help="all, of --queue or of every queue")
        for parser_of in (failed, retry):
            parser_of.add_argument("--queue", choices=sorted(settings.RQ_QUEUES))

    def handle(self, **options: Any) -> None:
        try:
            jobs = list(failed_jobs([options["queue"]] if options["queue"] else ()))
            if options["what"] == "failed":
                self._tell(jobs, as_json=options["json"])
            else:
                self._retry(jobs, options)
        except RedisError as error:
            raise CommandError(f"The queue does not answer: {error}") from error

    def _tell(self, jobs: list[FailedJob], *, as_json: bool) -> None:
        if as_json:
            told = [
                {
                    "id": job.id,
                    "queue": job.queue,
                    "kind": job.kind,
                    "since": job.since.isoformat(),
                    "reason": job.reason,
                }
                for job in jobs
            ]
            self.stdout.write(json.dumps({"failed": told}, ensure_ascii=False))
            return
        for (queue, kind), count in sorted(Counter((job.queue, job.kind) for job in jobs).items()):
            self.stdout.write(f"{queue}: {kind}, {count}")
            for job in jobs:
                if (job.queue, job.kind) == (queue, kind):
                    since = timezone.localtime(job.since)
                    self.stdout.write(f"  {job.id}  {since:%d/%m/%Y %H:%M}  {job.reason}")
        if not jobs:
            self.stdout.write("Nothing failed within the week.")

    def _retry(self, jobs: list[FailedJob], options: dict[str, Any]) -> None:
        if sum(map(bool, (options["ids"], options["kind"], options["all"]))) != 1:
            raise CommandError("Say which: ids, --kind, or --all.")
        wanted = set(options["ids"])
        if unknown := wanted - {job.id for job in jobs}:
            raise CommandError(f"Not among what failed: {', '.join(sorted(unknown))}.")
        chosen = [
            job for job in jobs if options["all"] or job.id in wanted or job.kind == options["kind"]
        ]
        if options["kind"] and not chosen:
            raise CommandError(f"Nothing of {options['kind']} failed.")
        again = queue_again(jobs=chosen, now=timezone.now())
        self.stdout.write(f"{len(again)} of {len(chosen)} jobs wait to be done again.")
