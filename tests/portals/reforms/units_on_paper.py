"""Units as they stood in November 2024, and after a change: without the database."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from django.db.backends.postgresql.psycopg_any import DateRange

from portals import data
from portals.models import Tier
from portals.reforms.hosts import hosts_of
from portals.reforms.sheet import (
    ReformLine,
    ending_codes,
    opening_units,
    read_reform_lines,
    with_kinds,
)
from portals.reforms.sheet_checks import ReformChecks
from portals.reforms.standing import StandingUnit, UnitsStanding

FILES = Path(next(iter(data.__path__)))
BASE = "bacninh.example.vn"
ALWAYS = DateRange(None, None)
TIERS = {
    "province": Tier("province", "Tỉnh", 1, ["Tỉnh", "Thành phố"], ALWAYS),
    "department": Tier(
        "department", "Sở", 2, ["Sở", "Văn phòng", "Ban", "Viện", "Thanh tra"], ALWAYS
    ),
    "district": Tier("district", "Huyện", 2, ["Thành phố", "Thị xã", "Huyện"], ALWAYS),
    "commune": Tier("commune", "Xã", 3, ["Phường", "Thị trấn", "Xã"], ALWAYS),
}


def rows_of(name: str) -> list[dict[str, str]]:
    with (FILES / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def units_of_2024() -> UnitsStanding:
    rows = rows_of("portals-2024.csv")
    hosts = {row["code"]: f"{row['host']}.{BASE}" if row["host"] else BASE for row in rows}
    return UnitsStanding(
        units={
            row["code"]: StandingUnit(number, row["name"], row["tier"], None)
            for number, row in enumerate(rows, start=1)
        },
        tiers=TIERS,
        hosts={hosts[row["code"]]: number for number, row in enumerate(rows, start=1)},
        main_hosts=hosts,
        overseers={row["code"]: row["overseer"] for row in rows if row["overseer"]},
        province="Tỉnh Bắc Ninh",
        top_level=1,
        tiers_in_force=frozenset(TIERS),
    )


def lines_of(name: str) -> list[ReformLine]:
    with (FILES / name).open("rb") as file:
        return with_kinds(read_reform_lines(file, name))


def reasons_against(lines: Sequence[ReformLine], standing: UnitsStanding) -> list[tuple[int, str]]:
    found = ReformChecks(with_kinds(lines), standing, base_domain=BASE).faults()
    return [(bad.line, bad.reason) for bad in found]


def after(standing: UnitsStanding, lines: Sequence[ReformLine]) -> UnitsStanding:
    """What stands once a sound change has been carried out."""
    units, overseers = dict(standing.units), dict(standing.overseers)
    hosts = dict(standing.main_hosts)
    opening, ending = opening_units(lines, standing.province), ending_codes(lines)
    given = hosts_of(lines, standing, base_domain=BASE)
    moved = {}
    for code in {line.old_code for line in lines}:
        unit, host = units.pop(code, None), hosts.pop(code, None)
        overseers.pop(code, None)
        if unit and code not in ending:
            moved[code] = unit, host
    for line in lines:
        if line.goes_on_in(standing.province) and line.result:
            unit, host = moved[line.old_code]
            spec = line.result
            units[spec.code] = StandingUnit(unit.pk, spec.name, spec.tier, None)
            hosts[spec.code] = given.get(spec.code) or host or ""
            overseers = {
                below: spec.code if above == line.old_code else above
                for below, above in overseers.items()
            }
            if spec.overseer:
                overseers[spec.code] = spec.overseer
    for number, (code, spec) in enumerate(opening.items(), start=1000):
        units[code] = StandingUnit(number, spec.name, spec.tier, None)
        hosts[code] = given[code]
        if spec.overseer:
            overseers[code] = spec.overseer
    return replace(
        standing,
        units=units,
        hosts={**standing.hosts, **dict.fromkeys(given.values(), 0)},
        main_hosts=hosts,
        overseers=overseers,
    )
