"""Contested facts that were accepted as wrong and not set right in time: what the penalty for uncorrected errors reads.

An accepted correction (`CorrectionRuling`) owes two things by its `due_at`, which the dated term `correct` gives: the
text itself, of the portal that wrote it; and the own version of each board that had made one and shows it. The note of
the correction stands above all of them from the ruling on, so nobody is charged for the time until then.

In time is what the due minute saw done: the text published without the wrong words, or taken down; the correction taken
over into the own version, its text kept with a reason, or the version withdrawn.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from .enums import SourceEvent


@dataclass(frozen=True, slots=True)
class UncorrectedError:
    """An error that a portal owed to set right by `due_at` and did not: done later, or at `corrected_at` None not yet.

    `case_id` is the number of the request by which evidence names it; `story_id` the page that is in error.
    """

    portal_id: int
    case_id: int
    story_id: int
    is_own_version: bool
    due_at: datetime
    corrected_at: datetime | None


_UNCORRECTED = """
    WITH due AS (
        SELECT ruling.case_id, ruling.portal_id, ruling.due_at, ruling.ruled_at, note.story_id,
               ruling.applied_at AS corrected_at
        FROM accountability_correctionruling ruling
        JOIN editorial_correction note ON note.request_number = ruling.case_id
        WHERE ruling.due_at >= %(starts)s AND ruling.due_at < %(ends)s
    ), owed AS (
        SELECT portal_id, case_id, story_id, FALSE AS is_own_version, due_at, corrected_at FROM due
        UNION ALL
        SELECT adaptation.portal_id, due.case_id, adaptation.copy_id, TRUE, due.due_at, change.in_force_at
        FROM due
        JOIN adapting_adaptation adaptation
          ON adaptation.source_id = due.story_id AND adaptation.took_over_at <= due.ruled_at
        JOIN adapting_sourcechange change
          ON change.adaptation_id = adaptation.id AND change.kind = %(corrected)s
         AND change.happened_at = due.ruled_at
    )
    SELECT * FROM owed
    WHERE portal_id = ANY(%(portals)s)
      AND coalesce(date_trunc('minute', corrected_at) > due_at, TRUE)
    ORDER BY portal_id, case_id, story_id
"""


def uncorrected_errors(
    portal_ids: Collection[int], starts: datetime, ends: datetime
) -> Iterator[UncorrectedError]:
    """Yield what `portal_ids` owed to set right from `starts` up to and without `ends`, and did not in time. One query.

    `ends` must not lie in the future. An error counts once, in the month of its due day, however long it stays.
    """
    asked: dict[str, Any] = {
        "portals": list(portal_ids),
        "starts": starts,
        "ends": ends,
        "corrected": SourceEvent.CORRECTED,
    }
    with connection.cursor() as cursor:
        cursor.execute(_UNCORRECTED, asked)
        rows = cursor.fetchall()
    return (UncorrectedError(*row) for row in rows)
