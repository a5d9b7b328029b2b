"""Have uploads examined again that no try could examine, once the operator has found the cause."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import ngettext

from editorial.media.examining import examine_anew


class Command(BaseCommand):
    help = "Have uploads that were given up examined again, by the rounds of the clock."

    def handle(self, **_options: Any) -> None:
        count = examine_anew()
        self.stdout.write(
            ngettext(
                "%(count)s file is examined again.", "%(count)s files are examined again.", count
            )
            % {"count": count}
        )
