"""What is written on the real install of a clone: that it was made, or why not."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import psycopg

from .enums import CloneState

LONGEST_FAULT = 500
# One that was killed is told as failed by the next.
_KILLED = "It was ended before it was done."


def note_begun(source: psycopg.Connection[Any], *, now: datetime) -> int:
    """Write down that a clone is under way; return its row."""
    source.execute(
        "UPDATE practice_practiceclone SET state = %s, ended_at = %s, fault = %s WHERE state = %s",
        [CloneState.FAILED, now, _KILLED, CloneState.RUNNING],
    )
    row = source.execute(
        "INSERT INTO practice_practiceclone (state, began_at, fault) VALUES (%s, %s, '') RETURNING id",
        [CloneState.RUNNING, now],
    ).fetchone()
    return int(row[0]) if row else 0


def note_ready(source: psycopg.Connection[Any], clone: int, *, deeds: int, now: datetime) -> None:
    source.execute(
        "UPDATE practice_practiceclone SET state = %s, ended_at = %s, deeds = %s WHERE id = %s",
        [CloneState.READY, now, deeds, clone],
    )


def note_failed(source: psycopg.Connection[Any], clone: int, fault: str, *, now: datetime) -> None:
    source.execute(
        "UPDATE practice_practiceclone SET state = %s, ended_at = %s, fault = %s WHERE id = %s",
        [CloneState.FAILED, now, fault[:LONGEST_FAULT] or "?", clone],
    )


def mark(clone: psycopg.Connection[Any], *, now: datetime) -> None:
    """Write on the clone itself from when on what is done there is practice: what was seeded is before."""
    clone.execute(
        "INSERT INTO practice_practiceclone (state, began_at, ended_at, fault) VALUES (%s, %s, %s, '')",
        [CloneState.READY, now, now],
    )


def marked_at(clone: psycopg.Connection[Any]) -> datetime | None:
    """When the clone was marked as made; None where it is none, or of a release that did not mark it."""
    try:
        row = clone.execute("SELECT max(ended_at) FROM practice_practiceclone").fetchone()
    except psycopg.errors.UndefinedTable:
        return None
    return row[0] if row else None
