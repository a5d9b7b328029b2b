"""Addresses of our own that pages lead to and no list has, and files of the release that pages load."""

from __future__ import annotations

from collections.abc import Mapping, Set
from datetime import date, datetime
from typing import Any
from urllib.parse import quote

from django.db import connection
from django.urls import Resolver404, resolve

from portals.addresses import portals_by_hostname
from portals.fetching import FetchError, fetch_own_all

from .models import WatchedAddress
from .planning import next_moment_sql
from .wanted import views_registered

# So many are asked for in one slice; the others at another look.
MOST_ASKED = 20
# Views of which the list has every address. What the others serve follows from rows that are watched, or changes with
# each question.
LISTED = {"story", "story_pdf", "section", "information"}
ADDRESSES = "portals.urls.public"

_STATIC = """
    INSERT INTO watch_watchedaddress
        (portal_id, path, kind, is_urgent, due_at, watched_since, known_digest, doubts, failures)
    SELECT told.portal_id, told.path, 'static', false, {moment}, %(now)s, '', 0, 0
    FROM unnest(%(portals)s::bigint[], %(paths)s::text[]) AS told (portal_id, path)
    WHERE NOT EXISTS (SELECT FROM watch_watchedaddress watched
                      WHERE watched.kind = 'static' AND watched.path = told.path)
    ON CONFLICT (portal_id, path) DO NOTHING
"""


def strange_addresses(leads: Set[tuple[str, str]], *, today: date) -> frozenset[tuple[str, str]]:
    """Return those of `leads` (host, path) that are no portal's pages by the list, and answer all the same.

    Two queries, and one for what is asked.
    """
    paths = {(host, path) for host, path in leads if _is_listed(path)}
    if not paths:
        return frozenset()
    portals = portals_by_hostname(today)
    rows = WatchedAddress.objects.filter(
        portal__in={portals.get(host) for host, _path in paths}, path__in={one for _, one in paths}
    )
    known = set(rows.values_list("portal", "path"))
    asked = sorted(
        (host, path)
        for host, path in paths
        if host in portals and (portals[host], path) not in known
    )[:MOST_ASKED]
    answers = fetch_own_all([(host, quote(path)) for host, path in asked])
    return frozenset(
        address
        for address, answer in zip(asked, answers, strict=True)
        if not isinstance(answer, FetchError) and answer.status == 200
    )


def _is_listed(path: str) -> bool:
    if path.startswith("/static/"):
        return False
    try:
        return resolve(path, urlconf=ADDRESSES).url_name in LISTED | views_registered()
    except Resolver404:
        # Nothing of ours answers there: if something does, it is strange.
        return True


def watch_static(files: Mapping[str, int], *, now: datetime) -> None:
    """Put files of the release on the list, each on one of the portals whose pages load it. One statement."""
    if not files:
        return
    given: dict[str, Any] = {"now": now, "portals": list(files.values()), "paths": list(files)}
    with connection.cursor() as cursor:
        cursor.execute(_STATIC.format(moment=next_moment_sql("told.portal_id || told.path")), given)
