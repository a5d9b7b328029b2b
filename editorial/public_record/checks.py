"""What must hold of what is noted for the ledger. Asked by `doctor`."""

from __future__ import annotations

from django.db import connection
from django.utils import timezone

from editorial.models.to_record import STANDING
from portals.operations.checking import Check

from .waiting import LATE

# What only stands there has no hour by which it must be written.
_IS_LATE = (
    f"given_up_at IS NOT NULL OR kind <> '{STANDING}' AND noted_at < %(now)s - interval '{LATE}'"
)
_LATE_ACTS = f"""
    SELECT kind || ' of page ' || coalesce(page_id, story_id) || ': '
        || CASE WHEN given_up_at IS NULL THEN 'waits, ' || tries || ' tries so far' ELSE 'given up' END
    FROM editorial_publicationtorecord
    WHERE ({_IS_LATE})
"""

CHECKS = (
    Check(
        "record.written",
        f"what is done with a text stands in the ledger within {LATE}",
        _LATE_ACTS,
    ),
)


def late_count() -> int:
    """How many acts should stand in the ledger by now and do not. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM editorial_publicationtorecord WHERE {_IS_LATE}",
            {"now": timezone.now()},
        )
        return int(cursor.fetchone()[0])
