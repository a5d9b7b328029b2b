"""Wagtail's third API, to which no address of this install leads.

Its apps describe all their models to it as they start, by two libraries of its own: a third of each process's start,
of which an install has a dozen and its tests some hundred.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

# Whose apps tell the API of themselves, and what else they ask for.
_TELLING = ("documents", "images", "locales", "snippets", "contrib.redirects")
LEFT_OUT = (
    "wagtail.api.v3.api",
    *(f"wagtail.{app}.api.v3{part}" for app in _TELLING for part in ("", ".registry", ".router")),
)


class _LeftOut(ModuleType):
    """Takes what an app tells the API, and keeps none of it."""

    def register_content_types(self) -> None:
        pass

    @property
    def api(self) -> _LeftOut:
        return self

    @property
    def router(self) -> _LeftOut:
        return self

    def add_router(self, *_told: Any) -> None:
        pass


def leave_out() -> None:
    """Let Wagtail's apps start without it: called before theirs are ready.

    An app of its own, to be installed by whoever serves the API, would replace this. Whoever is to serve it here takes
    this away.
    """
    for name in LEFT_OUT:
        sys.modules.setdefault(name, _LeftOut(name, _LeftOut.__doc__))
