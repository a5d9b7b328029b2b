"""Have acts written into the ledger that no try could write, once the operator has found the cause."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from editorial.public_record.recording import record_anew


class Command(BaseCommand):
    help = "Have acts that were given up written into the ledger, by the rounds of the clock."

    def handle(self, **_options: Any) -> None:
        anew, late = record_anew()
        words = ngettext("%(count)s act is tried again.", "%(count)s acts are tried again.", anew)
        self.stdout.write(words % {"count": anew})
        if late:
            self.stdout.write(
                _(
                    "Not in the ledger, since later acts on the same text are: %(count)s. The log has"
                    " them."
                )
                % {"count": late}
            )
