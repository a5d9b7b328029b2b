"""What must hold of the page cache: it heard of every change. Asked by `doctor`."""

from __future__ import annotations

from portals.operations.checking import Check

CHECKS = (
    Check(
        "outbox",
        "the page cache knew of every change within a minute",
        """
        SELECT 'change ' || id || ': since ' || made_at FROM portals_editionchange
        WHERE made_at < %(now)s - interval '1 minute'
        """,
    ),
)
