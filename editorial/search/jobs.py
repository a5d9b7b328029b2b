"""What keeps the search true by the clock. Each job asks what is missing, and is safe to run twice."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import django_rq
from django.db import transaction
from django.utils import timezone

from editorial.models import InformationPage, PublishedFile, StoryPage
from portals.clock import local_date
from portals.jobs.schedules import ROUTINE

from .rows import refresh, refresh_sources
from .standing_things import PAGES
from .stories import index_again
from .tallies import forget_searches, write_searches_down
from .vocabulary import count_words

if TYPE_CHECKING:
    from editorial.models.file_text import FileText

A_SLICE = 200
# A round of the clock; what is left comes with the next.
SECONDS_A_ROUND = 90


def find_pages_of_text(text: FileText) -> None:
    """Have the public pages of a file that was just read be found by its words."""
    pages = PublishedFile.objects.filter(document__readfile__text=text).values_list(
        "page", flat=True
    )
    ids = sorted(set(pages))
    if ids:
        transaction.on_commit(
            lambda: django_rq.get_queue(ROUTINE).enqueue(index_pages_again, page_ids=ids)
        )


def index_pages_again(page_ids: list[int], **_: object) -> int:
    """Write the rows of these pages anew."""
    pages = InformationPage.objects.filter(pk__in=page_ids).values_list("pk", flat=True)
    return index_again(page_ids) + refresh(PAGES, [str(pk) for pk in pages])


def fill_search(seconds: float = SECONDS_A_ROUND, **_: object) -> int:
    """Write rows that are missing, the newest stories first; return how many stories were written.

    After an upgrade: what is new is found at once, what is old within some rounds.
    """
    until, written = time.monotonic() + seconds, 0
    while time.monotonic() < until:
        missing = list(
            StoryPage.objects.filter(live=True, search_thing=None)
            .order_by("-first_published_at", "-pk")
            .values_list("pk", flat=True)[:A_SLICE]
        )
        if not missing or not index_again(missing):
            break
        written += len(missing)
    return written


def bring_up_search(**_: object) -> int:
    """Bring the rows of all sources to what those say now, and fill what is missing of stories."""
    return refresh_sources() + fill_search()


def count_searched_words(**_: object) -> int:
    """Count anew how common words are, and forget what was looked for long ago."""
    return forget_searches(local_date(timezone.now())) + count_words()


def write_searches(**_: object) -> int:
    """Write down what was looked for since the last round."""
    return write_searches_down()
