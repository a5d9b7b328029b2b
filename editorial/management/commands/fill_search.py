"""Have everything public be found at once after an upgrade, instead of by the rounds of the clock."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import ngettext

from editorial.search.desk_index import bring_up_desk_index
from editorial.search.jobs import bring_up_sources, fill_search
from editorial.search.outdated import take_tables_for_outdated
from editorial.search.vocabulary import count_words

SECONDS_A_SLICE = 60


class Command(BaseCommand):
    help = "Write the rows of the search that are missing, the newest first, and count its words. Safe to repeat."

    def handle(self, **_options: Any) -> None:
        while bring_up_sources(SECONDS_A_SLICE):
            pass
        take_tables_for_outdated()
        count = 0
        while written := fill_search(SECONDS_A_SLICE):
            count += written
        count_words()
        bring_up_desk_index()
        self.stdout.write(
            ngettext(
                "%(count)s story was missing or outdated and can be found.",
                "%(count)s stories were missing or outdated and can be found.",
                count,
            )
            % {"count": count}
        )
