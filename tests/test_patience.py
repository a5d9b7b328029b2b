"""Whoever waits for another process waits as long as that one gets on, and no longer."""

from __future__ import annotations

from itertools import count

from tests.support.patience import come_true


class Steps:
    """A clock and a process that stands still after so many steps; each question costs a second."""

    def __init__(self, until: int) -> None:
        self.seconds = count(0.0)
        self.until = until
        self.done = 0

    def progress(self) -> int:
        self.done = min(self.done + 1, self.until)
        return self.done

    def wait(self, steps: int) -> bool:
        return come_true(
            lambda: self.done == steps,
            progress=self.progress,
            patience=3,
            clock=lambda: next(self.seconds),
        )


def test_a_slow_process_is_waited_for():
    assert Steps(until=12).wait(12)


def test_one_that_stands_still_is_not():
    assert not Steps(until=5).wait(12)
