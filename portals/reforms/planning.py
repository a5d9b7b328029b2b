"""What a change would do, counted without changing anything.

The plan answers for every table that names a portal, by what the table's floor declared (`registry.declare_fates`), so
that a new table cannot be left out; and for what is under way at the portals that end.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.models import Model

from .contents import ALL_SECTIONS, content_mover
from .endings import endings, followings
from .enums import ChangeKind
from .hosts import hosts_of
from .models import Reform
from .planned_boards import DecidedBoards, decided_boards, planned_boards
from .registry import Fate, declared_fates, under_way
from .sheet import ReformLine, ReformUnitSpec, ending_codes, opening_units
from .sheet_checks import ReformChecks
from .standing import UnitsStanding, units_standing


def reform_plan_of(reform: Reform) -> dict[str, Any]:
    """The plan of a change that was entered, as it would be carried out on what stands now."""
    decided = decided_boards(reform)
    return plan_of_lines(lines_entered(reform), day=reform.takes_effect_on, decided=decided)


def plan_of_lines(
    lines: Sequence[ReformLine], *, day: date, decided: DecidedBoards | None = None
) -> dict[str, Any]:
    """What becomes of units, addresses and rows by `lines`, which have their kinds. JSON can hold it.

    `conflicts` says what would be refused; where it says something the rest is what would follow all the same. Queries:
    one a column that names a portal, one a thing under way, and nine. Without `decided` no new board has been.
    """
    standing = units_standing(day)
    checks = ReformChecks(lines, standing, base_domain=settings.PORTALS_BASE_DOMAIN)
    opening = opening_units(lines, standing.province)
    ending = {
        code: standing.units[code].pk for code in ending_codes(lines) if code in standing.units
    }
    hosts = hosts_of(lines, standing, base_domain=settings.PORTALS_BASE_DOMAIN)
    return {
        "day": day.isoformat(),
        "conflicts": [{"line": bad.line, "reason": bad.reason} for bad in checks.faults()],
        "founded": [_founded(code, unit, lines, hosts) for code, unit in sorted(opening.items())],
        "ending": [_ending(code, lines, standing) for code in sorted(ending)],
        "going_on": [
            _going_on(line, standing, hosts) for line in lines if line.goes_on_in(standing.province)
        ],
        "outside": sum(line.is_from_outside(standing.province) for line in lines),
        "tiers": {
            "before": dict(Counter(unit.tier for unit in standing.units.values())),
            "after": dict(_tiers_after(standing, ending, opening.values())),
        },
        "overseen": _overseen_after(lines, standing, ending, opening),
        "moves": _moves(lines, standing),
        "boards": planned_boards(lines, standing, day, decided or {}),
        "tables": rows_by_fate(ending.values(), day),
        "under_way": things_under_way(ending.values(), day),
    }


def lines_entered(reform: Reform) -> list[ReformLine]:
    """The rows of a change as lines again, each with its kind."""
    units = {
        unit.pk: ReformUnitSpec(
            code=unit.code,
            name=unit.name,
            tier=unit.tier_id,
            overseer=unit.overseer_code,
            # So it is seen where another portal took the host meanwhile.
            host=unit.hostname.removesuffix(f".{settings.PORTALS_BASE_DOMAIN}"),
            cluster=unit.cluster_code,
        )
        for unit in reform.units.all()
    }
    return [
        ReformLine(
            # The heading is line 1 of a sheet.
            line=row.position + 1,
            old_code=row.original_code,
            old_name=row.original_name,
            old_province=row.original_province,
            kind=row.kind,
            result=units[row.result_id] if row.result_id else None,
            sections=tuple(row.sections),
        )
        for row in reform.rows.order_by("position")
    ]


def rows_by_fate(ending: Collection[int], day: date) -> list[dict[str, Any]]:
    """For each column that names a portal: what becomes of the rows of the portals that end, and how many there are.

    `writes` is how many the change will write: those that follow, and of those that end the ones that hold on `day`.
    Columns without such rows are left out.
    """
    found = []
    for column, one in sorted(declared_fates().items()):
        app, model_name, field = column.split(".")
        model: type[Model] = apps.get_model(app, model_name)
        rows = model._base_manager.filter(**{f"{field}__in": list(ending)})
        count, writes = rows.count(), 0
        if one.fate is Fate.FOLLOW:
            following = followings().get(column)
            writes = following.rows(ending).count() if following else count
        elif one.fate is Fate.CLOSE and column in endings():
            writes = endings()[column].rows(ending, day).count()
        if count or writes:
            found.append(
                {
                    "column": column,
                    "fate": one.fate.value,
                    "why": one.why,
                    "rows": count,
                    "writes": writes,
                }
            )
    return found


def things_under_way(ending: Collection[int], day: date) -> list[dict[str, Any]]:
    """What is under way at the portals that end, by what it is and by portal."""
    found = []
    for what in under_way():
        by_portal = {str(pk): number for pk, number in what.count(ending, day).items() if number}
        found.append({"code": what.code, "by_portal": by_portal, "rows": sum(by_portal.values())})
    return found


def _founded(
    code: str, unit: ReformUnitSpec, lines: Iterable[ReformLine], hosts: dict[str, str]
) -> dict[str, Any]:
    return {
        "code": code,
        "name": unit.name,
        "tier": unit.tier,
        "overseer": unit.overseer,
        "host": hosts.get(code, ""),
        "of": [
            {
                "code": line.old_code,
                "name": line.old_name,
                "kind": line.kind,
                "from": line.old_province,
            }
            for line in lines
            if line.result and line.result.code == code and line.kind != ChangeKind.FOUND
        ],
    }


def _ending(code: str, lines: Iterable[ReformLine], standing: UnitsStanding) -> dict[str, Any]:
    mine = [line for line in lines if line.old_code == code]
    return {
        "portal": standing.units[code].pk,
        "code": code,
        "name": standing.units[code].name,
        "kind": mine[0].kind,
        "host": standing.main_hosts.get(code, ""),
        "into": [
            {"code": line.result.code, "name": line.result.name} for line in mine if line.result
        ],
    }


def _moves(lines: Iterable[ReformLine], standing: UnitsStanding) -> list[dict[str, Any]]:
    """Which sections go where, with how many pages each."""
    moving = [line for line in lines if line.sections and line.result]
    originals = {
        line.old_code: standing.units[line.old_code].pk
        for line in moving
        if line.old_code in standing.units
    }
    if not originals:
        return []
    names, pages = content_mover().names(), content_mover().count(originals.values())
    return [
        {
            "line": line.line,
            "portal": originals[line.old_code],
            "code": line.old_code,
            "name": line.old_name,
            "into": line.result.name,
            "sections": [
                {"code": code, "name": names.get(code, code), "pages": number}
                for code, number in pages.get(originals[line.old_code], {}).items()
                if (code in line.sections or ALL_SECTIONS in line.sections)
                and code in standing.sections.get(line.result.tier, frozenset())
            ],
        }
        for line in moving
        if line.result and line.old_code in originals
    ]


def _going_on(line: ReformLine, standing: UnitsStanding, hosts: dict[str, str]) -> dict[str, Any]:
    result = line.result
    unit = standing.units.get(line.old_code)
    return {
        "portal": unit.pk if unit else None,
        "code": line.old_code,
        "name": line.old_name,
        "new_code": result.code if result else "",
        "new_name": result.name if result else "",
        "overseer": standing.overseers.get(line.old_code, ""),
        "new_overseer": result.overseer if result else "",
        "host": standing.main_hosts.get(line.old_code, ""),
        "new_host": hosts.get(result.code, "") if result else "",
    }


def _tiers_after(
    standing: UnitsStanding, ending: Collection[str], opening: Iterable[ReformUnitSpec]
) -> Counter[str]:
    left = Counter(unit.tier for code, unit in standing.units.items() if code not in ending)
    return left + Counter(unit.tier for unit in opening)


def _overseen_after(
    lines: Sequence[ReformLine],
    standing: UnitsStanding,
    ending: Collection[str],
    opening: dict[str, ReformUnitSpec],
) -> list[dict[str, Any]]:
    """How many units each overseer has before and after, the most first: who will have to score how many."""
    before = Counter(standing.overseers.values())
    results = {line.old_code: line.result for line in lines if line.goes_on_in(standing.province)}
    renamed = {code: result.code for code, result in results.items() if result}
    after: Counter[str] = Counter(unit.overseer for unit in opening.values())
    for below, above in standing.overseers.items():
        if below in ending:
            continue
        result = results.get(below)
        after[result.overseer if result else renamed.get(above, above)] += 1
    names: dict[str, str] = defaultdict(str)
    names |= {code: unit.name for code, unit in standing.units.items()}
    names |= {line.result.code: line.result.name for line in lines if line.result}
    was = {new: old for old, new in renamed.items()}
    return [
        {"code": code, "name": names[code], "before": before[was.get(code, code)], "after": number}
        for code, number in after.most_common()
        if code
    ]
