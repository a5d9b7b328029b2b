"""The kinds of this floor, in the order in which they are offered."""

from __future__ import annotations

from . import registry
from .articles import ARTICLES
from .notices import NOTICES


def install() -> None:
    registry.register(ARTICLES)
    registry.register(NOTICES)
