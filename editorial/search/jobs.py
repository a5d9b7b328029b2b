"""What keeps the search true by the clock. Each job asks what is missing, and is safe to run twice."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from itertools import batched

from django.db import connection, transaction
from django.utils import timezone

from portals.clock import local_date

from .outdated import empty_withdrawn, outdated_stories
from .rows import outdated, refresh_outdated
from .sources import SearchSource, registered_sources
from .stories import index_again
from .tallies import forget_searches, write_searches_down
from .vocabulary import count_words

A_SLICE = 100
# A round of the clock; what is left comes with the next.
SECONDS_A_ROUND = 90
MOST_A_ROUND = 20_000


class SearchFaults:
    """What went wrong on the way, told when all the rest is done: one bad thing stops no other."""

    def __init__(self) -> None:
        self._found: list[Exception] = []

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Undo what the block did if it fails, and go on behind it. A lost connection is no such fault."""
        try:
            with transaction.atomic():
                yield
        except Exception as fault:
            if not connection.is_usable():
                raise
            self._found.append(fault)

    def tell(self) -> None:
        """Raise what was kept, if anything was: the job counts as failed, and its alarm tells of it."""
        if self._found:
            raise ExceptionGroup("things that the search could not read", self._found)


def fill_search(seconds: float = SECONDS_A_ROUND, **_: object) -> int:
    """Write the rows of stories that are missing or of before, the newest first; return how many were written.

    After an upgrade: what is new is found at once, what is old within some rounds.
    """
    until, written, faults = time.monotonic() + seconds, 0, SearchFaults()
    empty_withdrawn()
    for slice_ in batched(outdated_stories(MOST_A_ROUND), A_SLICE):
        if time.monotonic() > until:
            break
        written += _index(slice_, faults)
    faults.tell()
    return written


def _index(story_ids: Collection[int], faults: SearchFaults) -> int:
    together = SearchFaults()
    with together.kept():
        return index_again(story_ids)
    # One of them is bad, and the others are written one by one.
    written = 0
    for story_id in story_ids:
        with faults.kept():
            written += index_again([story_id])
    return written


def bring_up_sources(seconds: float = SECONDS_A_ROUND, **_: object) -> int:
    """Bring the rows of all sources but stories to what those say now; return how many were written or deleted.

    What was saved in the desk is there already: this finds what only the clock, an import or another node changed.
    """
    until, written, faults = time.monotonic() + seconds, 0, SearchFaults()
    for source in registered_sources():
        written += _bring_up(source, until, faults)
    faults.tell()
    return written


def _bring_up(source: SearchSource, until: float, faults: SearchFaults) -> int:
    written = 0
    with faults.kept():
        for keys in batched(outdated(source), A_SLICE):
            if time.monotonic() > until:
                break
            with faults.kept():
                written += refresh_outdated(source, keys) or 0
    return written


def count_searched_words(**_: object) -> int:
    """Count anew how common words are, and forget what was looked for long ago."""
    return forget_searches(local_date(timezone.now())) + count_words()


def write_searches(**_: object) -> int:
    """Write down what was looked for since the last round."""
    return write_searches_down()
