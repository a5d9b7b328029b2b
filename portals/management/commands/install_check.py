"""Say whether the install is ready for its first visitor: `manage.py install_check`. Exit code 1 where it is not."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portals.operations.install_check.asking import install_lines
from portals.operations.install_check.lines import InstallLine, VisitorsFront


class Command(BaseCommand):
    help = (
        "Ask everything that must be right before the first visitor comes: each line ok, or what is wrong and what to"
        " do. Changes nothing; a bucket is given a small file and asked to delete it. Run it with the variables of the"
        " services, when they run; doctor is for afterwards."
    )
    # Its own lines say what is wrong with the settings.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="one object in place of lines")
        parser.add_argument(
            "--front",
            metavar="HOST:PORT",
            help="where visitors come in (default: what the names resolve to, at the public port)",
        )
        parser.add_argument(
            "--no-front", action="store_true", help="ask nothing of proxy and certificates yet"
        )
        parser.add_argument("--ca", help="file of the authority that the certificates are of")

    def handle(self, **options: Any) -> None:
        front = (
            None if options["no_front"] else VisitorsFront(_place(options["front"]), options["ca"])
        )
        lines = []
        for line in install_lines(front):
            lines.append(line)
            if not options["json"]:
                self._tell(line)
        bad = [line.name for line in lines if not line.is_good]
        if options["json"]:
            told = [
                {"name": line.name, "ok": line.is_good, "found": line.found, "do": line.remedy}
                for line in lines
            ]
            self.stdout.write(json.dumps({"ok": not bad, "lines": told}, ensure_ascii=False))
        if bad:
            raise CommandError(f"Not ready: {', '.join(bad)}.")

    def _tell(self, line: InstallLine) -> None:
        self.stdout.write(f"  {'✓' if line.is_good else '✗'} {line.name:<28}{line.found}")
        if line.remedy:
            self.stdout.write(f"      → {line.remedy}")


def _place(text: str | None) -> tuple[str, int] | None:
    if text is None:
        return None
    host, _colon, port = text.rpartition(":")
    if not host or not port.isdecimal():
        raise CommandError(f"{text} is no host with a port.")
    return host.strip("[]"), int(port)
