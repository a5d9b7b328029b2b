"""Who stands above, below and beside a portal on a day."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Func
from django.db.models.expressions import RawSQL

from .models import Oversight, Portal, SocialAccount
from .querysets import PortalQuerySet

# "Đ" sorts with "D", as a reader expects; the database knows no Vietnamese collation.
BY_TIER_AND_NAME = ("tier__level", "tier__code", Func("name", function="unaccent"), "pk")

_UPWARDS = """
    WITH RECURSIVE above (portal_id) AS (
        SELECT overseer_id FROM portals_oversight WHERE portal_id = %s AND period @> %s::date
        UNION
        SELECT oversight.overseer_id FROM portals_oversight AS oversight
        JOIN above ON oversight.portal_id = above.portal_id WHERE oversight.period @> %s::date
    )
    SELECT portal_id FROM above
"""


@dataclass(slots=True)
class PortalBranch:
    """A portal with those it oversees. `known_as` tells units of one name apart by their overseer."""

    portal: Portal
    known_as: str
    branches: list[PortalBranch] = field(default_factory=list)

    @property
    def tiers(self) -> list[tuple[str, list[PortalBranch]]]:
        """The branches by the name of their tier, in the order in which they stand."""
        tiers: dict[str, list[PortalBranch]] = {}
        for branch in self.branches:
            tiers.setdefault(branch.portal.tier.name, []).append(branch)
        return list(tiers.items())


def accounts_of(portal: Portal) -> list[SocialAccount]:
    """Return the portal's own accounts with social services, by service. One query."""
    return list(SocialAccount.objects.filter(portal=portal).order_by("service", "pk"))


def overseers_of(portal: Portal, day: date) -> list[Portal]:
    """Return those who oversee `portal` on `day`, the highest first. One query, with sites loaded."""
    return list(
        Portal.objects.filter(pk__in=RawSQL(_UPWARDS, [portal.pk, day, day]))  # noqa: S611
        .select_related("site", "tier")
        .order_by("tier__level", "pk")
    )


def overseen_by(portal: Portal, day: date) -> PortalQuerySet:
    """Return the open portals that `portal` oversees directly on `day`, by tier and name, with sites loaded."""
    return (
        Portal.objects.open_on(day)
        .overseen_by(portal, day)
        .select_related("site", "tier")
        .order_by(*BY_TIER_AND_NAME)
    )


def open_portals(day: date) -> list[PortalBranch]:
    """Return all portals open on `day` as trees, each under its overseer of that day. Two queries."""
    portals = list(
        Portal.objects.open_on(day).select_related("site", "tier").order_by(*BY_TIER_AND_NAME)
    )
    overseer_of = dict(
        Oversight.objects.in_force(day).order_by("pk").values_list("portal_id", "overseer_id")
    )
    by_id = {portal.pk: portal for portal in portals}
    times = Counter(portal.name for portal in portals)
    below: dict[int | None, list[PortalBranch]] = defaultdict(list)
    for portal in portals:
        overseer = by_id.get(overseer_of.get(portal.pk, 0))
        known_as = portal.name
        if times[portal.name] > 1 and overseer is not None:
            known_as = f"{portal.name} ({overseer.name_in_sentence})"
        below[overseer.pk if overseer else None].append(PortalBranch(portal, known_as))
    for branches in list(below.values()):
        for branch in branches:
            branch.branches = below.get(branch.portal.pk, [])
    return below[None]
