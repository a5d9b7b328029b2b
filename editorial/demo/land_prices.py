"""The demo's price tables of land: real streets of wards, roads of communes, and prices that are made up."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from random import Random

from portals.models import Portal
from portals.tiers import traits_of

from .disclosed_figures import Single

SEED = "Giá đất"
HOMES, SHOPS, RICE = "Đất ở", "Đất thương mại, dịch vụ", "Đất trồng lúa"
# What a square metre of a paddy is priced at in the whole province, and what is paid for it where it is recovered.
PADDY = 86_000
# Prices of positions as shares of the first, in per cent.
POSITIONS = (100, 64, 42, 28)
# Each table is so much above the one before.
YEARLY = 1.08
FIRST_YEAR = 2023
# The heading below which each kind of road stands in the form.
ROADS, STREETS, VILLAGES = "I", "II", "III"


@cache
def _streets() -> dict[str, list[list[str]]]:
    path = Path(__file__).parent / "streets.toml"
    found: dict[str, list[list[str]]] = tomllib.loads(path.read_text(encoding="utf-8"))
    return found


def price_table(communes: Sequence[tuple[Portal, str]], year: int) -> Single:
    """Return the rows of a year's table. `communes` with the names by which the table tells them apart."""
    numbers = {ROADS: 0, STREETS: 0, VILLAGES: 0}
    found: Single = {}
    for portal, name in communes:
        for group, street, begins, ends, kind, first in _lines(portal, year):
            numbers[group] += 1
            prices = {
                f"vt{n}": round(first * share / 100 / 1_000) * 1_000
                for n, share in enumerate(POSITIONS, 1)
            }
            if kind == RICE:
                # One price for all fields of the commune.
                prices = {"vt1": first}
            found[f"{group}.{numbers[group]}"] = {
                "noi_dung": street,
                **({"tu": begins} if begins else {}),
                **({"den": ends} if ends else {}),
                "dia_ban": name,
                "loai_dat": kind,
                **prices,
            }
    return found


def _lines(portal: Portal, year: int) -> Iterator[tuple[str, str, str, str, str, int]]:
    """Yield the lines of one commune: group, street, from, to, kind of land, the price of the first position."""
    random = Random(f"{SEED} {portal.code}")
    grown = YEARLY ** (year - FIRST_YEAR)
    for street, begins, ends in _streets().get(portal.code, []):
        first = _rounded(random.randint(14, 42) * 1_000_000 * grown)
        group = ROADS if street.startswith(("Quốc lộ", "Đường tỉnh")) else STREETS
        yield group, street, begins, ends, HOMES, first
        yield group, street, begins, ends, SHOPS, _rounded(first * 0.6)
    road = f"Đường tỉnh {random.choice((276, 277, 278, 279, 280, 281, 282, 283, 285, 287, 295))}"
    near, far = random.sample(
        ("Ủy ban nhân dân", "Trạm y tế", "Chợ trung tâm", "Trường tiểu học"), 2
    )
    price = _rounded(random.randint(4, 12) * 1_000_000 * grown)
    yield ROADS, road, near, "Hết địa phận", HOMES, price
    yield VILLAGES, "Đường trục liên thôn", near, far, HOMES, _rounded(price * 0.45)
    yield VILLAGES, "Toàn địa bàn", "", "", RICE, PADDY


def _rounded(price: float) -> int:
    return round(price / 50_000) * 50_000


def named_apart(communes: Sequence[Portal], above: dict[int, Portal]) -> list[tuple[Portal, str]]:
    """Return each commune with its name, and with that of who oversees it where two bear the same."""
    names = [one.name for one in communes]
    return [
        (
            one,
            one.name
            if names.count(one.name) == 1
            else f"{one.name} ({above[one.pk].name_in_sentence})",
        )
        for one in communes
    ]


def communes_among(portals: Sequence[Portal]) -> list[Portal]:
    return [one for one in portals if traits_of(one.tier_id).is_compared]


def decision_of(year: int) -> str:
    return f"31/{year - 1}/QĐ-UBND"


def issued_on(year: int) -> date:
    """The day of the decision: before the year begins."""
    return date(year - 1, 12, 19)
