"""Have recordings prepared again that could not be, once the operator has found the cause."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import ngettext

from editorial.recordings.captions import captions_anew
from editorial.recordings.making import prepare_anew


class Command(BaseCommand):
    help = "Have recordings and captions that failed, made again by the rounds of the clock."

    def handle(self, **_options: Any) -> None:
        count = prepare_anew() + captions_anew()
        self.stdout.write(
            ngettext("%(count)s is made again.", "%(count)s are made again.", count)
            % {"count": count}
        )
