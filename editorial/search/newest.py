"""What is new of what somebody looks for: of saved searches, for feeds and for whoever mails what comes.

A saved search means its words as they were typed. What people meant, or what has only some of the words, helps whoever
reads a page of results, and would send strange things for years to who follows them.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from portals.clock import LOCAL_ZONE

from .asking import read_asked
from .finding import SearchOrder, SearchScope, find_things
from .narrowing import WIDE, Narrowing
from .shown_things import FoundThing

MOST_NEW = 50
# Nothing public is older: what is of no hour, such as a procedure, is never new.
BEGINNING = datetime(1900, 1, 1, tzinfo=LOCAL_ZONE)


def asks_for_anything(text: str) -> bool:
    """Whether a search of these words can be saved: one that only leaves words out asks for nothing."""
    return bool(read_asked(text).syllables)


def newest_things(
    scope: SearchScope,
    text: str,
    *,
    after: datetime = BEGINNING,
    narrowing: Narrowing = WIDE,
    limit: int = MOST_NEW,
) -> list[FoundThing]:
    """Return what came to `scope` after that hour and has all the words, the newest first. Three queries.

    Words typed with accents are found with them, those typed without with any. On a portal a story is as new as it is
    there, elsewhere as new as on the portal that wrote it. An hour is that of publication: what a slow transaction
    published becomes visible a little later than it says, so who asks again and again asks from a little before.
    """
    if not asks_for_anything(text):
        return []
    found = find_things(
        scope,
        text,
        order=SearchOrder.NEWEST,
        narrowing=replace(narrowing, after=after),
        limit=limit,
        as_typed=True,
    )
    return sorted(found.things, key=lambda one: one.at or BEGINNING, reverse=True)
