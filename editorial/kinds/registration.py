"""The kinds of this floor, in the order in which they are offered."""

from __future__ import annotations

from .articles import ARTICLES
from .notices import NOTICES
from .registry import register


def install() -> None:
    register(ARTICLES)
    register(NOTICES)
