"""A table that came with a request: read in a process of its own, since a small workbook may hold a long one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import IO

from portals.admin_kit.exports import UnreadableTable

from .apart import Unfinished, UploadDeadline, at_once
from .examining import takes_too_long


def read_table_at_once(
    file: IO[bytes], name: str, columns: Sequence[str] = (), *, until: UploadDeadline
) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield what `read_table` does (`admin_kit.exports`). Raises UnreadableTable, also for what is not read in time."""
    try:
        told = at_once(
            "portals.uploads.inspecting:table",
            file,
            until=until,
            name=name,
            columns=list(columns),
        ).values
    except Unfinished as error:
        raise UnreadableTable(takes_too_long()) from error
    if told["fault"]:
        raise UnreadableTable(told["fault"])
    yield from ((line, cells) for line, cells in told["rows"])
