"""Prove the invariants of the database: `manage.py doctor [--media] [--json]`. Exit code 1 where one is broken."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Sequence
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from portals.operations.checking import NAMED, CheckResult, ask_checks
from portals.operations.doctor.files import MediaFindings, look_at_media
from portals.operations.doctor.registry import doctor_checks, doctor_notes


class Command(BaseCommand):
    help = "Prove what every floor relies on and name what is wrong; changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--media",
            action="store_true",
            help="read every upload as well: is it there, and what it was; takes as long as reading them all",
        )
        parser.add_argument("--json", action="store_true", help="say all of it as one JSON object")

    def handle(self, *, media: bool = False, **options: Any) -> None:
        findings = ask_checks(now=timezone.now(), checks=doctor_checks())
        uploads = look_at_media() if media else None
        notes = doctor_notes()
        if options.get("json"):
            self.stdout.write(_as_json(findings, uploads, notes))
        else:
            self._show(findings, uploads, notes)
        bad = [finding.check.name for finding in findings if not finding.is_good]
        if uploads is not None and not uploads.is_good:
            bad.append("media")
        if bad:
            raise CommandError(_("Not as it should be: %(names)s.") % {"names": ", ".join(bad)})

    def _show(
        self,
        findings: Sequence[CheckResult],
        uploads: MediaFindings | None,
        notes: Sequence[str],
    ) -> None:
        for finding in findings:
            for line in finding.lines():
                self.stdout.write(line)
        if uploads is not None:
            mark = "✓" if uploads.is_good else "✗"
            self.stdout.write(
                f"  {mark} {'media':<22}every upload that a row names is there, and what it was: {uploads.named} named,"
                f" {uploads.hashed} by their hash; {uploads.unnamed} that nobody names"
            )
            faults = [f"missing: {one}" for one in uploads.missing]
            faults += [f"altered: {one}" for one in uploads.altered]
            faults += [f"neither file nor folder: {one}" for one in uploads.odd]
            for fault in faults[:NAMED]:
                self.stdout.write(f"      {fault}")
            if len(faults) > NAMED:
                self.stdout.write(
                    "      " + _("… and %(count)d more") % {"count": len(faults) - NAMED}
                )
        for note in notes:
            self.stdout.write(f"  · {note}")


def _as_json(
    findings: Sequence[CheckResult], uploads: MediaFindings | None, notes: Sequence[str]
) -> str:
    told: dict[str, Any] = {
        "ok": all(one.is_good for one in findings) and (uploads is None or uploads.is_good),
        "checks": {
            one.check.name: {
                "ok": one.is_good,
                "rule": one.check.rule,
                "count": one.count,
                "named": list(one.named),
            }
            for one in findings
        },
        "notes": list(notes),
    }
    if uploads is not None:
        told["media"] = uploads.as_json()
    return json.dumps(told, ensure_ascii=False, sort_keys=True, default=str)
