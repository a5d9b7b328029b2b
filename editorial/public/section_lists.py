"""Sections that list what stands in them in a way of their own, as rooms above register it by the section's type."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, Q
from django.http import HttpRequest

from portals.models import Portal


@dataclass(frozen=True, slots=True)
class FeedPart:
    """A part of a section that has feeds of its own: what it is called, which query asks for it, and what it holds."""

    name: str
    query: str
    placements: Q


@dataclass(frozen=True, slots=True)
class SectionList:
    """A list of a section's own; with `kind`, its feeds hold all of that kind on the portal as well.

    `read` returns what `template` shows beside a section's own context, in a number of queries that does not grow.

    None of it: the section is shown as all are. `query` are the names that it reads of the address, which stand in
    PORTALS_PAGE_QUERY for sections. `part` tells which part a feed is asked for, None where there is none such; it
    reads the names of `part_query`, which stand there for feeds of sections.
    `holds` asks whether the list has anything, where that is no story.
    """

    template: str
    read: Callable[[HttpRequest, Portal], dict[str, Any] | None]
    query: frozenset[str] = frozenset()
    kind: str = ""
    part: Callable[[Mapping[str, str]], FeedPart | None] | None = None
    part_query: frozenset[str] = frozenset()
    holds: Callable[[Portal], Exists | Q] | None = None


_registered: dict[str, SectionList] = {}


def register(section_type: str, shown: SectionList) -> None:
    """List the sections of this type by `shown`; called once, from an app's `ready()`."""
    if section_type in _registered:
        raise ValueError(f"sections of type {section_type} have two lists of their own")
    _registered[section_type] = shown


def list_of(section_type: str) -> SectionList | None:
    return _registered.get(section_type)


def registered_lists() -> Collection[tuple[str, SectionList]]:
    """Return all of them with their types of section."""
    return _registered.items()
