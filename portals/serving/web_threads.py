"""Whether the code that runs has one of the few threads in which visitors are answered."""

from __future__ import annotations

import threading

_thread = threading.local()


def become_web_thread() -> None:
    """Told once by each thread that answers visitors, and by no job, command or thread beside."""
    _thread.answers_visitors = True


def is_web_thread() -> bool:
    """Whether somebody else waits while this thread does: what it waits for must be bounded."""
    return getattr(_thread, "answers_visitors", False)
