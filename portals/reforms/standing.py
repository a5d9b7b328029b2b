"""What stands on the day before a change: units, tiers, hosts, and who oversees whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from portals.models import Oversight, Portal, PortalAddress, Tier
from portals.tiers import INSTALL_TIER

from .contents import content_mover


@dataclass(frozen=True, slots=True)
class StandingUnit:
    """A portal that is open. `ends_on` is the day on which it closes, where that is known already."""

    pk: int
    name: str
    tier: str
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class UnitsStanding:
    """`units`, `main_hosts`, `overseers` by the code of a unit; `tiers` by theirs.

    `hosts` are all that were ever given, each with the key of the portal that had it last.
    """

    units: Mapping[str, StandingUnit]
    tiers: Mapping[str, Tier]
    hosts: Mapping[str, int]
    main_hosts: Mapping[str, str]
    overseers: Mapping[str, str]
    province: str
    top_level: int
    # What a unit may be of from the day on; one that stands may be of another.
    tiers_in_force: frozenset[str]
    # Codes of sections that portals of a tier may have from the day on.
    sections: Mapping[str, frozenset[str]] = field(default_factory=dict)
    may_move_sections: bool = True

    def overseen_by(self, code: str) -> Iterable[tuple[str, str]]:
        """Code and name of each unit that the one with `code` oversees."""
        for below, overseer in self.overseers.items():
            if overseer == code:
                yield below, self.units[below].name


def is_for_moving_sections(day: date) -> bool:
    """Whether a decision of `day` may move them: in the middle of a month its scores would be of an emptied portal."""
    return day.day == 1


def units_standing(day: date) -> UnitsStanding:
    """What stands on the day before `day`. Six queries, however many portals there are."""
    before = day - timedelta(days=1)
    units = {
        portal.code: StandingUnit(portal.pk, portal.name, portal.tier_id, portal.closed_on)
        for portal in Portal.objects.open_on(before).order_by("pk")
    }
    tiers = {tier.code: tier for tier in Tier.objects.all()}
    overseers = Oversight.objects.in_force(before).values_list("portal__code", "overseer__code")
    installs = [unit for unit in units.values() if unit.tier == INSTALL_TIER]
    return UnitsStanding(
        units=units,
        tiers=tiers,
        hosts=dict(PortalAddress.objects.order_by("period").values_list("hostname", "portal_id")),
        main_hosts=dict(
            PortalAddress.objects.in_force(before)
            .filter(is_main=True)
            .values_list("portal__code", "hostname")
        ),
        overseers={below: above for below, above in overseers if below in units},
        province=installs[0].name if installs else "",
        top_level=tiers[INSTALL_TIER].level if INSTALL_TIER in tiers else 0,
        tiers_in_force=frozenset(code for code, tier in tiers.items() if day in tier.period),
        sections=content_mover().allowed(day),
        may_move_sections=is_for_moving_sections(day),
    )
