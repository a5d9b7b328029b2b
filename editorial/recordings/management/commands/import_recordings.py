"""Bring in a station's folder of old recordings as bulletins of a portal."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from editorial.recordings.importing.actions import import_recordings
from editorial.recordings.importing.folder import FolderPlan, read_folder
from portals.models import Portal
from portals.refusals import Refusal


class Command(BaseCommand):
    help = "Bring in a folder of recordings whose names say when they were aired. Without --write nothing is changed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("portal", help="code of the open portal")
        parser.add_argument("folder", type=Path)
        parser.add_argument("--year", type=int, help="of names that say none")
        parser.add_argument(
            "--hour", type=time.fromisoformat, default=time(5, 30),
            help="of names that say neither hour nor part of the day, such as 05:30",
        )  # fmt: skip
        parser.add_argument("--write", action="store_true", help="bring in what was found")

    def handle(self, *_args: Any, **options: Any) -> None:
        portal = Portal.objects.filter(code=options["portal"], closed_on=None).first()
        if portal is None:
            raise CommandError(_("There is no portal “%(name)s”.") % {"name": options["portal"]})
        if not options["folder"].is_dir():
            raise CommandError(_("“%(name)s” is no folder.") % {"name": options["folder"]})
        now = timezone.now()
        plan = read_folder(
            options["folder"], portal=portal, year=options["year"], hour=options["hour"], now=now
        )
        self._tell(plan)
        if not options["write"]:
            return
        try:
            pages = import_recordings(portal=portal, plan=plan, actor=None, now=now)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(
            ngettext("%(count)s bulletin is there.", "%(count)s bulletins are there.", len(pages))
            % {"count": len(pages)}
        )

    def _tell(self, plan: FolderPlan) -> None:
        for one in plan.found:
            self.stdout.write(
                f"  ✓ {one.path.name}: {timezone.localtime(one.aired_at):%d/%m/%Y %H:%M}"
            )
        for problem in plan.problems:
            self.stdout.write(f"  ✗ {problem}")
