"""Make the prices that are looked up anew from the public price tables."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import ngettext

from editorial.land.prices.deriving import derive_all


class Command(BaseCommand):
    help = "Make prices of land by street anew from all public price tables. Safe to repeat."

    def handle(self, **_options: Any) -> None:
        count = derive_all()
        words = ngettext(
            "%(count)s price of land stands.", "%(count)s prices of land stand.", count
        )
        self.stdout.write(words % {"count": count})
