"""What a portal says about the body behind it, each in a number of queries that does not grow."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Max

from portals.models import Portal

from .enums import OfficialRole
from .models import Confirmation, Official, Unit


@dataclass(slots=True)
class Branch:
    """A unit of the chart with its people and the units below it."""

    unit: Unit
    officials: list[Official] = field(default_factory=list)
    branches: list[Branch] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Organisation:
    """The whole of it. `leaders` lead the body itself; those of a unit stand in the chart too."""

    leaders: list[Official]
    contacts: list[Official]
    chart: list[Branch]

    @property
    def is_empty(self) -> bool:
        return not (self.leaders or self.contacts or self.chart)


def organisation_of(portal: Portal) -> Organisation:
    """Return units and people of `portal`, in their order. Two queries."""
    people = list(
        Official.objects.filter(portal=portal).select_related("unit").order_by("position", "pk")
    )
    units = list(Unit.objects.filter(portal=portal).order_by("position", "name", "pk"))
    return Organisation(
        leaders=[person for person in people if person.role == OfficialRole.LEADER],
        contacts=[person for person in people if person.role == OfficialRole.CONTACT],
        chart=_chart(units, people),
    )


def checked_on(portal: Portal) -> dict[str, datetime]:
    """Return when each subject was last confirmed to be correct, by subject. One query."""
    return dict(
        Confirmation.objects.filter(portal=portal)
        .order_by()
        .values("subject")
        .annotate(last=Max("confirmed_at"))
        .values_list("subject", "last")
    )


def _chart(units: list[Unit], people: list[Official]) -> list[Branch]:
    branches = {unit.pk: Branch(unit) for unit in units}
    below: dict[int | None, list[Branch]] = defaultdict(list)
    for unit in units:
        below[unit.parent_id].append(branches[unit.pk])
    for person in people:
        if person.unit_id is not None:
            branches[person.unit_id].officials.append(person)
    for pk, branch in branches.items():
        branch.branches = below.get(pk, [])
    return below[None]
