"""The clock of an install, in place of django-rq's own, which ends with the first failure of the queue."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from portals.database.owner import refuse_owner_here
from portals.operations.clockwork import SteadyClock


class Command(BaseCommand):
    help = "Queue what is due by the clock, until it is asked to stop."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("schedules", help="The module of all schedules: portals.jobs.rqcron")

    def handle(self, *_args: Any, **options: Any) -> None:
        refuse_owner_here()
        clock = SteadyClock()
        clock.load_config_from_file(options["schedules"])
        clock.start()
