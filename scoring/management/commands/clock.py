"""Do what falls due, every minute: scheduled publications, deliveries and placements that were left behind."""

from __future__ import annotations

import logging
import signal
import threading
from argparse import ArgumentParser
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand
from django.db import close_old_connections
from django.utils import timezone

from editorial.actions.placing import place_missing
from editorial.actions.publishing import publish_due
from syndication.jobs import sweep_deliveries

logger = logging.getLogger(__name__)


def _publish(now: datetime) -> int:
    return publish_due(now=now)


def _sweep(now: datetime) -> int:
    return sweep_deliveries(now=now)


def _place(now: datetime) -> int:
    return place_missing(now=now)


# Each is safe to run twice and beside itself, so a second clock does no harm and a missed minute is caught up.
DUTIES: tuple[Callable[[datetime], int], ...] = (_publish, _sweep, _place)


class Command(BaseCommand):
    help = "Publish what is due and pick up what was left behind, every minute until stopped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="do it once and end")
        parser.add_argument("--every", type=int, default=60, help="seconds between two rounds")

    def handle(self, *, once: bool, every: int, **_options: Any) -> None:
        if once:
            for duty in DUTIES:
                duty(timezone.now())
            return
        stopped = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_args: stopped.set())
        while not stopped.is_set():
            self._round()
            stopped.wait(every)

    def _round(self) -> None:
        for duty in DUTIES:
            try:
                duty(timezone.now())
            except Exception:
                # The next round tries again; a clock that stops would leave everything undone.
                logger.exception("A duty failed", extra={"event": "clock.duty.failed"})
        close_old_connections()
