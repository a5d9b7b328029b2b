"""What the demo proves by `--check`, registered by each floor for itself in `ready()`."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

    from .running import RunningDemo

FAULTS_SHOWN = 5

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Result:
    """What was found under one key: so many right of so many that should be, and what is wrong."""

    key: str
    right: int
    total: int
    faults: Sequence[str] = ()
    seconds: float = 0.0

    @property
    def is_good(self) -> bool:
        """Whether all is right. Where there was nothing to ask, nothing was proved."""
        return self.right == self.total > 0 and not self.faults

    def as_json(self) -> dict[str, Any]:
        told = {
            "ok": self.is_good,
            "right": self.right,
            "total": self.total,
            "seconds": round(self.seconds, 2),
        }
        return told | ({"faults": list(self.faults[:FAULTS_SHOWN])} if self.faults else {})


@dataclass(frozen=True)
class DemoCheck:
    """A question to the running demo; `ask` returns a result for each key of `titles`. Asked by `rank`.

    One that is `of_practice` is asked where practice runs beside the demo.
    """

    titles: Mapping[str, StrPromise]
    ask: Callable[[RunningDemo], Iterable[Result]]
    rank: int
    of_practice: bool = False


_checks: list[DemoCheck] = []


def register(check: DemoCheck) -> None:
    """Add a check. Each of its keys is a line of `--check` and a key of its JSON; it can be taken once."""
    if twice := {key for other in _checks for key in other.titles}.intersection(check.titles):
        raise ValueError(f"Registered twice: {', '.join(sorted(twice))}")
    _checks.append(check)


def demo_checks(*, practice: bool = False) -> tuple[DemoCheck, ...]:
    """Return the checks of all floors in the order in which they are asked and told."""
    asked = (check for check in _checks if practice or not check.of_practice)
    return tuple(sorted(asked, key=lambda check: check.rank))


def check_all(demo: RunningDemo, checks: Iterable[DemoCheck]) -> Iterator[Result]:
    """Ask each check; yield a result for each of its keys as it comes.

    A check that fails by itself, or does not tell one of its keys, is wrong there; the others are asked all the same.
    """
    for check in checks:
        left = list(check.titles)
        started = time.monotonic()
        why = "not told"
        try:
            for result in check.ask(demo):
                left.remove(result.key)
                now = time.monotonic()
                yield replace(result, seconds=now - started)
                started = now
        except Exception as error:
            logger.exception("A check of the demo failed by itself")
            why = repr(error)
        for key in left:
            yield Result(key, 0, 1, [why], time.monotonic() - started)
    demo.ensure_running()
