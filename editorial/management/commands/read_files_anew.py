"""Have files read again that could not be, once the operator has found the cause."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import ngettext

from editorial.file_text.actions import read_anew


class Command(BaseCommand):
    help = "Have files whose text could not be read, read again by the rounds of the clock."

    def handle(self, **_options: Any) -> None:
        count = read_anew()
        self.stdout.write(
            ngettext("%(count)s file is read again.", "%(count)s files are read again.", count)
            % {"count": count}
        )
