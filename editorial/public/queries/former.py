"""What was before a portal: who had its tasks until it opened, and by which decision it did."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, Func, OuterRef, Q, Subquery

from portals.addresses import origin_of
from portals.models import Portal, PortalAddress, Succession
from portals.reforms.enums import GOING_ON, ActDirection, ChangeKind
from portals.reforms.models import ReformAct, ReformRow, ReformUnit


@dataclass(frozen=True, slots=True)
class FormerUnit:
    """A unit that was. `address` is that of its archive, `last_day` its last; one of another province has neither."""

    name: str
    last_day: date | None
    address: str
    province: str = ""


def former_units(portal: Portal, day: date) -> list[FormerUnit]:
    """Return whose tasks `portal` took over by `day`, by name; those of other provinces last. Two queries."""
    hosts = PortalAddress.objects.in_force(day).filter(is_main=True, portal=OuterRef("portal"))
    ended = (
        Succession.objects.filter(successor=portal, happened_on__lte=day)
        .select_related("portal")
        .annotate(host=Subquery(hosts.values("hostname")[:1]))
        .order_by(Func("portal__name", function="unaccent"), "pk")
    )
    ours = [
        FormerUnit(
            one.portal.name, one.portal.last_day, f"{origin_of(one.host)}/" if one.host else ""
        )
        for one in ended
    ]
    last = ReformAct.objects.done().filter(reform=OuterRef("reform")).values("direction")[:1]
    goes_on = ReformRow.objects.filter(
        result=OuterRef("result"), kind__in=GOING_ON, original=portal
    ).annotate(last=Subquery(last))
    outside = ReformRow.objects.filter(
        Q(result__portal=portal) | Exists(goes_on.filter(last=ActDirection.FORWARD)),
        original=None,
        reform__takes_effect_on__lte=day,
    ).exclude(kind=ChangeKind.FOUND)
    return ours + [
        FormerUnit(row.original_name, None, "", row.original_province)
        for row in outside.order_by("position")
    ]


def decision_on_opening(portal: Portal) -> str:
    """Return the decision by which a change of units opened `portal`; empty where none did. One query."""
    unit = ReformUnit.objects.filter(portal=portal).select_related("reform").first()
    return unit.reform.mandate if unit else ""
