"""A published month as a table for spreadsheets: one row a portal, a column for each criterion."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from portals.admin_kit.exports import harmless

from .table import PublishedMonth, PublishedPortal

# Stable: whoever reads the file by program goes by these names.
COLUMNS = (
    "month", "portal", "code", "name", "tier", "cluster", "scorer", "rubric", "earned", "applicable", "penalty",
    "bonus", "total", "band", "provisional", "rank", "rank_from", "rank_to", "corrected",
)  # fmt: skip


def month_as_csv(published: PublishedMonth) -> bytes:
    """Return the file, in UTF-8 with the mark by which spreadsheets know it. What does not count is empty."""
    codes = sorted({line.code for one in published.portals for line in one.lines})
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow([*COLUMNS, *codes])
    for portal in published.portals:
        points = {line.code: line.points for line in portal.lines}
        row = [str(published.month), *_cells(portal), *map(points.get, codes)]
        writer.writerow([harmless(cell) for cell in row])
    return written.getvalue().encode("utf-8-sig")


def _cells(portal: PublishedPortal) -> Iterator[object]:
    yield from (portal.hostname, portal.code, portal.name, portal.tier, portal.cluster)
    yield from (portal.scorer, portal.rubric)
    yield from (portal.earned, portal.applicable, portal.penalty, portal.bonus, portal.total)
    yield from (portal.band, portal.provisional)
    rank = portal.rank
    yield from (rank.rank, rank.from_rank, rank.to_rank) if rank else (None, None, None)
    yield "1" if portal.is_corrected else ""
