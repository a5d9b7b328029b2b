"""Give every story the signatures it lacks."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import ngettext

from editorial.similarity.signing import sign_missing


class Command(BaseCommand):
    help = "Sign the texts of all stories that have no signature, so that near-duplicates find them. Safe to repeat."

    def handle(self, **_options: Any) -> None:
        signed = sign_missing()
        self.stdout.write(
            ngettext("%(count)s text signed.", "%(count)s texts signed.", signed)
            % {"count": signed}
        )
