"""What must hold of what is noted for the ledger. Asked by `doctor`."""

from __future__ import annotations

from django.db import connection

from portals.operations.checking import Check

from .waiting import LATE

_LATE_ACTS = f"""
    SELECT kind || ' of page ' || coalesce(page_id, story_id) || ': '
        || CASE WHEN given_up_at IS NULL THEN 'waits, ' || tries || ' tries so far' ELSE 'given up' END
    FROM editorial_publicationtorecord
    WHERE (given_up_at IS NOT NULL OR noted_at < %(now)s - interval '{LATE}')
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
            f"""
            SELECT count(*) FROM editorial_publicationtorecord
            WHERE given_up_at IS NOT NULL OR noted_at < statement_timestamp() - interval '{LATE}'
            """
        )
        return int(cursor.fetchone()[0])
