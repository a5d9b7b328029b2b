"""Python's search for cycles of objects, which scoring a month does without."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def paused_gc() -> Iterator[None]:
    """Have Python not look for cycles meanwhile; what nothing refers to goes all the same.

    A month of 5,000 portals is a million objects, which stay until it is written and have no cycles. Every search goes
    through all that is kept: together they took two fifths of the processor's time.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
