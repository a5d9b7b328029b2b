"""The statement about a portal's sections, built once for all portals that are asked the same in other values.

A score of rooms have their part in it: building it takes fifteen times as long as answering it.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper
from django.utils import timezone
from wagtail.models import Page

from editorial.models import SectionPage
from editorial.public.section_contents import (
    ValueOfPortal,
    has_content,
    is_owed,
    registered_parts,
    registered_values,
)
from portals.clock import local_date
from portals.models import Portal

# One a tier and day, some 8 KB each.
MOST_STATEMENTS = 60
# No portal has them, and no part asks for them.
_NOBODY, _NOWHERE = 4_019_283_746_501_927_385, "ZQXJKV"

type SqlOfSections = tuple[str, tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class KeptForPortals:
    """`places` says where among the values those stand that are each portal's own."""

    text: str
    values: tuple[Any, ...]
    places: Mapping[ValueOfPortal, tuple[int, ...]]

    def asked_about(self, portal: Portal) -> SqlOfSections:
        values = list(self.values)
        for read, places in self.places.items():
            value = read(portal)
            for place in places:
                values[place] = value
        return self.text, tuple(values)


# None where the statement of one portal says nothing of another's.
_kept: dict[Hashable, KeptForPortals | None] = {}


def sections_statement(portal: Portal, day: date) -> SqlOfSections:
    """Return the statement with its values. It is built anew where its parts are others, and on another day."""
    key = (_shape_of(portal), day, local_date(timezone.now()), registered_parts())
    if key not in _kept:
        while len(_kept) >= MOST_STATEMENTS:
            _kept.pop(next(iter(_kept)), None)
        _kept[key] = _keepable(portal, day)
    kept = _kept[key]
    return kept.asked_about(portal) if kept else built_for(portal, day)


def built_for(portal: Portal, day: date) -> SqlOfSections:
    rows = (
        SectionPage.objects.filter(portal=portal, live=True)
        .order_by("section_type__position", "pk")
        .values_list(
            *("pk", "title", "slug", "section_type_id", "show_in_menus"),
            ExpressionWrapper(has_content(portal), BooleanField()),
            ExpressionWrapper(is_owed(portal, day), BooleanField()),
        )
    )
    return rows.query.sql_with_params()


def _keepable(portal: Portal, day: date) -> KeptForPortals | None:
    """Compare it with that of a portal which differs in all that is a portal's own; None where one cannot be told.

    Whatever differs between the two must be a value that is known how to read.
    """
    other = _another_like(portal)
    (text, values), (text_of_other, values_of_other) = (
        built_for(one, day) for one in (portal, other)
    )
    if text != text_of_other or len(values) != len(values_of_other):
        return None
    known = [(read, read(portal), read(other)) for read in _readings(portal)]
    places: dict[ValueOfPortal, tuple[int, ...]] = {}
    for place, pair in enumerate(zip(values, values_of_other, strict=True)):
        if pair[0] == pair[1]:
            continue
        reading = next((read for read, *both in known if tuple(both) == pair), None)
        if reading is None:
            return None
        places[reading] = (*places.get(reading, ()), place)
    return KeptForPortals(text, values, places)


def _readings(portal: Portal) -> Iterator[ValueOfPortal]:
    yield _key_of
    if portal.root is not None:
        yield _below_root
    yield from registered_values()


def _key_of(portal: Portal) -> int:
    return portal.pk


def _below_root(portal: Portal) -> str:
    """As `path__startswith` asks for it."""
    return f"{portal.root.path}%" if portal.root is not None else ""


def _is_own(name: str, value: object) -> bool:
    """Whether a field's value is of this portal alone; its tier, its days and what is missing it has with others."""
    return isinstance(value, str | int) and name != "tier"


def _shape_of(portal: Portal) -> Hashable:
    """What two portals have in common that are asked the same in other values."""
    values = ((one.name, getattr(portal, one.attname)) for one in portal._meta.concrete_fields)
    return tuple(() if _is_own(name, value) else (value,) for name, value in values)


def _another_like(portal: Portal) -> Portal:
    """Return a portal of the same shape that does not exist, with words where this one has none and none where it has.

    No two of its fields hold the same, so that none is taken for another.
    """
    other = Portal()
    for number, field in enumerate(portal._meta.concrete_fields):
        value = getattr(portal, field.attname)
        if _is_own(field.name, value):
            if isinstance(value, int):
                value = _NOBODY + number
            else:
                value = "" if value and field.blank else f"{_NOWHERE}{number}"
        setattr(other, field.attname, value)
    # The body of such a one is called otherwise than the portal.
    other.name = f"Phường {_NOWHERE}"
    if portal.root is not None:
        other.root = Page(pk=other.root_id, path=_NOWHERE, url_path=f"/{_NOWHERE}/")
    return other
