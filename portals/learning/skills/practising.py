"""Deeds of the practice install: read there before it is cloned anew, and kept here, marked as such."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import psycopg
import structlog

from .models import LONGEST_EVIDENCE
from .registry import deed_sources

if TYPE_CHECKING:
    from psycopg import Connection

logger = structlog.get_logger(__name__)

# What was begun on the real install comes to its end there, too: it is counted there and not as practice.
_READ = """
    SELECT person.id, person.username, person.date_joined, %(skill)s, deed.at, left(deed.evidence, %(longest)s)
    FROM ({deeds}) AS deed JOIN boards_user AS person ON person.id = deed.user_id
    WHERE deed.is_right AND deed.at > %(since)s
      AND coalesce((to_jsonb(deed) ->> 'begun_at')::timestamptz, deed.at) > %(since)s AND deed.at <= %(now)s
"""
# An account that was made on the practice install may have the number of one that the real install gave since: only who
# is the same by name and by the instant of joining is the same person.
_KEEP = """
    INSERT INTO skills_practiseddeed (user_id, skill, at, evidence)
    SELECT person.id, %s, %s, %s FROM boards_user AS person
    WHERE person.id = %s AND person.username = %s AND person.date_joined = %s
    ON CONFLICT (user_id, skill, at) DO NOTHING
"""


@dataclass(frozen=True, slots=True)
class ReadDeed:
    """A deed as it stood on the practice install, with what tells whose it was."""

    user_id: int
    username: str
    date_joined: datetime
    skill: str
    at: datetime
    evidence: str


def deeds_practised(clone: Connection[Any], *, since: datetime, now: datetime) -> list[ReadDeed]:
    """The right deeds on the practice install since it was made. A skill that cannot be read there is left out.

    Mistakes are what practice is for: they are not read.
    """
    found: list[ReadDeed] = []
    for source in deed_sources().values():
        told = {"skill": source.skill, "longest": LONGEST_EVIDENCE, "since": since, "now": now}
        try:
            rows = clone.execute(_READ.format(deeds=source.sql), told).fetchall()
        except psycopg.Error as error:
            # The clone is of the release before.
            logger.warning("practice.deeds_unread", skill=source.skill, error=type(error).__name__)
            continue
        found += [ReadDeed(*row) for row in rows]
    return found


def keep_practised(real: Connection[Any], deeds: Sequence[ReadDeed]) -> int:
    """Keep deeds on the real install, of persons whom it knows; return how many are new. Safe to repeat."""
    kept = 0
    with real.transaction():
        for deed in deeds:
            kept += real.execute(
                _KEEP,
                [
                    *(deed.skill, deed.at, deed.evidence),
                    *(deed.user_id, deed.username, deed.date_joined),
                ],
            ).rowcount
    return kept
