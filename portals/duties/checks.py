"""What `manage.py doctor` proves of duties."""

from __future__ import annotations

from collections.abc import Iterator

from portals.operations.checking import Check

from . import registry
from .models import Duty


def _unfulfillable() -> Iterator[str]:
    for duty in Duty.objects.order_by("code", "tier"):
        if not registry.can_be_met(duty.fulfilled_by, duty.begins_with):
            yield f"{duty.code} ({duty.tier_id}): {duty.fulfilled_by} {duty.begins_with}".rstrip()


CHECKS = (
    Check(
        "duties.can_be_met",
        "every duty names what this release can fulfil; else nobody is asked for it",
        _unfulfillable,
    ),
)
