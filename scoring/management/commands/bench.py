"""Measure what the install promises: `manage.py bench all --portals 156 5000 --stories 100000 --markdown`."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Sequence
from pathlib import Path
from random import SystemRandom
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from tqdm import tqdm

from portals.services import ServicesRefused
from scoring.bench.attacks import measure_attacks
from scoring.bench.chaos import Amiss, measure_chaos
from scoring.bench.desk import measure_admin
from scoring.bench.keeper import Kept
from scoring.bench.measure import Cast, Measured, as_one_object
from scoring.bench.province import open_province
from scoring.bench.reading import measure_pages, measure_search
from scoring.bench.scores import measure_scoring
from scoring.bench.scratch import PREFIX, Scratch, scratch, web_command, worker_command
from scoring.bench.stories import write_stories
from scoring.bench.table import heading, table
from scoring.bench.travels import measure_dispatch, measure_recall

MEASURES: dict[str, Callable[[Cast], list[Measured]]] = {
    "search": measure_search,
    "admin": measure_admin,
    "pages": measure_pages,
    "dispatch": measure_dispatch,
    "recall": measure_recall,
    "scoring": measure_scoring,
}
# By their names only: minutes of strangers at the door, and servers that are killed.
ATTACKS, CHAOS = "attacks", "chaos"
ALL = "all"
# Where the process on the scratch database leaves what it found.
FOUND = "found.json"


class Command(BaseCommand):
    help = "Measure on a scratch database of its own; the install's data is never touched."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("measures", nargs="+", choices=[ALL, *MEASURES, ATTACKS, CHAOS])
        parser.add_argument(
            "--portals",
            type=int,
            nargs="+",
            default=[156],
            help="below the province; sizes in turn",
        )
        parser.add_argument("--stories", type=int, default=3_000)
        parser.add_argument("--seconds", type=int, default=4, help="of visits to each page")
        parser.add_argument("--rounds", type=int, default=100, help="of chaos")
        parser.add_argument("--seed", type=int, help="of chaos; by default another each time")
        printed = parser.add_mutually_exclusive_group()
        printed.add_argument("--json", action="store_true", help="print one object")
        printed.add_argument("--markdown", action="store_true", help="print a table of each size")
        parser.add_argument("--save", type=Path, help="also write the object to this file")
        # How the command calls itself once the scratch database is there.
        parser.add_argument("--on-scratch", type=Path, help="for the command's own use")

    def handle(self, *, on_scratch: Path | None, **options: Any) -> None:
        if on_scratch is None:
            self._each_size(**options)
        else:
            self._measure(on_scratch, **options)

    def _each_size(self, *, portals: list[int], save: Path | None, **options: Any) -> None:
        found = []
        for size in portals:
            before = os.getloadavg()[0]
            some = self._on_scratch(size, **options)
            found += some
            if options["markdown"]:
                self.stdout.write(heading(some, (before, os.getloadavg()[0])))
                self.stdout.write(f"\n{table(some)}\n")
            elif not options["json"]:
                self._report(some)
        told = json.dumps(as_one_object(found), ensure_ascii=False)
        if save is not None:
            save.write_text(told)
        if options["json"]:
            self.stdout.write(told)

    def _on_scratch(self, portals: int, **options: Any) -> list[dict[str, Any]]:
        """Measure at one size, in a process of its own that works on the scratch database."""
        measures = options["measures"]
        command = [sys.executable, sys.argv[0], "bench", *measures, "--portals", str(portals)]
        for name in ("stories", "seconds", "rounds", "seed"):
            if options[name] is not None:
                command += [f"--{name}", str(options[name])]
        try:
            with scratch(own_postgres=CHAOS in measures) as made:
                if CHAOS in measures:
                    _keep_install(made)
                command += ["--on-scratch", str(made.folder)]
                done = subprocess.run(command, env=dict(made.env), check=False)
                if done.returncode != 0:
                    raise CommandError(
                        "The bench did not come to its end.", returncode=done.returncode
                    )
                found: list[dict[str, Any]] = json.loads((made.folder / FOUND).read_text())
        except ServicesRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        return found

    def _measure(
        self,
        folder: Path,
        *,
        measures: Sequence[str],
        portals: Sequence[int],
        stories: int,
        rounds: int,
        seed: int | None,
        **options: Any,
    ) -> None:
        if not str(connection.settings_dict["NAME"]).startswith(PREFIX):
            raise CommandError("--on-scratch is for the command's own use.")
        logging.disable(logging.ERROR)
        cast = self._seed(portals[0], stories, options["seconds"])
        asked = [name for name in MEASURES if name in measures or ALL in measures]
        found = [one for name in asked for one in MEASURES[name](cast)]
        if ATTACKS in measures:
            found += measure_attacks(cast)
        if CHAOS in measures:
            seed = SystemRandom().randrange(1_000_000) if seed is None else seed
            self.stderr.write(f"seed {seed}")
            try:
                found += measure_chaos(cast, folder=folder, rounds=rounds, seed=seed)
            except Amiss as amiss:
                raise CommandError(str(amiss)) from amiss
        (folder / FOUND).write_text(json.dumps([one.as_dict(cast) for one in found]))

    def _seed(self, portals: int, stories: int, seconds: int) -> Cast:
        province, head, editor = open_province(portals=portals)
        with tqdm(total=stories, desc="stories", disable=None) as bar:
            write_stories(province=province, stories=stories, progress=bar.update)
        return Cast(
            province=province,
            head=head,
            editor=editor,
            portals=portals,
            stories=stories,
            port=settings.PORTALS_PORT,
            seconds=seconds,
        )

    def _report(self, found: Sequence[dict[str, Any]]) -> None:
        for one in found:
            ours, limit, ratio = one["ours_seconds"], one["baseline_seconds"], one["ratio"]
            beside = f"{limit * 1000:12.2f} ms {ratio:8.2f} x" if limit else ""
            self.stdout.write(f"{one['name']:<24}{ours * 1000:12.2f} ms{beside}")
            known = {"name", "portals", "stories", "ours_seconds", "baseline_seconds", "ratio"}
            more = {name: value for name, value in one.items() if name not in known}
            self.stdout.write("    " + ", ".join(f"{name} {value}" for name, value in more.items()))


def _keep_install(made: Scratch) -> None:
    for name, command in (("web", web_command(made.port)), ("worker", worker_command())):
        made.keeper.start(Kept(name=name, command=command, cwd=settings.ROOT, env=made.env))
