"""Whether a change did what its plan said: counted row by row while it is carried out. Wanted: no difference."""

from __future__ import annotations

from typing import Any

from .models import Reform
from .switching import Switching

# Before the key of the portal and the code of the section.
MOVED = "pages.moved"


def differences_to_plan(reform: Reform, switching: Switching) -> list[dict[str, Any]]:
    """What differs from the plan that was made last: for each column how many rows were planned and written."""
    plan = reform.plans.filter(content__isnull=False).order_by("-made_at").first()
    if plan is None or plan.content is None:
        raise ValueError("a change is carried out by its plan")
    planned = {one["column"]: one["writes"] for one in plan.content["tables"] if one["writes"]}
    written = {column: number for column, number in switching.recorder.counts.items() if number}
    planned["portals.Portal.ending"] = len(plan.content["ending"])
    written["portals.Portal.ending"] = len(switching.ending)
    planned |= _planned_moves(plan.content.get("moves", []))
    written |= {
        f"{MOVED}.{portal}.{code}": number
        for (portal, code), number in switching.moved.items()
        if number
    }
    return [
        {"column": column, "planned": planned.get(column, 0), "written": written.get(column, 0)}
        for column in sorted({*planned, *written})
        if planned.get(column, 0) != written.get(column, 0)
    ]


def _planned_moves(moves: list[dict[str, Any]]) -> dict[str, int]:
    return {
        f"{MOVED}.{move['portal']}.{section['code']}": section["pages"]
        for move in moves
        for section in move["sections"]
        if section["pages"]
    }
