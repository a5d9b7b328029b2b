"""Whether a section has something to show, and what is owed in it, as each room that puts something there registers it.

Stories and standing pages count by themselves. A section without content is in no menu and no map of the portal, unless
something is owed there that citizens are told is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q

from editorial.models import InformationPage, Placement

from .section_lists import registered_lists

if TYPE_CHECKING:
    from portals.models import Portal

# Asked of sections of one type on one portal: whether there is something. Without a query of its own. What is asked may
# differ by a portal's tier and days, and by what of it is empty; what else is a portal's own stands in it as a value.
type Holds = Callable[[Portal], Exists | Q]
type ValueOfPortal = Callable[[Portal], Any]


@dataclass(frozen=True, slots=True)
class OwedInSections:
    """`is_owed` says of which rows of sections something is missing by the end of a day; asks nothing by itself.

    `told` gives the sentences about it for one type of section, in a query.
    """

    is_owed: Callable[[Portal, date], Exists | Q]
    told: Callable[[Portal, str], Iterable[str]]


_contents: list[tuple[str, Holds]] = []
_owed: list[OwedInSections] = []
_values: list[ValueOfPortal] = []


def register(section_type: str, holds: Holds) -> None:
    """Say when sections of this type hold something that is no story; called once, from an app's `ready()`.

    Several rooms may put something into one type of section. A list of a section's own says it by `SectionList.holds`.
    """
    _contents.append((section_type, holds))


def register_owed(owed: OwedInSections) -> None:
    """Keep sections in sight in which something is missing; called once, from an app's `ready()`."""
    _owed.append(owed)


def register_value(read: ValueOfPortal) -> None:
    """Say how a part reads a value of the portal, as it stands in the statement; called once, from an app's `ready()`.

    Its key needs no saying. With a value that is not registered, the statement is right, and built for each portal.
    """
    _values.append(read)


def has_content(portal: Portal) -> Q:
    """Whether a section of `portal` has anything to show: a part of a query over its sections, and none by itself."""
    standing = Placement.objects.standing().filter(portal=portal)
    pages = InformationPage.objects.live().filter(path__startswith=OuterRef("path"))
    if portal.root is not None:
        # The plain bound is what the index understands.
        pages = pages.filter(path__startswith=portal.root.path)
    found = Q(Exists(standing.filter(section=OuterRef("pk")))) | Q(Exists(pages))
    for section_type, own in registered_lists():
        if own.kind:
            found |= Q(Exists(standing.filter(kind=own.kind)), section_type=section_type)
        if own.holds is not None:
            found |= Q(own.holds(portal), section_type=section_type)
    for section_type, holds in _contents:
        found |= Q(holds(portal), section_type=section_type)
    return found


def is_owed(portal: Portal, day: date) -> Q:
    """Whether something is missing in a section of `portal`: a part of a query over its sections."""
    found = Q(pk__in=[])
    for one in _owed:
        found |= Q(one.is_owed(portal, day))
    return found


def registered_parts() -> Hashable:
    """All that takes part in the two questions above: what is made of it holds as long as these are the same."""
    return (*registered_lists(), *_contents, *_owed, *_values)


def registered_values() -> Iterable[ValueOfPortal]:
    return tuple(_values)


def missing_in_section(portal: Portal, section_type: str) -> list[str]:
    """Return what citizens are told is missing in sections of this type. A query a teller."""
    return [words for one in _owed for words in one.told(portal, section_type)]
