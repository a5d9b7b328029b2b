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
