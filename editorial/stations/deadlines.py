"""By when a bulletin that was sent is to be aired. The floor that sends registers it: stations stand below it."""

from __future__ import annotations

from django.db.models import DateTimeField, Value
from django.db.models.expressions import Combinable

_registered: list[Combinable] = []


def register(air_by: Combinable) -> None:
    """Say once, from an app's `ready()`, until when the story of a placement is to be aired on its portal, as SQL."""
    if _registered:
        raise ValueError("two deadlines of bulletins")
    _registered.append(air_by)


def air_by() -> Combinable:
    """The deadline of a placement, null where it has none."""
    return _registered[0] if _registered else Value(None, output_field=DateTimeField())
