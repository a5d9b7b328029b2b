"""Changes of one unit as rows of a table: the same document, checks and plan as for hundreds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from django.utils.translation import gettext as _

from portals.models import Portal

from .actions import UnfitReform
from .enums import ChangeKind
from .sheet import ReformLine, ReformUnitSpec
from .standing import UnitsStanding, units_standing

# The heading is line 1 of a sheet.
FIRST, SECOND = 2, 3


def opening(spec: ReformUnitSpec) -> list[ReformLine]:
    """A portal opens for a unit that was none before. An empty host is made from its name."""
    return [ReformLine(FIRST, "", "", kind=ChangeKind.FOUND, result=spec)]


def renaming(portal: Portal, name: str, *, host: str = "", day: date) -> list[ReformLine]:
    """The portal goes on from `day` under another name; code and overseer stay, and without `host` its address."""
    spec = _as_it_stands(portal, units_standing(day))
    renamed = replace(spec, name=name, host=host)
    return [ReformLine(FIRST, spec.code, spec.name, kind=ChangeKind.RENAME, result=renamed)]


def moving(portal: Portal, overseer: Portal, *, day: date) -> list[ReformLine]:
    """The portal goes on from `day` under another overseer. Raises UnfitReform where that is the one it has."""
    spec = _as_it_stands(portal, units_standing(day))
    if spec.overseer == overseer.code:
        raise UnfitReform(_("%s oversees it already; choose another.") % overseer.name)
    moved = replace(spec, overseer=overseer.code)
    return [ReformLine(FIRST, spec.code, spec.name, kind=ChangeKind.CONTINUE, result=moved)]


def closing(portal: Portal, successor: Portal | None, *, day: date) -> list[ReformLine]:
    """The portal ends on `day`, and `successor` takes over; without one it is dissolved."""
    standing = units_standing(day)
    ends = _as_it_stands(portal, standing)
    if successor is None:
        return [ReformLine(FIRST, ends.code, ends.name, kind=ChangeKind.DISSOLVE)]
    stays = _as_it_stands(successor, standing)
    return [
        ReformLine(FIRST, ends.code, ends.name, kind=ChangeKind.MERGE, result=stays),
        ReformLine(SECOND, stays.code, stays.name, kind=ChangeKind.CONTINUE, result=stays),
    ]


def _as_it_stands(portal: Portal, standing: UnitsStanding) -> ReformUnitSpec:
    unit = standing.units.get(portal.code)
    if unit is None or unit.pk != portal.pk:
        raise UnfitReform(_("No portal with the code %s is open the day before.") % portal.code)
    overseer = standing.overseers.get(portal.code, "")
    return ReformUnitSpec(portal.code, unit.name, unit.tier, overseer)
