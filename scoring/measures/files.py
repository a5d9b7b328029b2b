"""Whether files that portals publish can be searched."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from django.db import connection

from portals.models import Portal
from scoring.periods import Period
from scoring.probes.enums import SEARCHABLE

from .registry import Evidence, Measured, Measurement, NoParameters

# Added by the portal in the period, and used by a page that was public: what merely lies in a folder is no file for
# readers, and a story's file is its origin's.
_ADDED = """
    SELECT portal.id, document.id, document.title, reading.kind
    FROM editorial_portaldocument document
    JOIN portals_portal portal ON portal.collection_id = document.collection_id
    LEFT JOIN probes_filereading reading ON reading.document_id = document.id
    WHERE portal.id = ANY(%(portals)s)
        AND document.created_at >= %(start)s AND document.created_at < %(end)s
        AND EXISTS (
            SELECT FROM editorial_publishedfile used WHERE used.document_id = document.id
        )
    ORDER BY portal.id, document.id
"""


def searchable(portals: Sequence[Portal], period: Period, _wanted: NoParameters) -> Measured:
    """E4: the share of published files that were added in the period and can be searched. One query.

    A file that was not read yet is left out.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _ADDED,
            {
                "portals": [portal.pk for portal in portals],
                "start": period.starts_at,
                "end": period.ends_at,
            },
        )
        rows = cursor.fetchall()
    by_portal: dict[int, list[tuple[int, str, str]]] = defaultdict(list)
    unread: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for portal_id, pk, title, kind in rows:
        if kind is None:
            unread[portal_id].append((pk, title))
        else:
            by_portal[portal_id].append((pk, title, kind))
    found = {}
    for portal in portals:
        files = by_portal[portal.pk]
        closed = [one for one in files if one[2] not in SEARCHABLE]
        good = len(files) - len(closed)
        found[portal.pk] = Measurement(
            value=Decimal(good) / len(files) if files else Decimal(),
            cases=len(files),
            numbers={"searchable": good, "files": len(files), "unread": len(unread[portal.pk])},
            evidence=(
                *(Evidence("document", *one) for one in closed),
                *(
                    Evidence("document", pk, title)
                    for pk, title, kind in files
                    if kind in SEARCHABLE
                ),
                *(Evidence("document", pk, title, "unread") for pk, title in unread[portal.pk]),
            ),
        )
    return found
