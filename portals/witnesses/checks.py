"""What must hold of witnesses. Asked by `doctor`."""

from __future__ import annotations

from django.conf import settings

from portals.operations.checking import Check


def witness_checks() -> tuple[Check, ...]:
    days = settings.PORTALS_WITNESS_SILENT_DAYS
    return (
        Check(
            "witnesses.answer",
            f"every witness of the ledger countersigned within {days} days of being asked",
            f"""
            SELECT office || ': no answer since ' || waiting_since FROM witnesses_witness witness
            WHERE forgotten_at IS NULL AND waiting_since < %(now)s - interval '{days} days'
              AND NOT EXISTS (
                SELECT FROM ledger_ledgercosignature
                WHERE name = key_name AND received_at > waiting_since
              )
            """,
        ),
    )
