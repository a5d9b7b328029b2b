"""No table is taken away without a line in the log."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
FLOORS = ["portals", "editorial", "syndication", "scoring"]
WRITERS = {"csv_response", "xlsx_response"}
NOTES = {"note_export", "log"}
UNNOTED = {
    "portals/boards/desk/views/lists.py::boards_template": "an empty form to fill in and send back",
    "portals/audit_log/views.py::journal": "hands on to _export, which is asked itself",
}


def names_in(tree: ast.AST) -> set[str]:
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}


def functions_that_write(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    """Those that name a writer, or something of the module that holds one."""
    holders = {
        target.id
        for node in tree.body
        if isinstance(node, ast.Assign) and names_in(node.value) & WRITERS
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and names_in(node) & (WRITERS | holders):
            yield node


def calls_of(function: ast.FunctionDef) -> set[str]:
    calls = (node for node in ast.walk(function) if isinstance(node, ast.Call))
    return {call.func.id for call in calls if isinstance(call.func, ast.Name)}


def test_whoever_writes_a_table_notes_it() -> None:
    written, unnoted = 0, set()
    for floor in FLOORS:
        for path in sorted((ROOT / floor).rglob("*.py")):
            name = str(path.relative_to(ROOT))
            if name == "portals/admin_kit/exports.py":
                continue
            for function in functions_that_write(ast.parse(path.read_text())):
                written += 1
                if not calls_of(function) & NOTES:
                    unnoted.add(f"{name}::{function.name}")

    assert written >= 6
    assert unnoted == set(UNNOTED)
