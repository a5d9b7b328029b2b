"""The bench at a tiny size: every measure comes to its end and says what it saw."""

from __future__ import annotations

import json

import psycopg

from portals.services.shares import Databases
from scoring.bench.table import table
from tests.support import processes

SIZE = ("--portals", "5", "--stories", "20", "--seconds", "1", "--json")
KEYS = {
    "name", "portals", "stories", "ours_seconds", "baseline_seconds", "ratio", "queries",
}  # fmt: skip


def bench(databases: Databases, *arguments: str) -> object:
    env = processes.environment(databases)
    done = processes.manage("bench", *arguments, *SIZE, env=env, timeout=400)
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)


def scratch_databases(databases: Databases) -> list[str]:
    with psycopg.connect(databases.database_url) as server:
        rows = server.execute("SELECT datname FROM pg_database WHERE datname LIKE 'bench%'")
        return [name for (name,) in rows.fetchall()]


class TestTheTable:
    def test_says_what_was_met_and_what_was_missed(self) -> None:
        search = {"ours_seconds": 0.004, "baseline_seconds": 0.0003, "queries": 1}
        lines = table(
            [
                {"name": "search.rare", **search},
                {"name": "search.all.rare", **search, "ours_seconds": 0.021},
                {"name": "pages.home.nginx", "queries": 0, "requests_a_second": 61_000.0},
                {"name": "sums", "ours_seconds": 2.0, "baseline_seconds": None},
            ]
        ).splitlines()

        assert lines[2:] == [
            "| Search of one portal, rare | - | 0.3 ms | 4 ms, 1 queries | 5 ms | yes |",
            "| Search of all portals, rare | - | 0.3 ms | 21 ms, 1 queries | 20 ms | no |",
            "| Home page, from nginx | - | - | 61,000 a second | 50,000 a second | yes |",
            "| sums | - | - | 2.00 s | - | - |",
        ]


class TestBench:
    def test_every_measure_says_what_it_saw_and_leaves_nothing(
        self, scratch_database: Databases
    ) -> None:
        found = bench(scratch_database, "all")

        names = {one["name"].partition(".")[0] for one in found}
        assert names == {"dispatch", "recall", "pages", "search", "admin"}
        assert all(one.keys() >= KEYS for one in found)
        assert all((one["portals"], one["stories"]) == (5, 20) for one in found)
        assert all(one["ours_seconds"] > 0 for one in found)
        assert scratch_databases(scratch_database) == []

    def test_chaos_leaves_nothing_amiss_in_five_rounds(self, scratch_database: Databases) -> None:
        found = bench(scratch_database, "chaos", "--rounds", "5")

        assert found.keys() >= KEYS
        assert (found["rounds"], sum(found["kills"].values())) == (5, 5)
