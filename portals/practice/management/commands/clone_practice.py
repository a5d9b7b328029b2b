"""Clone the real install for practice: `manage.py clone_practice`, in the environment of the practice install."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from portals.practice.cloning import CloneFailed, CloneRefused, CloneStep, make_clone
from portals.practice.places import PracticeUnready, clone_places


class Command(BaseCommand):
    help = (
        "Clone the real database for practice, cut off from all that is real, and put it in place."
    )
    # The database of practice may not stand yet.
    requires_system_checks: list[str] = []

    def handle(self, **_options: Any) -> None:
        begun = time.monotonic()
        try:
            deeds = make_clone(
                clone_places(), tell=lambda step: self._tell(step, time.monotonic() - begun)
            )
        except (PracticeUnready, CloneFailed) as error:
            raise CommandError(str(error)) from error
        except CloneRefused as error:
            raise CommandError(_("Another clone is under way.")) from error
        self.stdout.write(
            _("The practice install stands anew after %(seconds).1f s; deeds kept: %(deeds)d.")
            % {"seconds": time.monotonic() - begun, "deeds": deeds}
        )

    def _tell(self, step: CloneStep, seconds: float) -> None:
        self.stdout.write(f"{seconds:7.1f} s  {step.name}")
        self.stdout.flush()
