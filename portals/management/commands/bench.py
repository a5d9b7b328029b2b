"""Measure what the install promises: `manage.py bench all --portals 156 5000 --stories 100000 --markdown`."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from portals.boards.enums import Position
from portals.operations.bench.cast import holder, the_province
from portals.operations.bench.keeper import Kept
from portals.operations.bench.measure import BenchSize, Cast, as_one_object
from portals.operations.bench.registry import (
    Amiss,
    BenchMeasure,
    BenchOption,
    DemoQuestion,
    measures,
    plants,
    questions,
    table_rows,
)
from portals.operations.bench.scratch import (
    PREFIX,
    WEB_WORKERS,
    Scratch,
    scratch,
    web_command,
    worker_command,
)
from portals.operations.bench.table import markdown_table, run_heading
from portals.services import ServicesRefused

ALL = "all"
# Where the process on the scratch database leaves what it found.
FOUND = "found.json"
# Where the demo runs unless it is told otherwise.
DEMO_PORT = 8000


class Command(BaseCommand):
    help = "Measure on a scratch database of its own; the install's data is never touched."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("measures", nargs="+", choices=[ALL, *measures()])
        parser.add_argument(
            "--portals",
            type=int,
            nargs="+",
            default=[156],
            help="below the province; sizes in turn",
        )
        parser.add_argument("--stories", type=int, default=3_000)
        parser.add_argument("--seconds", type=float, default=4, help="of visits to each page")
        parser.add_argument("--workers", type=int, default=WEB_WORKERS, help="of each web server")
        for option in _options():
            parser.add_argument(
                f"--{option.name}", type=int, default=option.default, help=option.help
            )
        for question in questions():
            parser.add_argument(
                f"--{question.name}",
                type=int,
                nargs="?",
                const=DEMO_PORT,
                metavar="PORT",
                help=question.help,
            )
        parser.add_argument(
            "--dump",
            type=Path,
            help="begin with this pg_dump of a migrated database, which takes less time than all migrations",
        )
        printed = parser.add_mutually_exclusive_group()
        printed.add_argument("--json", action="store_true", help="print one object")
        printed.add_argument("--markdown", action="store_true", help="print a table of each size")
        parser.add_argument("--save", type=Path, help="also write the object to this file")
        # How the command calls itself once the scratch database is there.
        parser.add_argument("--on-scratch", type=Path, help="for the command's own use")

    def handle(self, *, on_scratch: Path | None, **options: Any) -> None:
        asked = [one for one in questions() if options[one.name] is not None]
        if on_scratch is not None:
            self._measure(on_scratch, **options)
        elif asked:
            self._ask(asked, options)
        else:
            self._each_size(**options)

    def _ask(self, asked: Sequence[DemoQuestion], options: dict[str, Any]) -> None:
        """Ask the demo that runs; nothing is measured."""
        try:
            for question in asked:
                self.stdout.write("\n".join(question.ask(options[question.name])))
        except Amiss as amiss:
            raise CommandError(str(amiss)) from amiss

    def _each_size(self, *, portals: list[int], save: Path | None, **options: Any) -> None:
        found = []
        for size in portals:
            before = os.getloadavg()[0]
            some = self._on_scratch(size, **options)
            found += some
            if options["markdown"]:
                self.stdout.write(run_heading(some, (before, os.getloadavg()[0])))
                self.stdout.write(f"\n{markdown_table(some, table_rows)}\n")
            elif not options["json"]:
                self._report(some)
        told = json.dumps(as_one_object(found), ensure_ascii=False)
        if save is not None:
            save.write_text(told)
        if options["json"]:
            self.stdout.write(told)

    def _on_scratch(self, portals: int, **options: Any) -> list[dict[str, Any]]:
        """Measure at one size, in a process of its own that works on the scratch database."""
        asked, dump = options["measures"], options["dump"]
        command = [sys.executable, sys.argv[0], "bench", *asked, "--portals", str(portals)]
        for name in ("stories", "seconds", "workers", *(option.name for option in _options())):
            if options[name] is not None:
                command += [f"--{name}", str(options[name])]
        try:
            kills = any(one.kills for one in _asked(asked))
            with scratch(own_postgres=kills, dump=dump) as made:
                if kills:
                    _keep_install(made, options["workers"])
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
        portals: Sequence[int],
        stories: int,
        seconds: float,
        workers: int,
        **options: Any,
    ) -> None:
        if not str(connection.settings_dict["NAME"]).startswith(PREFIX):
            raise CommandError("--on-scratch is for the command's own use.")
        logging.disable(logging.ERROR)
        size = BenchSize(portals[0], stories)
        for plant in plants():
            plant.plant(size)
        cast = Cast(
            province=the_province(),
            head=holder(Position.HEAD),
            editor=holder(Position.EDITOR),
            portals=size.portals,
            stories=size.stories,
            port=settings.PORTALS_PORT,
            seconds=seconds,
            workers=workers,
            folder=folder,
            options={option.name: options[option.name] for option in _options()},
            tell=self.stderr.write,
        )
        try:
            found = [one for asked in _asked(options["measures"]) for one in asked.measure(cast)]
        except Amiss as amiss:
            raise CommandError(str(amiss)) from amiss
        (folder / FOUND).write_text(json.dumps([one.as_dict(cast) for one in found]))

    def _report(self, found: Sequence[dict[str, Any]]) -> None:
        for one in found:
            ours, limit, ratio = one["ours_seconds"], one["baseline_seconds"], one["ratio"]
            beside = f"{limit * 1000:12.2f} ms {ratio:8.2f} x" if limit else ""
            self.stdout.write(f"{one['name']:<24}{ours * 1000:12.2f} ms{beside}")
            known = {"name", "portals", "stories", "ours_seconds", "baseline_seconds", "ratio"}
            more = {name: value for name, value in one.items() if name not in known}
            self.stdout.write("    " + ", ".join(f"{name} {value}" for name, value in more.items()))


def _options() -> list[BenchOption]:
    """Return each option once, in the order of the measures: some take the same one."""
    every = (option for measure in measures().values() for option in measure.options)
    return list(dict.fromkeys(every))


def _asked(names: Sequence[str]) -> list[BenchMeasure]:
    """Return the measures of these names in their own order; `all` leaves out those that are taken by name only."""
    return [
        one for one in measures().values() if one.name in names or (one.is_of_all and ALL in names)
    ]


def _keep_install(made: Scratch, workers: int) -> None:
    web = web_command(made.port, workers=workers)
    for name, command in (("web", web), ("worker", worker_command())):
        made.keeper.start(Kept(name=name, command=command, cwd=settings.ROOT, env=made.env))
