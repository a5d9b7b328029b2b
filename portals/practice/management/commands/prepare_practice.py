"""Ready a fresh clone: rights of the roles, and what there is to practise on. Started by `clone_practice`."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from portals.practice.seeding import seed_practice


class Command(BaseCommand):
    help = "Ready a fresh clone for practice; on no other install."
    requires_system_checks: list[str] = []

    def handle(self, **_options: Any) -> None:
        if not settings.PORTALS_PRACTICE_OF:
            raise CommandError("This is no practice install.")
        # What this release adds to the database of the real install, and the rights of the roles.
        call_command("migrate", verbosity=0, skip_checks=True, interactive=False)
        connection.close()
        seed_practice(now=timezone.now())
