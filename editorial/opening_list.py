"""A list of portals to open, as a CSV file: read whole, checked whole, and only then acted on."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _
from tqdm import tqdm

from editorial.actions.opening import PortalSpec, open_portal
from portals.boards.models import User
from portals.models import Portal, PortalAddress, Tier
from portals.text import nfc

COLUMNS = ("code", "name", "tier", "overseer", "host", "cluster")
HOST_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")


@dataclass(frozen=True)
class BadRow:
    """Why a row cannot be carried out. `line` counts as an editor shows it: the heading is line 1."""

    line: int
    reason: str


@dataclass
class OpeningList:
    """The rows of a file: those to open in the order of oversight, those that stand already, those that are wrong."""

    to_open: list[PortalSpec] = field(default_factory=list)
    unchanged: list[PortalSpec] = field(default_factory=list)
    bad: list[BadRow] = field(default_factory=list)


@dataclass(frozen=True)
class Row:
    line: int
    spec: PortalSpec


def read_opening_list(path: Path, *, base_domain: str, opened_on: date) -> OpeningList:
    """Read and check `path`. `opened_on` holds for rows without that column; an empty host is the base domain.

    Nothing is changed. A file that cannot be read as such a list has its fault reported as line 1.
    """
    found = OpeningList()
    rows = list(_parse(path, base_domain=base_domain, opened_on=opened_on, bad=found.bad))
    checks = _Checks(rows)
    good = []
    for row in rows:
        reasons = checks.reasons_against(row)
        found.bad.extend(BadRow(row.line, reason) for reason in reasons)
        if not reasons:
            good.append(row.spec)
    found.bad.sort(key=lambda row: row.line)
    for spec in _overseers_first(good):
        (found.unchanged if checks.stands(spec) else found.to_open).append(spec)
    return found


def carry_out(found: OpeningList, *, actor: User | None, now: datetime) -> None:
    """Open what the list asks for, all of it or nothing, with a progress bar."""
    if found.bad:
        raise ValueError("a list with bad rows is not carried out")
    with transaction.atomic():
        for spec in tqdm(found.to_open, desc=_("Opening portals"), unit=_("portal"), disable=None):
            open_portal(spec=spec, actor=actor, now=now)


def _parse(path: Path, *, base_domain: str, opened_on: date, bad: list[BadRow]) -> Iterator[Row]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        bad.append(BadRow(1, _("The file cannot be read as UTF-8 text: %s") % error))
        return
    # A row without a day means the portal that stands, if one does: so a second run finds the first one's portals.
    stands_since = dict(
        Portal.objects.filter(closed_on__isnull=True).values_list("code", "opened_on")
    )
    reader = csv.DictReader(text.splitlines())
    absent = [column for column in COLUMNS if column not in (reader.fieldnames or ())]
    if absent:
        bad.append(BadRow(1, _("The heading lacks these columns: %s.") % ", ".join(absent)))
        return
    for record in reader:
        values = {key: nfc((value or "").strip()) for key, value in record.items() if key}
        try:
            written = values.get("opened_on")
            day = (
                date.fromisoformat(written)
                if written
                else stands_since.get(values["code"], opened_on)
            )
        except ValueError:
            bad.append(BadRow(reader.line_num, _("opened_on must be a date as in 2024-11-28.")))
            continue
        host = values["host"].lower()
        yield Row(
            reader.line_num,
            PortalSpec(
                code=values["code"],
                name=values["name"],
                tier=values["tier"],
                opened_on=day,
                hostname=f"{host}.{base_domain}" if host else base_domain,
                overseer_code=values["overseer"] or None,
                cluster_code=values["cluster"] or None,
            ),
        )


class _Checks:
    """All that a row is held against: the other rows, and what stands in the database (four queries in all)."""

    def __init__(self, rows: list[Row]) -> None:
        self.tiers = {tier.code: tier for tier in Tier.objects.all()}
        self.rows = {row.spec.code: row for row in reversed(rows)}
        self.codes = Counter(row.spec.code for row in rows)
        self.hosts = Counter(row.spec.hostname for row in rows)
        self.portals = {(portal.code, portal.opened_on): portal for portal in Portal.objects.all()}
        self.open_now = {
            portal.code: portal for portal in self.portals.values() if not portal.closed_on
        }
        self.addresses = dict(PortalAddress.objects.values_list("hostname", "portal_id"))

    def stands(self, spec: PortalSpec) -> bool:
        return (spec.code, spec.opened_on) in self.portals

    def reasons_against(self, row: Row) -> list[str]:
        spec = row.spec
        reasons = [
            self._against_code(row),
            self._against_host(spec),
            self._against_tier_and_name(spec),
            self._against_overseer(spec),
            self._against_what_stands(spec),
        ]
        return [reason for reason in reasons if reason]

    def _against_code(self, row: Row) -> str:
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
        if tier is None or spec.opened_on not in tier.period:
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


def _overseers_first(specs: Iterable[PortalSpec]) -> list[PortalSpec]:
    """Order rows so that an overseer is opened before those it oversees. Cycles were refused before."""
    by_code = {spec.code: spec for spec in specs}

    def depth(spec: PortalSpec) -> int:
        steps, overseer = 0, by_code.get(spec.overseer_code or "")
        while overseer is not None and steps <= len(by_code):
            steps, overseer = steps + 1, by_code.get(overseer.overseer_code or "")
        return steps

    return sorted(by_code.values(), key=depth)
