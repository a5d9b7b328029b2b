"""Which addresses an archive has: all that are public, as the watch and the site maps know them, for people."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

from django.db import connection

from editorial.answers.models import ReleasedFile
from editorial.integrity_watch.wanted import FIXED, statement
from editorial.models import StoryPaper
from editorial.open_data.registry import datasets_of
from editorial.public.more_pages import more_pages
from portals.addresses import main_hostname
from portals.clock import local_date
from portals.models import Portal
from portals.tree import PORTAL_PATH_LENGTH

from .catalogue import ArchivedAddress

# Read by machines that come again, and told otherwise here: the proofs of all stories are in the ledger's own files.
FOR_MACHINES = re.compile(
    r"/(robots\.txt|sitemap.*\.xml|(.+/)?(rss\.xml|atom\.xml|feed\.json)|\.well-known/.*)"
)
LEFT_OUT = ("gone", "proof", "proofs", "paper", "picture")
SLICE = 2000
_LISTED = """
    WITH {wanted}
    SELECT DISTINCT ON (path) path, kind, subject FROM wanted
    WHERE portal_id = %(portal)s AND kind <> ALL(%(left_out)s::text[]) ORDER BY path, kind
"""


def portals_archived(*, now: datetime, code: str = "") -> list[Portal]:
    """Return the portals that are open and have a host, or the one with this code. One query."""
    opened = Portal.objects.open_on(local_date(now)).filter(site__isnull=False)
    if code:
        opened = opened.filter(code=code)
    return list(opened.select_related("site", "root").order_by("site__hostname"))


def portals_at(hosts: Collection[str]) -> list[Portal]:
    """Return the portals at these hosts, open or not. One query."""
    found = Portal.objects.filter(site__hostname__in=hosts)
    return list(found.select_related("site", "root").order_by("site__hostname"))


def public_addresses(portal: Portal, *, now: datetime) -> Iterator[ArchivedAddress]:
    """Yield what is public on a portal. A fixed number of queries, however much that is."""
    host = main_hostname(portal)
    # Those whose hash the ledger holds; others are typeset for whoever asks, and say what their page says.
    papers = set(StoryPaper.objects.filter(portal=portal).values_list("story", flat=True))
    for path, kind, subject in _rows(portal, now):
        if not FOR_MACHINES.fullmatch(path):
            yield ArchivedAddress(host, path, kind, subject)
        if kind == "story" and subject in papers:
            yield ArchivedAddress(host, f"{path.rstrip('/')}.pdf", "paper", subject)
    yield from (ArchivedAddress(host, page.path, "more") for page in more_pages(portal))
    yield from (ArchivedAddress(host, path, "data") for path in _sets_of_data(portal))
    beside = ReleasedFile.objects.filter(answer__portal=portal, answer__retracted_at=None)
    yield from (ArchivedAddress(host, file.path, "file") for file in beside.iterator(SLICE))


def _sets_of_data(portal: Portal) -> Iterator[str]:
    """The tables to take away, and what explains their columns. What is asked for by a query has no file of its own."""
    for one in datasets_of([portal])[portal.pk]:
        for file in one.files:
            yield from (path for path in (file.path, file.described_by) if path and "?" not in path)


def _rows(portal: Portal, now: datetime) -> Iterator[Any]:
    given: dict[str, Any] = {
        "now": now,
        "today": local_date(now),
        "fixed": list(FIXED),
        "portal": portal.pk,
        "left_out": list(LEFT_OUT),
    }
    wanted = statement(portal_path=PORTAL_PATH_LENGTH, recent=False)
    with connection.cursor() as cursor:
        cursor.execute(_LISTED.format(wanted=wanted), given)
        while rows := cursor.fetchmany(SLICE):
            yield from rows
