"""Prove the invariants of the database: `manage.py doctor`. Exit code 1 where one is broken."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from portals.operations.checking import ask_checks
from portals.operations.doctor.registry import doctor_checks, doctor_notes


class Command(BaseCommand):
    help = "Prove what every floor relies on and name what is wrong; changes nothing."

    def handle(self, **_options: Any) -> None:
        findings = ask_checks(now=timezone.now(), checks=doctor_checks())
        for finding in findings:
            for line in finding.lines():
                self.stdout.write(line)
        for note in doctor_notes():
            self.stdout.write(f"  · {note}")
        bad = [finding.check.name for finding in findings if not finding.is_good]
        if bad:
            raise CommandError(_("Not as it should be: %(names)s.") % {"names": ", ".join(bad)})
