"""What the walks along the walls came to, counted over all processes and printed at the end of a run."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Collection
from typing import TYPE_CHECKING, Any

import pytest

from tests import tenant_models

if TYPE_CHECKING:
    from tests.crawler import Walk

KEY = "walls"


class Figures:
    """The figures of one test; they travel with its report."""

    def __init__(self, request: pytest.FixtureRequest) -> None:
        self._request = request

    def add(self, kind: str, who: str, walk: Walk, *, allowed: Collection[str] = ()) -> None:
        leaks = [name for name in walk.leaks if name not in allowed]
        told = {
            "kind": kind,
            "who": who,
            "requests": walk.asked,
            "addresses": len(walk.addresses),
            "leaks": len(leaks),
        }
        self._request.node.user_properties.append((KEY, json.dumps(told)))


@pytest.fixture
def figures(request: pytest.FixtureRequest) -> Figures:
    return Figures(request)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    rows = [
        json.loads(value)
        for kind in ("passed", "failed")
        for report in terminalreporter.stats.get(kind, [])
        for key, value in getattr(report, "user_properties", [])
        if key == KEY and report.when == "call"
    ]
    if not rows:
        return
    terminalreporter.section("walls: requests by kind of walk")
    by_kind: dict[str, Counter[str]] = defaultdict(Counter)
    roles: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        roles[row["kind"]].add(row["who"])
        counts = by_kind[row["kind"]]
        counts.update(requests=row["requests"], leaks=row["leaks"])
        counts["addresses"] = max(counts["addresses"], row["addresses"])
    kinds = len(tenant_models.ways())
    for kind, counts in sorted(by_kind.items()):
        terminalreporter.write_line(
            f"{kind}: {counts['addresses']} addresses x {len(roles[kind])} roles"
            f" x things of {kinds} kinds; {counts['requests']} requests; leaks {counts['leaks']}"
        )
