"""Who stands above, below and beside a portal on a day."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Func, QuerySet
from django.db.models.expressions import RawSQL

from .models import Oversight, Portal, SocialAccount, Tier
from .querysets import PortalQuerySet
from .text import nfc

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

# UNION leaves out who was met before, so a unit that was founded upon itself ends the way.
_HEIRS = """
    WITH RECURSIVE heirs (portal_id) AS (
        SELECT successor_id FROM portals_succession WHERE portal_id = %s AND happened_on <= %s::date
        UNION
        SELECT succession.successor_id FROM portals_succession AS succession
        JOIN heirs ON succession.portal_id = heirs.portal_id WHERE succession.happened_on <= %s::date
    )
    SELECT portal_id FROM heirs
"""

_DOWNWARDS = """
    WITH RECURSIVE below (portal_id) AS (
        SELECT portal_id FROM portals_oversight WHERE overseer_id = ANY(%s) AND period @> %s::date
        UNION
        SELECT oversight.portal_id FROM portals_oversight AS oversight
        JOIN below ON oversight.overseer_id = below.portal_id WHERE oversight.period @> %s::date
    )
    SELECT portal_id FROM below
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
    """Return the accounts with social services that the portal says are its own, by service. One query.

    Only those that `is_verified` are to be led to.
    """
    return list(SocialAccount.objects.open().filter(portal=portal).order_by("service", "pk"))


def overseers_of(portal: Portal, day: date) -> list[Portal]:
    """Return those who oversee `portal` on `day`, the highest first. One query, with sites loaded."""
    return list(
        all_above(portal, day).select_related("site", "tier", "root").order_by("tier__level", "pk")
    )


def all_above(portal: Portal, day: date) -> PortalQuerySet:
    """Return those who oversee `portal` on `day`, in no order: also as a part of another query."""
    return Portal.objects.filter(pk__in=RawSQL(_UPWARDS, [portal.pk, day, day]))  # noqa: S611  (constant, with parameters)


def heirs_of(portal: Portal, day: date) -> list[Portal]:
    """Return who took over from `portal`, as far as that has come by `day`: portals open then, by tier and name.

    Of A that became B, which became C, that is C alone. One query, with sites loaded.
    """
    return list(
        Portal.objects.open_on(day)
        .filter(pk__in=RawSQL(_HEIRS, [portal.pk, day, day]))  # noqa: S611  (constant, with parameters)
        .select_related("site", "tier")
        .order_by(*BY_TIER_AND_NAME)
    )


def all_below(portals: Iterable[Portal], day: date) -> PortalQuerySet:
    """Return the portals open on `day` that one of `portals` oversees, at any depth, by tier and name."""
    above = [portal.pk for portal in portals]
    return (
        Portal.objects.open_on(day)
        .filter(pk__in=RawSQL(_DOWNWARDS, [above, day, day]))  # noqa: S611  (constant, with parameters)
        .select_related("tier")
        .order_by(*BY_TIER_AND_NAME)
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


@dataclass(frozen=True, slots=True)
class PortalsFound:
    """One page of a list of portals; `total` counts all that were asked for."""

    branches: list[PortalBranch]
    total: int


@dataclass(frozen=True, slots=True)
class TierCount:
    """A tier, and how many portals of it there are."""

    tier: Tier
    portals: int


def find_portals(
    day: date, *, text: str = "", tier: str = "", offset: int = 0, limit: int
) -> PortalsFound:
    """Return portals open on `day` whose name has every word of `text`, accents aside. Four queries at most.

    `tier` is the code of a tier, or "" for all.
    """
    wanted = Portal.objects.open_on(day)
    if tier:
        wanted = wanted.filter(tier=tier)
    for word in nfc(text).replace("\x00", "").split():
        wanted = wanted.filter(name__unaccent__icontains=word)
    page = list(
        wanted.select_related("site", "tier").order_by(*BY_TIER_AND_NAME)[offset : offset + limit]
    )
    return PortalsFound(_told_apart(page, day), wanted.count())


def open_by_tier(day: date) -> list[TierCount]:
    """Return the tiers that have portals open on `day`, the highest first. Two queries."""
    return _by_tier(Portal.objects.open_on(day))


def overseen_by_tier(portal: Portal, day: date) -> list[TierCount]:
    """Return the tiers of the portals that `portal` oversees directly on `day`, as `open_by_tier` does."""
    return _by_tier(Portal.objects.open_on(day).overseen_by(portal, day))


def tiers_in_use() -> QuerySet[Tier]:
    """Return the tiers that have portals, or had some, from the highest: a list to choose from names no others."""
    return Tier.objects.filter(pk__in=Portal.objects.values("tier")).order_by("level", "code")


def _by_tier(portals: PortalQuerySet) -> list[TierCount]:
    counts = dict(portals.order_by().values_list("tier").annotate(Count("pk")))
    tiers = Tier.objects.filter(pk__in=counts).order_by("level", "code")
    return [TierCount(tier, counts[tier.pk]) for tier in tiers]


def _told_apart(portals: list[Portal], day: date) -> list[PortalBranch]:
    """Add the overseer to the names that several portals open on `day` have."""
    names = {portal.name for portal in portals}
    shared = set(
        Portal.objects.open_on(day)
        .filter(name__in=names)
        .values_list("name", flat=True)
        .annotate(times=Count("pk"))
        .filter(times__gt=1)
    )
    overseers: dict[int, Portal] = {
        tie.portal_id: tie.overseer
        for tie in Oversight.objects.in_force(day)
        .filter(portal__in=[portal for portal in portals if portal.name in shared])
        .select_related("overseer")
    }
    return [
        PortalBranch(
            portal,
            f"{portal.name} ({overseers[portal.pk].name_in_sentence})"
            if portal.pk in overseers
            else portal.name,
        )
        for portal in portals
    ]
