"""What `manage.py bench` plants and measures, registered by each floor for itself in `ready()`.

A floor registers the path of its module of chapters: nothing of it is imported until a bench is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from portals.operations.chapters import Chapters

from .measure import BenchSize, Cast, Measured
from .table import BenchResult, TableRow, as_it_is


class Amiss(Exception):
    """What was measured is not as it must be; the message says what. The bench ends with it."""


@dataclass(frozen=True, slots=True)
class BenchOption:
    """A number that a measure is told on the command line. `default` None: the measure finds one."""

    name: str
    help: str
    default: int | None = None


@dataclass(frozen=True, slots=True)
class DemoQuestion:
    """Something that is asked of the demo that runs, in the place of measuring; it is answered in lines.

    `--<name>`, or with the port of the demo. Raises `Amiss` where no demo answers.
    """

    name: str
    help: str
    ask: Callable[[int], Iterable[str]]


@dataclass(frozen=True, kw_only=True)
class BenchPlant:
    """Rows of the scratch database. The plants of all floors are set by rank, before anything is measured."""

    name: str
    rank: int
    plant: Callable[[BenchSize], None]


@dataclass(frozen=True, kw_only=True)
class BenchMeasure:
    """Something to measure by its name. `rows` says of one finding what the table shows: ours, limit and target.

    One that `kills` has servers of its own, with a web server and a worker that are started again when they end.
    """

    name: str
    rank: int
    measure: Callable[[Cast], list[Measured]]
    rows: Callable[[BenchResult, str], Iterator[TableRow]] = as_it_is
    is_of_all: bool = True
    kills: bool = False
    options: Sequence[BenchOption] = ()


_modules: list[str] = []


def register(module: str) -> None:
    """Add the chapters of a floor: the module has some of `PLANTS`, `MEASURES` and `QUESTIONS`."""
    if module in _modules:
        raise ValueError(f"Registered twice: {module}")
    _modules.append(module)


def plants() -> tuple[BenchPlant, ...]:
    found = Chapters[BenchPlant]()
    for module in _modules:
        for plant in _of(module, "PLANTS"):
            found.register(plant)
    return found.in_order()


def measures() -> dict[str, BenchMeasure]:
    """Return all measures by name, in the order in which they are taken and told."""
    found = Chapters[BenchMeasure]()
    for module in _modules:
        for measure in _of(module, "MEASURES"):
            found.register(measure)
    return {measure.name: measure for measure in found.in_order()}


def questions() -> list[DemoQuestion]:
    return [question for module in _modules for question in _of(module, "QUESTIONS")]


def _of(module: str, name: str) -> Sequence[Any]:
    return getattr(import_module(module), name, ())


def table_rows(found: BenchResult) -> Iterator[TableRow]:
    """What the table shows of one finding, as its measure says."""
    group, _dot, name = str(found["name"]).partition(".")
    measure = measures().get(group)
    yield from measure.rows(found, name) if measure else as_it_is(found, name)
