"""How often words were looked for, and how often in vain: numbers of a portal's day, nobody's.

Counted in the Valkey of the queue and written down once a minute, as views of pages are. Words that may be somebody's
number, address or name are never counted; what fewer than some people typed is never shown.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, cast
from uuid import uuid4

import django_rq
from django.db import connection
from django.db.models import Sum
from redis.exceptions import RedisError, ResponseError

from editorial.models import SearchedWords
from portals.clock import local_date

if TYPE_CHECKING:
    from collections.abc import Collection

    from portals.models import Portal

    from .finding import FoundThings

logger = logging.getLogger(__name__)

KEY = "portals:searched"
# Between two rounds: more is made up.
MOST_FIELDS = 20_000
MOST_SYLLABLES = 8
# A telephone number, an identity card, an account.
FEWEST_DIGITS = 5
# What so few typed may be one person's own affair.
FEWEST_ASKED = 3
DAYS_SHOWN = 90
_ADD = f"""
    INSERT INTO {SearchedWords._meta.db_table} AS so_far (portal_id, day, words, asked, in_vain, opened)
    SELECT portal.id, told.day, told.words, told.asked, told.in_vain, 0
    FROM unnest(%s::bigint[], %s::date[], %s::text[], %s::int[], %s::int[])
        AS told (portal_id, day, words, asked, in_vain)
    JOIN portals_portal AS portal ON portal.id = told.portal_id
    ORDER BY portal.id, told.day, told.words
    ON CONFLICT (portal_id, day, words)
    DO UPDATE SET asked = so_far.asked + excluded.asked, in_vain = so_far.in_vain + excluded.in_vain
"""


def countable(found: FoundThings) -> str:
    """Return the words as they are counted; "" for those that are not."""
    words = found.asked.text.lower()
    digits = sum(map(str.isdigit, words))
    is_number = bool(found.asked.number) and any(map(str.isalpha, words))
    if "@" in words or (digits >= FEWEST_DIGITS and not is_number):
        return ""
    if not 0 < len(found.asked.syllables) <= MOST_SYLLABLES or len(words) > 120:
        return ""
    return words


def note_search(*, portal: Portal, found: FoundThings, now: datetime) -> None:
    """Count one search. Where the counting server is away, it is lost, and nobody waits."""
    words = countable(found)
    if not words:
        return
    field = f"{local_date(now).isoformat()}|{portal.pk}|{int(found.total == 0)}|{words}"
    try:
        valkey = django_rq.get_connection()
        if valkey.hlen(KEY) < MOST_FIELDS:
            valkey.hincrby(KEY, field, 1)
    except RedisError:
        logger.warning("A search was not counted.", extra={"event": "portals.search.uncounted"})


def write_searches_down() -> int:
    """Add what was counted since the last time to the days; return how many rows that touched."""
    valkey = django_rq.get_connection()
    taken = f"{KEY}:{uuid4().hex}"
    try:
        valkey.rename(KEY, taken)
    except ResponseError as error:
        if "no such key" not in str(error):
            raise
        return 0
    counts: dict[tuple[int, date, str], list[int]] = defaultdict(lambda: [0, 0])
    for field, number in cast("dict[bytes, bytes]", valkey.hgetall(taken)).items():
        day, portal, in_vain, words = field.decode().split("|", 3)
        row = counts[int(portal), date.fromisoformat(day), words]
        row[0] += int(number)
        row[1] += int(number) * int(in_vain)
    rows = [(portal, day, words, *two) for (portal, day, words), two in sorted(counts.items())]
    with connection.cursor() as cursor:
        cursor.execute(_ADD, [list(column) for column in zip(*rows, strict=True)])
    valkey.delete(taken)
    return len(rows)


def forget_searches(today: date) -> int:
    """Delete what was looked for before the days that are shown; return how many rows that were."""
    return SearchedWords.objects.filter(day__lt=today - timedelta(days=DAYS_SHOWN)).delete()[0]


def searched(portals: Collection[int], since: date, *, in_vain: bool) -> list[dict[str, object]]:
    """Return words looked for on these portals since then with their numbers, the most frequent first. One query."""
    number = "in_vain" if in_vain else "asked"
    found = (
        SearchedWords.objects.filter(portal__in=portals, day__gte=since)
        .values("words")
        .annotate(number=Sum(number), times=Sum("asked"))
        .filter(number__gte=FEWEST_ASKED)
        .order_by("-number", "words")[:100]
    )
    return [dict(row) for row in found]
