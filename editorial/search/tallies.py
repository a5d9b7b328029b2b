"""How often words were looked for, and how often in vain: numbers of a portal's day.

Counted in the Valkey of the queue and written down once a minute, as views of pages are. What looks like somebody's
number or address is never counted. A name cannot be told from other words: what fewer than some people typed is never
shown, goes into no clone for practice, and all of it is deleted with the days that are shown.
"""

from __future__ import annotations

import logging
import re
from collections import defaultdict
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, cast
from uuid import uuid4

import django_rq
from django.db import connection, transaction
from django.db.models import QuerySet, Sum
from redis.exceptions import ResponseError

from editorial.models import SearchedWords
from editorial.models.search import LONGEST_TERM
from portals.clock import local_date
from portals.jobs.queueing import QUEUE_AWAY, enqueue_quickly

from .asking import AskedWords, read_asked

if TYPE_CHECKING:
    from collections.abc import Collection

    from redis import Redis

    from portals.models import Portal

    from .finding import FoundThings

logger = logging.getLogger(__name__)


class SearchAct(StrEnum):
    """What happened to words, as it stands in the key of a count."""

    FOUND = "0"
    IN_VAIN = "1"
    OPENED = "2"


class SearchedList(StrEnum):
    """Which words are listed: not found, found and never opened, looked for most. The values stand in addresses."""

    IN_VAIN = "khong-thay"
    UNOPENED = "khong-mo"
    MOST = "nhieu-nhat"


KEY = "portals:searched"
# Where nobody writes them down, counts are forgotten.
KEPT_UNWRITTEN = timedelta(days=1)
# Between two rounds: more is made up. Openings, which cost whoever makes them up nothing, leave room for searches.
MOST_FIELDS, OF_OPENINGS = 20_000, 5_000
MOST_SYLLABLES = 8
# A telephone number, an identity card, an account: at a stretch, or in groups with whatever but letters between.
FEWEST_UNBROKEN, FEWEST_GROUPED = 6, 8
# What so few typed may be one person's own affair.
FEWEST_ASKED = 3
# Of a portal's day. Whoever makes words up fills no table with them: further ones are not kept.
MOST_A_DAY = 500
DAYS_SHOWN = 90
_GROUPS = re.compile(r"\d(?:[\W_]{0,3}\d)*")
_UNBROKEN = re.compile(rf"\d{{{FEWEST_UNBROKEN},}}")
_DOCUMENT = re.compile(r"(?<!\d)\d{1,6}(?:/\d{4})?/[^\W\d_][\w-]*")
_YEARS = re.compile(r"(?:19|20)\d\d\W{1,3}(?:19|20)\d\d")
# PostgreSQL's advisory lock of whoever writes them down: two at once would both keep new words up to the bound.
_LOCK = "SELECT pg_advisory_xact_lock(hashtext('editorial.search.tallies'))"
_TABLE = SearchedWords._meta.db_table
_ADD = f"""
    WITH told AS (
        SELECT told.*, so_far.id IS NULL AS is_new
        FROM unnest(%(portals)s::bigint[], %(days)s::date[], %(words)s::text[], %(asked)s::int[], %(in_vain)s::int[])
            AS told (portal_id, day, words, asked, in_vain)
        JOIN portals_portal AS portal ON portal.id = told.portal_id
        LEFT JOIN {_TABLE} AS so_far USING (portal_id, day, words)
        WHERE told.asked > 0
    ), ranked AS (
        SELECT told.*, row_number() OVER (PARTITION BY portal_id, day, is_new ORDER BY asked DESC, words) AS place
        FROM told
    )
    INSERT INTO {_TABLE} AS so_far (portal_id, day, words, asked, in_vain, opened)
    SELECT portal_id, day, words, asked, in_vain, 0 FROM ranked
    WHERE NOT is_new OR place <= %(most)s - (
        SELECT count(*) FROM {_TABLE} AS there WHERE there.portal_id = ranked.portal_id AND there.day = ranked.day
    )
    ORDER BY portal_id, day, words
    ON CONFLICT (portal_id, day, words)
    DO UPDATE SET asked = so_far.asked + excluded.asked, in_vain = so_far.in_vain + excluded.in_vain
"""
_ADD_OPENED = f"""
    UPDATE {_TABLE} AS so_far SET opened = least(so_far.asked, so_far.opened + told.opened)
    FROM unnest(%(portals)s::bigint[], %(days)s::date[], %(words)s::text[], %(opened)s::int[])
        AS told (portal_id, day, words, opened)
    WHERE told.opened > 0 AND so_far.portal_id = told.portal_id AND so_far.day = told.day
        AND so_far.words = told.words
"""


