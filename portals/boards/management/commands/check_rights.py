"""Prove that rights follow posts and nothing else: `manage.py check_rights`. Exit code 1 where one does not."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from portals.boards.rights_checks import RIGHTS_CHECKS
from portals.operations.checking import ask_checks


class Command(BaseCommand):
    help = "Prove that groups and permissions are derived from posts, and name what is not; changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print the findings as JSON")

    def handle(self, *, json: bool, **_options: Any) -> None:
        findings = ask_checks(now=timezone.now(), checks=RIGHTS_CHECKS)
        bad = [finding.check.name for finding in findings if not finding.is_good]
        if json:
            self._print_json(findings)
        for finding in () if json else findings:
            for line in finding.lines():
                self.stdout.write(line)
        if bad:
            raise CommandError(_("Not as it should be: %(names)s.") % {"names": ", ".join(bad)})

    def _print_json(self, findings: list[Any]) -> None:
        rows = [
            {
                "check": finding.check.name,
                "rule": finding.check.rule,
                "good": finding.is_good,
                "faults": finding.count,
                "named": list(finding.named),
            }
            for finding in findings
        ]
        self.stdout.write(json.dumps({"good": all(row["good"] for row in rows), "checks": rows}))
