"""What stands at the head of sections beside what was written for them, as rooms above register it by the type."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from portals.models import Portal


@dataclass(frozen=True, slots=True)
class SectionPart:
    """A template, and what it is given as `said`. Nothing is shown where nothing is said.

    `said_of` asks a number of queries that does not grow.
    """

    template: str
    said_of: Callable[[HttpRequest, Portal], Any]


_registered: defaultdict[str, list[SectionPart]] = defaultdict(list)


def register(section_type: str, part: SectionPart) -> None:
    """Show `part` at the head of sections of this type; called from an app's `ready()`."""
    _registered[section_type].append(part)


def parts_of(section_type: str, request: HttpRequest, portal: Portal) -> Iterator[dict[str, Any]]:
    """Return template and content of what stands at the head of a section, in the order of registration."""
    for part in _registered.get(section_type, ()):
        if said := part.said_of(request, portal):
            yield {"template": part.template, "said": said}
