#!/usr/bin/env python
"""The project's command line.

Commands that may need a server start the embedded ones first, unless the environment names others.
"""

import gc
import os
import sys

from django.core.management import ManagementUtility
from django.core.management.base import BaseCommand

from portals.services import ServicesRefused, ensure_started

PRODUCTION = "portals.settings.production"
WITHOUT_SERVERS = frozenset(
    {
        "collectstatic",
        "compilemessages",
        "demo",
        "diffsettings",
        "help",
        "makemessages",
        "services",
        "version",
    }
)


class Utility(ManagementUtility):
    """Django's, which reads the application before it looks for the command."""

    def fetch_command(self, subcommand: str) -> BaseCommand:
        gc.enable()
        gc.freeze()
        return super().fetch_command(subcommand)


def main() -> None:
    # What is read lives to the end: searching it for garbage takes a third of the start.
    gc.disable()
    settings = os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portals.settings.dev")
    if settings != PRODUCTION and needs_servers(sys.argv[1:]):
        try:
            ensure_started()
        except ServicesRefused as refusal:
            sys.exit(str(refusal))
    Utility(sys.argv).execute()


def needs_servers(arguments: list[str]) -> bool:
    if not arguments or "--help" in arguments or "-h" in arguments:
        return False
    return arguments[0] not in WITHOUT_SERVERS and not arguments[0].startswith("-")


if __name__ == "__main__":
    main()
