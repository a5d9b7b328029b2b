"""Host names for the units that a change founds, where its sheet gives none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from portals.models.portal import UNIT_WORDS
from portals.text import slug_of

from .sheet import ReformLine, ReformUnitSpec, new_hosts, opening_units
from .standing import UnitsStanding


def hosts_of(
    lines: Sequence[ReformLine], standing: UnitsStanding, *, base_domain: str
) -> dict[str, str]:
    """The whole host names that a change gives, by the codes of its units. `lines` have their kinds.

    Each unit that opens gets one, that of the sheet or one made from its name below its overseer's, in the form that
    stands: `vuninh-tpbacninh` where no host has two levels, else `vuninh.tpbacninh`; a unit that goes on
    where the sheet says another. None is given twice, nor one that was ever another portal's: old addresses go on
    answering.
    """
    opening = opening_units(lines, standing.province)
    given = new_hosts(lines, base_domain)
    taken = {*standing.hosts, *given.values()}
    join = "-" if _have_one_level(standing.hosts, base_domain) else "."
    for code, unit in _overseers_before(opening):
        if code not in given:
            above = given.get(unit.overseer) or standing.main_hosts.get(unit.overseer)
            below = f".{base_domain}" if above in {None, base_domain} else f"{join}{above}"
            given[code] = next(
                host for label in _labels(unit) if (host := f"{label}{below}") not in taken
            )
            taken.add(given[code])
    return given


def _have_one_level(hosts: Iterable[str], base_domain: str) -> bool:
    """Whether the hosts below the base domain all have one level, so that one certificate covers them."""
    names = [
        host.removesuffix(f".{base_domain}") for host in hosts if host.endswith(f".{base_domain}")
    ]
    return bool(names) and not any("." in name for name in names)


def _labels(unit: ReformUnitSpec) -> Iterator[str]:
    """The name without its word for the unit, then with it, then with the code, then with numbers."""
    short = next(
        (unit.name.removeprefix(word) for word in UNIT_WORDS if unit.name.startswith(word)),
        unit.name,
    )
    for name in (short, unit.name, f"{short} {unit.code}"):
        yield slug_of(name, fallback="dv").replace("-", "")
    number = 2
    while True:
        yield f"{slug_of(short, fallback='dv').replace('-', '')}{number}"
        number += 1


def _overseers_before(
    opening: Mapping[str, ReformUnitSpec],
) -> list[tuple[str, ReformUnitSpec]]:
    """Units so that one whose overseer opens as well comes after it."""

    def depth(unit: ReformUnitSpec) -> int:
        steps = 0
        while unit.overseer in opening and steps <= len(opening):
            unit, steps = opening[unit.overseer], steps + 1
        return steps

    return sorted(opening.items(), key=lambda item: (depth(item[1]), item[0]))
