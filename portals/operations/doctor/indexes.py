"""What must hold of the indexes of all tables. Asked by `doctor`."""

from __future__ import annotations

from portals.operations.checking import Check

CHECKS = (
    Check(
        "indexes.valid",
        "no index was left half made by a migration that broke off",
        """
        SELECT 'index ' || one.indexrelid::regclass || ' of ' || one.indrelid::regclass FROM pg_index one
        WHERE NOT one.indisvalid AND NOT EXISTS (
            SELECT FROM pg_stat_progress_create_index made WHERE made.index_relid = one.indexrelid
        )
        """,
    ),
)
