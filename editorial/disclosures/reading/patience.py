"""How long the cells of one file are looked at. A table made to tire its reader is refused, whatever its size."""

from __future__ import annotations

import time

from .sheet import CellFault, SheetFaults

# Of the processor. An honest sheet of three thousand lines takes a tenth of it.
MOST_SECONDS = 4.0


class Patience:
    """Asked wherever the work goes on; raises SheetFaults once it has run out."""

    def __init__(self, seconds: float = MOST_SECONDS) -> None:
        self._ends = time.thread_time() + seconds

    def ask(self) -> None:
        if time.thread_time() > self._ends:
            raise SheetFaults((CellFault("too_slow"),))
