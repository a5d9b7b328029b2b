"""One name, one thing: whoever looks a name up finds one answer. `docs/glossary.md` says what each word stands for."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

FLOORS = ("portals", "editorial", "syndication", "scoring")
ROOT = Path(__file__).parent.parent
# Django finds a command of `manage.py` by this name, in the module that is named for it.
OF_MANY = {"Command"}
# A program of its own, which imports nothing of the product and is imported by nothing.
APART = ("portals/ledger/verifier/verify.py",)


@cache
def modules() -> dict[str, ast.Module]:
    """Return the parsed modules of the product by their paths, migrations left out: those keep what once was."""
    return {
        str(path.relative_to(ROOT)): ast.parse(path.read_text(encoding="utf-8"))
        for floor in FLOORS
        for path in sorted((ROOT / floor).rglob("*.py"))
        if "migrations" not in path.parts and not str(path).endswith(APART)
    }


def classes(module: ast.Module) -> Iterator[str]:
    """Name the public classes and types of a module."""
    for statement in module.body:
        if isinstance(statement, ast.ClassDef):
            yield statement.name
        elif isinstance(statement, ast.TypeAlias):
            yield statement.name.id


def of_several(found: dict[str, set[str]]) -> dict[str, list[str]]:
    return {name: sorted(paths) for name, paths in found.items() if len(paths) > 1}


def test_no_two_classes_have_one_name():
    found = defaultdict[str, set[str]](set)
    for path, module in modules().items():
        for name in classes(module):
            if not name.startswith("_") and name not in OF_MANY:
                found[name].add(path)

    assert len(found) > 500
    assert of_several(found) == {}


# A function that opens a verb to the web, to the queue, to templates or to Wagtail is called like the verb.
DOORS = ("views", "jobs", "templatetags", "wagtail_hooks")
# Functions that every module of a kind has, each the same for its own room, with what is the same in them.
PROTOCOLS = {
    "main": "where a program of its own begins",
    "register": "what takes an entry of the registry that its module is; called through the module",
    "register_sources": "enters the floor's sources of the inbox, one function a floor",
    "stop": "ends one of the servers that its module starts",
}


def opens_a_verb(path: str) -> bool:
    """Tell whether a module is, or stands in, one of `DOORS`: `views/`, `duty_views.py`."""
    parts = Path(path).with_suffix("").parts
    return any(part == door or part.endswith(f"_{door}") for part in parts for door in DOORS)


def imported(path: str, module: ast.Module) -> Iterator[tuple[str, str]]:
    """Name what a module takes from others: the dotted module and the name in it."""
    inside = list(Path(path).with_suffix("").parts)
    for statement in ast.walk(module):
        if isinstance(statement, ast.ImportFrom):
            above = inside[: len(inside) - statement.level] if statement.level else []
            source = ".".join([*above, *(statement.module or "").split(".")]).strip(".")
            yield from ((source, alias.name) for alias in statement.names)


def dotted(path: str) -> str:
    return ".".join(Path(path).with_suffix("").parts).removesuffix(".__init__")


def functions() -> dict[str, set[str]]:
    """Return where each public function is defined, by its name."""
    found = defaultdict[str, set[str]](set)
    for path, module in modules().items():
        for statement in module.body:
            is_function = isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef)
            if is_function and not statement.name.startswith("_"):
                found[statement.name].add(path)
    return found


def of_one_word(found: dict[str, set[str]], taken: set[tuple[str, str]]) -> dict[str, list[str]]:
    """Return the functions that somebody imports by a name that another module gives to something else."""
    several: dict[str, set[str]] = {}
    for name, paths in found.items():
        verbs = {path for path in paths if not opens_a_verb(path)}
        known = {path for path in paths if (dotted(path), name) in taken}
        if name not in PROTOCOLS and (len(verbs | known) > 1 and known):
            several[name] = verbs | known
    return of_several(several)


def all_imported() -> set[tuple[str, str]]:
    return {
        (source, name)
        for path, module in modules().items()
        for source, name in imported(path, module)
    }


def test_no_function_is_imported_by_the_name_of_another():
    found, taken = functions(), all_imported()

    assert len(found) > 1_500
    assert len(taken) > 2_500
    assert of_one_word(found, taken) == {}


def test_a_name_for_two_things_is_seen():
    found = {
        "told": {"portals/a.py", "editorial/b.py"},
        "act": {"portals/c/views.py", "portals/c/actions.py"},
    }

    assert of_one_word(found, {("portals.a", "told"), ("portals.c.actions", "act")}) == {
        "told": ["editorial/b.py", "portals/a.py"]
    }
    assert of_one_word(found, {("portals.c.actions", "act")}) == {}


def test_every_protocol_is_one():
    found = functions()

    assert {name for name in PROTOCOLS if len(found[name]) < 2} == set()
