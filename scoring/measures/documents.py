"""Whether official documents come to the register in time, with their files, and which numbers are missing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import connection

from editorial.models.moved import MOVED
from portals.clock import local_date
from portals.models import Portal
from scoring.periods import Period

from .came_later import HAD_COME
from .registry import Evidence, Measured, Measurement

LATE, MUCH_LATE, FILELESS, HISTORY, MISSING, ANSWERED = (
    "late",
    "much_late",
    "fileless",
    "history",
    "missing",
    "gap_answered",
)
# What one document is worth by its reason. Those that are named nowhere here are no case.
WORTH = {
    "": Decimal(1),
    LATE: Decimal("0.5"),
    MUCH_LATE: Decimal("0.25"),
    FILELESS: Decimal(),
    MISSING: Decimal(),
}


@dataclass(frozen=True)
class Punctual:
    """Working days after the issue for full and for half worth; documents older than `history_days` are no case."""

    full_days: int = 2
    half_days: int = 5
    history_days: int = 92


@dataclass(frozen=True, slots=True)
class Published:
    """A document that first came to the public in the period and stood when it ended.

    `first_at` is that of the earliest page of the portal that was this document. `file_at`: when its first file was
    stored; None where it has none. Number, day and abstract stand with every document.
    """

    portal_id: int
    story_id: int
    title: str
    issued_on: date
    first_at: datetime
    file_at: datetime | None


# The file of a page that was published without it cannot have been public before it was stored.
_PUBLISHED = f"""
    SELECT placed.portal_id, placed.story_id, page.title, document.issued_on, first.placed_at,
        (
            SELECT min(file.created_at) FROM editorial_publishedfile used
            JOIN editorial_portaldocument file ON file.id = used.document_id
            WHERE used.page_id = placed.story_id
        )
    FROM (
        SELECT DISTINCT portal_id, story_id FROM editorial_placement placement
        WHERE role = 'origin' AND kind = 'document' AND via <> %(moved)s AND portal_id = ANY(%(portals)s)
            AND placed_at >= %(start)s AND placed_at < %(end)s
            AND {HAD_COME.format(placement="placement")}
    ) placed
    JOIN editorial_officialdocumentpage document ON document.storypage_ptr_id = placed.story_id
    JOIN editorial_storypage story ON story.page_ptr_id = placed.story_id
    JOIN wagtailcore_page page ON page.id = placed.story_id
    CROSS JOIN LATERAL (
        SELECT min(before.placed_at) AS placed_at
        FROM editorial_officialdocumentpage same
        JOIN editorial_storypage text ON text.page_ptr_id = same.storypage_ptr_id
        JOIN editorial_placement before ON before.story_id = same.storypage_ptr_id
        WHERE same.number_key = document.number_key AND same.issued_on = document.issued_on
            AND same.issuer_key = document.issuer_key AND text.adapted_from_id IS NULL
            AND before.role = 'origin' AND before.portal_id = placed.portal_id
    ) first
    WHERE story.adapted_from_id IS NULL AND first.placed_at >= %(start)s AND EXISTS (
        SELECT FROM editorial_placement stands
        WHERE stands.story_id = placed.story_id AND stands.portal_id = placed.portal_id
            AND stands.role = 'origin' AND stands.placed_at < %(end)s
            AND (stands.removed_at IS NULL OR stands.removed_at >= %(end)s)
    )
    ORDER BY placed.portal_id, first.placed_at, placed.story_id
"""
# Each month in which a number is missing still, once the board's days for it are over.
_GAPS = """
    SELECT gap.portal_id, gap.id, gap.number, gap.answer IN ('unused', 'withheld')
    FROM editorial_numbergap gap
    WHERE gap.portal_id = ANY(%(portals)s) AND gap.due_at < %(end)s
        AND (gap.closed_at IS NULL OR gap.closed_at >= %(end)s)
    ORDER BY gap.portal_id, gap.issuer_key, gap.series, gap.serial
"""


def in_register(portals: Sequence[Portal], period: Period, wanted: Punctual) -> Measured:
    """A3: the mean over the documents known to exist, published or missing. Two queries.

    Known are those that the portal first published in the period, and numbers that were missing when it ended in a
    series that is public as a whole. A board's word that a number was not used, or may not be public, takes it out; its
    word that the document is coming does not. A document that was issued before the portal opened, or long before the
    period, is history that was brought in: it costs nothing.
    """
    given: dict[str, datetime | list[int] | str] = {
        "portals": [portal.pk for portal in portals],
        "start": period.starts_at,
        "end": period.ends_at,
        "moved": MOVED,
    }
    opened = {portal.pk: portal.opened_on for portal in portals}
    found: dict[int, list[Evidence]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_PUBLISHED, given)
        for row in cursor.fetchall():
            one = Published(*row)
            why = _why(one, period, wanted, opened[one.portal_id])
            found[one.portal_id].append(Evidence("story", one.story_id, one.title, why))
        cursor.execute(_GAPS, given)
        for portal_id, pk, number, is_answered in cursor.fetchall():
            why = ANSWERED if is_answered else MISSING
            found[portal_id].append(Evidence("number_gap", pk, number, why))
    return {portal.pk: _mean(found[portal.pk]) for portal in portals}


def _why(one: Published, period: Period, wanted: Punctual, opened_on: date) -> str:
    if one.issued_on < max(opened_on, period.first - timedelta(days=wanted.history_days)):
        return HISTORY
    if one.file_at is None:
        return FILELESS
    public_on = local_date(max(one.first_at, one.file_at))
    days = period.calendar.working_days_between(one.issued_on, public_on)
    if days <= wanted.full_days:
        return ""
    return LATE if days <= wanted.half_days else MUCH_LATE


def _mean(things: Sequence[Evidence]) -> Measurement:
    """Fold what was found of one portal. Pure."""
    worth = [WORTH[one.why] for one in things if one.why in WORTH]
    return Measurement(
        value=sum(worth, Decimal()) / len(worth) if worth else Decimal(),
        cases=len(worth),
        numbers={
            "documents": len(worth),
            "in_time": _count(things, ""),
            "late": _count(things, LATE),
            "much_late": _count(things, MUCH_LATE),
            "fileless": _count(things, FILELESS),
            "gaps": _count(things, MISSING),
            "no_case": len(things) - len(worth),
        },
        evidence=tuple(_worst_first(things)),
    )


def _count(things: Sequence[Evidence], why: str) -> int:
    return sum(one.why == why for one in things)


def _worst_first(things: Sequence[Evidence]) -> Iterator[Evidence]:
    """A card names a few: what cost most stands before what cost nothing."""
    yield from sorted(things, key=lambda one: WORTH.get(one.why, Decimal(2)))
