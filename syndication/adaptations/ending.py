"""What the end of a source means for the own versions made from it: readers and board are told at once."""

from __future__ import annotations

from datetime import datetime

from wagtail.models import Page

from editorial.models import StoryPage

from .actions.following import end_with, tell_of_the_end
from .models import Adaptation


class SourceEnds:
    """Registered with the withdrawals of the editorial floor."""

    # Before `TravelsEnd`: an own version's page is locked before the placement of its source.
    rank = 10

    def lock(self, story: StoryPage) -> None:
        """Lock the own versions' pages first: who publishes one holds its page while it waits for the source."""
        copies = Adaptation.objects.filter(source=story).order_by("copy_id").values_list("copy_id")
        list(
            Page.objects.filter(pk__in=copies)
            .order_by("pk")
            .select_for_update()
            .values_list("pk", flat=True)
        )

    def settle(self, *, story: StoryPage, now: datetime, reason: str) -> None:
        end_with(copy=story, now=now)
        tell_of_the_end(source=story, reason=reason, now=now)
