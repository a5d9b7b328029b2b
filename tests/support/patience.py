"""Waiting for other processes: as long as anything moves, however slow the machine is."""

from __future__ import annotations

import time
from collections.abc import Callable

# Longer than a process of ours takes to start where eight others want the same core.
PATIENCE = 90.0
# How often a server of a test looks whether it is to end; the library's half second is more than most such tests take.
PROMPTLY = 0.01


def come_true(
    true: Callable[[], bool],
    *,
    progress: Callable[[], object],
    patience: float = PATIENCE,
    clock: Callable[[], float] = time.monotonic,
) -> bool:
    """Wait until it is true; return False once `progress` has stood still for `patience` seconds.

    A bound on the whole would measure the machine. What hangs shows itself by standing still.
    """
    seen, since = progress(), clock()
    while not true():
        found = progress()
        if found != seen:
            seen, since = found, clock()
        elif clock() - since > patience:
            return False
        time.sleep(0.05)
    return True
