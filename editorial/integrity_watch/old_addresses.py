"""Public addresses of portals that are about to end, to be asked for afterwards."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import connection

from portals.clock import local_date
from portals.tree import PORTAL_PATH_LENGTH

from .wanted import FIXED, statement

# Spread evenly over the portals, and the same at each asking. Papers are typeset when they are first asked for, and
# what is written then would stay in the storage.
_SOME = """
    WITH {wanted},
    counted AS (
        SELECT DISTINCT portal_id, path FROM wanted
        WHERE portal_id = ANY(%(portals)s) AND kind NOT IN ('gone', 'paper')
    ),
    ranked AS (
        SELECT *, row_number() OVER (PARTITION BY portal_id ORDER BY hashtext(path), path) AS place FROM counted
    )
    SELECT address.hostname, ranked.path FROM ranked
    JOIN portals_portaladdress address ON address.portal_id = ranked.portal_id AND address.is_main
        AND address.period @> %(today)s::date
    ORDER BY ranked.place, ranked.portal_id LIMIT %(limit)s
"""


def some_addresses_of(portals: Collection[int], limit: int, now: datetime) -> list[tuple[str, str]]:
    """Host and path of at most `limit` public addresses, as many of each portal as there are. One query."""
    sql = _SOME.format(wanted=statement(portal_path=PORTAL_PATH_LENGTH, recent=False))
    asked: dict[str, Any] = {"now": now, "today": local_date(now), "fixed": list(FIXED)}
    with connection.cursor() as cursor:
        cursor.execute(sql, asked | {"portals": list(portals), "limit": limit})
        return [(host, path) for host, path in cursor.fetchall()]
