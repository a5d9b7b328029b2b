"""Prove the invariants of the database: `manage.py doctor`. Exit code 1 where one is broken."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from scoring.doctor.examination import Finding, examine


class Command(BaseCommand):
    help = "Prove what every floor relies on and name what is wrong; changes nothing."

    def handle(self, **_options: Any) -> None:
        findings = examine(now=timezone.now())
        for finding in findings:
            self._show(finding)
        bad = [finding.check.name for finding in findings if not finding.is_good]
        if bad:
            raise CommandError(_("Not as it should be: %(names)s.") % {"names": ", ".join(bad)})

    def _show(self, finding: Finding) -> None:
        mark = "✓" if finding.is_good else "✗"
        self.stdout.write(f"  {mark} {finding.check.name:<22}{finding.check.rule}")
        for fault in finding.named:
            self.stdout.write(f"      {fault}")
        if finding.count > len(finding.named):
            self.stdout.write(
                "      " + _("… and %(count)d more") % {"count": finding.count - len(finding.named)}
            )
