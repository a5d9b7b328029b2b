"""How large a sheet may be. What is larger is refused, never cut: a table without its end has no true total."""

from __future__ import annotations

from editorial.file_text.faults import TooMuch

from .grid import Draft, Merge, Raw, cleaned

MOST_SHEETS = 60
MOST_ROWS = 20_000
MOST_COLUMNS = 256
MOST_CELLS = 400_000
MOST_MERGES = 20_000
LONGEST_TEXT = 4_000


class Room:
    """How many cells a file may still have."""

    def __init__(self) -> None:
        self._cells = MOST_CELLS
        self._merges = MOST_MERGES

    def put(self, draft: Draft, row: int, column: int, value: Raw) -> None:
        """Put a cell where it belongs; what is empty takes no room. Raises TooMuch."""
        if isinstance(value, str):
            value = cleaned(value[:LONGEST_TEXT])
        if value is None:
            return
        self._cells -= 1
        if self._cells < 0 or row >= MOST_ROWS or column >= MOST_COLUMNS:
            raise TooMuch
        draft.cells[row, column] = value

    def merge(self, draft: Draft, merge: Merge) -> None:
        top, left, bottom, right = merge
        self._merges -= 1
        if self._merges < 0:
            raise TooMuch
        if top < MOST_ROWS and left < MOST_COLUMNS:
            draft.merges.append((top, left, min(bottom, MOST_ROWS), min(right, MOST_COLUMNS)))
