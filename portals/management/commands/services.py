"""`manage.py services start|stop|status`: the embedded servers of this checkout."""

import sys
from argparse import ArgumentParser

from django.core.management.base import BaseCommand

from portals.services.__main__ import main


class Command(BaseCommand):
    help = "Start, stop or show the embedded PostgreSQL and Valkey servers of this checkout."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", choices=["start", "stop", "status"])

    def handle(self, *, action: str, **_: object) -> None:
        code = main([action])
        if code:
            sys.exit(code)
