"""What each row of an opening list is held against before anything is opened."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import cast

from django.db.models import CharField, Model
from django.utils.translation import gettext as _

from portals.models import Cluster, ClusterMembership, Oversight, Portal, PortalAddress, Tier

from .actions import PortalSpec

HOST_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")


@dataclass(frozen=True)
class PortalRow:
    line: int
    spec: PortalSpec


class PortalRowChecks:
    """All that a row is held against: the other rows, and what stands in the database (six queries in all)."""

    def __init__(self, rows: list[PortalRow]) -> None:
        self.tiers = {tier.code: tier for tier in Tier.objects.all()}
        self.rows = {row.spec.code: row for row in reversed(rows)}
        self.codes = Counter(row.spec.code for row in rows)
        self.hosts = Counter(row.spec.hostname for row in rows)
        self.portals = {(portal.code, portal.opened_on): portal for portal in Portal.objects.all()}
        self.open_now = {
            portal.code: portal for portal in self.portals.values() if not portal.closed_on
        }
        self.addresses = dict(PortalAddress.objects.values_list("hostname", "portal_id"))
        self.hosts_now = set(
            PortalAddress.objects.filter(period__upper_inf=True).values_list(
                "portal_id", "hostname"
            )
        )
        self.overseers_now = dict(
            Oversight.objects.filter(period__upper_inf=True).values_list(
                "portal_id", "overseer__code"
            )
        )
        self.clusters_now = dict(
            ClusterMembership.objects.filter(period__upper_inf=True).values_list(
                "portal_id", "cluster__code"
            )
        )

    def stands(self, spec: PortalSpec) -> bool:
        return (spec.code, spec.opened_on) in self.portals

    def reasons_against(self, row: PortalRow) -> list[str]:
        spec = row.spec
        too_long = _too_long(spec)
        if too_long:
            return too_long
        reasons = [
            self._against_code(row),
            self._against_host(spec),
            self._against_tier_and_name(spec),
            self._against_overseer(spec),
            self._against_what_stands(spec),
            *self._against_ties_that_stand(spec),
        ]
        return [reason for reason in reasons if reason]

    def _against_code(self, row: PortalRow) -> str:
        if not row.spec.code:
            return _("The code is missing.")
        if self.codes[row.spec.code] > 1:
            return _("The code %s stands on more than one line.") % row.spec.code
        return ""

    def _against_host(self, spec: PortalSpec) -> str:
        if self.hosts[spec.hostname] > 1:
            return _("The host %s stands on more than one line.") % spec.hostname
        if not all(HOST_LABEL.fullmatch(label) for label in spec.hostname.split(".")):
            return _("The host %s may hold only letters a-z, digits, hyphens and dots.") % (
                spec.hostname
            )
        holder = self.addresses.get(spec.hostname)
        mine = self.portals.get((spec.code, spec.opened_on))
        if holder is not None and (mine is None or holder != mine.pk):
            return _("The host %s belongs to another portal.") % spec.hostname
        return ""

    def _against_tier_and_name(self, spec: PortalSpec) -> str:
        tier = self.tiers.get(spec.tier)
        if tier is not None and spec.opened_on not in tier.period:
            return self._against_day(spec, tier)
        if tier is None:
            return _("Unknown tier %(tier)s; use one of: %(tiers)s.") % {
                "tier": spec.tier or "(…)",
                "tiers": ", ".join(sorted(self.tiers)),
            }
        begins_well = spec.name.startswith(tuple(f"{p} " for p in tier.name_prefixes))
        if not begins_well or spec.name != " ".join(spec.name.split()):
            return _("The name “%(name)s” must begin with one of: %(prefixes)s.") % {
                "name": spec.name,
                "prefixes": ", ".join(tier.name_prefixes),
            }
        return ""

    def _against_day(self, spec: PortalSpec, tier: Tier) -> str:
        first, after = tier.period.lower, tier.period.upper
        return _(
            "There is no tier %(tier)s on %(day)s, only %(span)s: give the day on which the portals opened, by"
            " --opened-on or in a column opened_on."
        ) % {
            "tier": tier.code,
            "day": f"{spec.opened_on:%d/%m/%Y}",
            "span": " – ".join(
                [
                    f"{first:%d/%m/%Y}" if first else "…",
                    f"{after - timedelta(days=1):%d/%m/%Y}" if after else "…",
                ]
            ),
        }

    def _against_overseer(self, spec: PortalSpec) -> str:
        code, tier = spec.overseer_code, self.tiers.get(spec.tier)
        if code is None or tier is None:
            needs = tier is not None and tier.level > 1
            return _("The overseer is missing.") if needs else ""
        overseer_tier = self._tier_of(code)
        if overseer_tier is None:
            return _("The overseer %s is neither in the file nor open.") % code
        if self._is_in_cycle(spec):
            return _("The overseers form a circle through %s.") % spec.code
        if overseer_tier.level >= tier.level:
            return _("The overseer %(code)s is of tier %(tier)s, which is not above.") % {
                "code": code,
                "tier": overseer_tier.name,
            }
        since = self._open_since(code)
        if since is not None and since > spec.opened_on:
            return _("The overseer %(code)s opens on %(day)s only, after this portal.") % {
                "code": code,
                "day": f"{since:%d/%m/%Y}",
            }
        return ""

    def _against_what_stands(self, spec: PortalSpec) -> str:
        mine = self.portals.get((spec.code, spec.opened_on))
        if mine is not None:
            same = (mine.name, mine.tier_id) == (spec.name, spec.tier)
            return (
                ""
                if same
                else _("The portal %(code)s stands as “%(name)s”, %(tier)s.")
                % {
                    "code": spec.code,
                    "name": mine.name,
                    "tier": mine.tier_id,
                }
            )
        if spec.code in self.open_now:
            return _("The code %(code)s is taken by a portal opened on %(day)s.") % {
                "code": spec.code,
                "day": f"{self.open_now[spec.code].opened_on:%d/%m/%Y}",
            }
        return ""

    def _against_ties_that_stand(self, spec: PortalSpec) -> Iterator[str]:
        """What differs of a portal that is open: opening changes nothing that stands."""
        mine = self.portals.get((spec.code, spec.opened_on))
        if mine is None or mine.closed_on:
            return
        overseer, cluster = self.overseers_now.get(mine.pk), self.clusters_now.get(mine.pk)
        if overseer != spec.overseer_code:
            yield _("It stands under the overseer %s; changing that is another act.") % (
                overseer or "(…)"
            )
        if cluster != spec.cluster_code:
            yield _("It stands in the cluster %s; changing that is another act.") % (
                cluster or "(…)"
            )
        if (mine.pk, spec.hostname) not in self.hosts_now:
            hosts = sorted(host for portal, host in self.hosts_now if portal == mine.pk)
            yield _("It stands at the host %s; changing that is another act.") % (
                ", ".join(hosts) or "(…)"
            )

    def _open_since(self, code: str) -> date | None:
        if code in self.rows:
            return self.rows[code].spec.opened_on
        portal = self.open_now.get(code)
        return portal.opened_on if portal else None

    def _tier_of(self, code: str) -> Tier | None:
        if code in self.rows:
            return self.tiers.get(self.rows[code].spec.tier)
        portal = self.open_now.get(code)
        return self.tiers[portal.tier_id] if portal else None

    def _is_in_cycle(self, spec: PortalSpec) -> bool:
        seen = {spec.code}
        code = spec.overseer_code
        while code in self.rows:
            if code == spec.code:
                return True
            if code in seen:
                return False
            seen.add(code)
            code = self.rows[code].spec.overseer_code
        return False


def _room(model: type[Model], field: str) -> int:
    return cast("CharField[str, str]", model._meta.get_field(field)).max_length or 0


def _too_long(spec: PortalSpec) -> list[str]:
    """What the database has no room for. Nothing else is asked of such a row."""
    limited: list[tuple[str | None, type[Model], str]] = [
        (spec.code, Portal, "code"),
        (spec.name, Portal, "name"),
        (spec.cluster_code, Cluster, "code"),
        (spec.hostname, PortalAddress, "hostname"),
    ]
    return [
        _("“%(beginning)s…” is longer than %(limit)s characters.")
        % {"beginning": value[:20], "limit": limit}
        for value, model, field in limited
        if value and len(value) > (limit := _room(model, field))
    ]
