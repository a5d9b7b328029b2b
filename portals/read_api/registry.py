"""The resources of the read API; each floor registers its own in `ready()`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .resources import ReadResource

_resources: dict[str, ReadResource[Any]] = {}


def register(resource: ReadResource[Any]) -> None:
    """Add a resource; called once, from an app's `ready()`."""
    if resource.name in _resources:
        raise ValueError(f"two resources named {resource.name}")
    _resources[resource.name] = resource


def resources() -> Mapping[str, ReadResource[Any]]:
    """Return them by name, in their order."""
    return dict(sorted(_resources.items(), key=lambda one: one[1].rank))
