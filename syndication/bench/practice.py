"""How long the nightly clone for practice takes, step by step."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlsplit

from django.conf import settings

from portals import services
from portals.database.dropping import drop_database
from portals.database.roles import EMBEDDED
from portals.demo.practice import PracticeBeside
from portals.operations.bench.measure import Cast, Measured
from portals.operations.bench.registry import Amiss
from portals.operations.bench.table import BenchResult, TableRow
from portals.operations.demo.processes import environment
from portals.practice.places import MAINTENANCE, connected_to, with_database

_STEP = re.compile(r"^\s*([\d.]+) s  (\w+)$", re.MULTILINE)
_END = re.compile(r"([\d.,]+) s")


def practice_clone(cast: Cast) -> list[Measured]:
    """Clone what was planted, by `clone_practice`, as its timer does. Needs the embedded PostgreSQL."""
    beside = PracticeBeside(cast.port or 0, cast.port or 0)
    name = urlsplit(settings.ENVIRONMENT.database_url).path.strip("/")
    owner = services.address("postgres", database=name, role=EMBEDDED.owner)
    places = replace(
        beside.places, source=owner, owner=with_database(owner, beside.places.standing)
    )
    told = {
        **beside.told(),
        "DATABASE_OWNER_URL": places.owner,
        "PRACTICE_SOURCE_URL": places.source,
        "PYTHONUNBUFFERED": "1",
    }
    try:
        done = subprocess.run(
            [sys.executable, "manage.py", "clone_practice"],
            cwd=settings.ROOT, env=dict(environment(beside.port, notice="", told=told)),
            stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode != 0:
            raise Amiss(f"clone_practice: {done.stderr[-500:]}")
        with connected_to(places.owner) as clone:
            size = clone.execute("SELECT pg_database_size(current_database())").fetchone()
    finally:
        with connected_to(owner, name=MAINTENANCE) as server:
            for made in (places.standing, places.next, places.former):
                drop_database(server, made)
    begun = [(step, float(at)) for at, step in _STEP.findall(done.stdout)]
    ended = float(_END.findall(done.stdout.splitlines()[-1])[0].replace(",", "."))
    ends = [*(at for _step, at in begun[1:]), ended]
    steps = {step: round(end - at, 1) for (step, at), end in zip(begun, ends, strict=True)}
    more = {"steps": steps, "megabytes": round(size[0] / 1e6) if size else None}
    return [Measured(name="practice.clone", ours_seconds=ended, more=more)]


def clone_rows(one: BenchResult, _name: str) -> Iterator[TableRow]:
    told = ", ".join(f"{step} {seconds}" for step, seconds in one["steps"].items())
    yield TableRow(
        f"clone for practice, {one['megabytes']} MB", f"{one['ours_seconds']:.1f} s: {told}"
    )