def countable(asked: AskedWords) -> str:
    """Return the words as they are counted; "" for those that are not."""
    words = asked.text.lower()
    if "@" in words or has_own_number(words):
        return ""
    if not 0 < len(asked.syllables) <= MOST_SYLLABLES or len(words) > LONGEST_TERM:
        return ""
    return words


def has_own_number(words: str) -> bool:
    """Whether digits stand in `words` that may be somebody's: so many that they are no day, year or document."""
    documents = [found.span() for found in _DOCUMENT.finditer(words)]
    for found in _GROUPS.finditer(words):
        if any(start <= found.start() and found.end() <= end for start, end in documents):
            continue
        if _UNBROKEN.search(found[0]):
            return True
        is_long = sum(map(str.isdigit, found[0])) >= FEWEST_GROUPED
        if is_long and not _YEARS.fullmatch(found[0]):
            return True
    return False


def note_search(*, portal: Portal, found: FoundThings, now: datetime) -> None:
    """Count one search. Where the counting server is away, it is lost, and nobody waits."""
    _count(
        portal, SearchAct.FOUND if found.total else SearchAct.IN_VAIN, countable(found.asked), now
    )


def note_opened(*, portal: Portal, text: str, now: datetime) -> None:
    """Count that a result of these words was opened; lost where the counting server is away.

    Anybody may say so: of what nobody looked for on that day nothing is kept, and never more than was looked for.
    """
    _count(portal, SearchAct.OPENED, countable(read_asked(text)), now)


def _count(portal: Portal, what: SearchAct, words: str, now: datetime) -> None:
    if not words:
        return
    field = f"{local_date(now).isoformat()}|{portal.pk}|{what}|{words}"
    most = OF_OPENINGS if what is SearchAct.OPENED else MOST_FIELDS

    def count(valkey: Redis) -> None:
        if valkey.hlen(KEY) < most:
            pipe = valkey.pipeline(transaction=False)
            pipe.hincrby(KEY, field, 1)
            pipe.expire(KEY, KEPT_UNWRITTEN, nx=True)
            pipe.execute()

    try:
        enqueue_quickly(count)
    except QUEUE_AWAY:
        logger.warning("A search was not counted.", extra={"event": "portals.search.uncounted"})


def write_searches_down() -> int:
    """Add what was counted since the last time to the days; return how many rows that touched.

    Of words that are new on a portal's day, the most frequent are kept, up to `MOST_A_DAY` in all.
    """
    valkey = django_rq.get_connection()
    taken = f"{KEY}:{uuid4().hex}"
    try:
        valkey.rename(KEY, taken)
    except ResponseError as error:
        if "no such key" not in str(error):
            raise
        return 0
    valkey.expire(taken, KEPT_UNWRITTEN)
    counts: dict[tuple[int, date, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    for field, number in cast("dict[bytes, bytes]", valkey.hgetall(taken)).items():
        day, portal, what, words = field.decode().split("|", 3)
        row = counts[int(portal), date.fromisoformat(day), words]
        row[0] += int(number) if what != SearchAct.OPENED else 0
        row[1] += int(number) if what == SearchAct.IN_VAIN else 0
        row[2] += int(number) if what == SearchAct.OPENED else 0
    rows = [(portal, day, words, *some) for (portal, day, words), some in sorted(counts.items())]
    portals, days, texts, asked, vain, opened = (list(one) for one in zip(*rows, strict=True))
    values: dict[str, Any] = {
        **{"portals": portals, "days": days, "words": texts, "opened": opened},
        **{"asked": asked, "in_vain": vain, "most": MOST_A_DAY},
    }
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_LOCK)
        cursor.execute(_ADD, values)
        written = cursor.rowcount
        cursor.execute(_ADD_OPENED, values)
    valkey.delete(taken)
    return written


def forget_searches(today: date) -> int:
    """Delete what was looked for before the days that are shown; return how many rows that were."""
    return SearchedWords.objects.filter(day__lt=today - timedelta(days=DAYS_SHOWN)).delete()[0]


def searched(
    portals: Collection[int], since: date, which: SearchedList
) -> QuerySet[SearchedWords, Any]:
    """Return words looked for on these portals since then with their numbers, the most frequent first.

    `number` is how often what the list is of happened, `times` how often they were looked for.
    """
    numbers = {
        SearchedList.IN_VAIN: Sum("in_vain"),
        SearchedList.UNOPENED: Sum("asked") - Sum("in_vain"),
        SearchedList.MOST: Sum("asked"),
    }
    found = (
        SearchedWords.objects.filter(portal__in=portals, day__gte=since)
        .values("words")
        .annotate(number=numbers[which], times=Sum("asked"), openings=Sum("opened"))
        .filter(number__gte=FEWEST_ASKED)
        .order_by("-number", "words")
    )
    return found.filter(openings=0) if which is SearchedList.UNOPENED else found
