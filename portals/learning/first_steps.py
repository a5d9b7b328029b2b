"""“Cổng của bạn trong năm bước”: what a board does first, and how far it has come, read from what it did.

Each floor registers its steps in `ready()`. Nothing of it is kept: a step is taken where the data says so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from portals.models import Portal

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# Of steps that are counted in one query beside a portal's row.
_PREFIX = "taken_"


@dataclass(frozen=True, slots=True)
class FirstStep:
    """A step; `taken` is its condition on a portal (`OuterRef("pk")`) on a day.

    `url_name` is where it is done, an address without arguments; `page` the page of the handbook about it. A `deed`
    that was done once stays done: with all of them a board knows its way, and is no longer shown the steps.
    """

    name: str
    label: StrOrPromise
    url_name: str
    page: str
    order: int
    taken: Callable[[date], Any]
    deed: bool = False


_steps: dict[str, FirstStep] = {}


def register(step: FirstStep) -> None:
    """Add a step; called once, from an app's `ready()`."""
    if step.name in _steps:
        raise ValueError(f"Registered twice: {step.name}")
    _steps[step.name] = step


def first_steps() -> list[FirstStep]:
    return sorted(_steps.values(), key=lambda step: step.order)


def steps_taken(portal: Portal, day: date) -> list[tuple[FirstStep, bool]]:
    """Each step, and whether `portal` has taken it on `day`. One query."""
    steps = first_steps()
    conditions = {f"{_PREFIX}{step.name}": step.taken(day) for step in steps}
    found = Portal.objects.filter(pk=portal.pk).annotate(**conditions)
    taken = found.values_list(*conditions).get()
    return [(step, bool(one)) for step, one in zip(steps, taken, strict=True)]
