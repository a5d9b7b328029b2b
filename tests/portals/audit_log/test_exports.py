"""No table is taken away without a line in the log."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Iterator
from pathlib import Path

from django.urls import get_resolver

from portals.admin_kit.lists import DeskList

ROOT = Path(__file__).resolve().parents[3]
FLOORS = ["portals", "editorial", "syndication", "scoring"]
WRITERS = {"csv_response", "xlsx_response"}
NOTES = {"note_export", "log", "note_taken"}
UNNOTED = {
    "editorial/answers/public/figure_views.py::answer_figures_file": "public, and of readers nothing is kept",
    "editorial/answers/public/figure_views.py::answers_file": "public, and of readers nothing is kept",
    "editorial/documents/register/table.py::register_file": "public, and of readers nothing is kept",
    "editorial/disclosures/data_files.py::disclosure_file": "public, and of readers nothing is kept",
    "editorial/disclosures/indicator_views.py::indicator_file": "public, and of readers nothing is kept",
    "editorial/land/prices/views.py::land_prices_file": "public, and of readers nothing is kept",
    "editorial/open_data/table_views.py::open_table": "public, and of readers nothing is kept",
    "editorial/petitions/views.py::petitions_file": "public, and of readers nothing is kept",
    "editorial/plans/public/section.py::plan_targets_file": "public, and of readers nothing is kept",
    "editorial/reception/public.py::reception_file": "public, and of readers nothing is kept",
    "portals/accountability/desk/sheets.py::get": "an empty form to fill in and send back",
    "portals/reforms/desk/views.py::get": "an empty form to fill in and send back",
    "portals/boards/desk/views/lists.py::boards_template": "an empty form to fill in and send back",
    "scoring/views/registers.py::_sheet": "the same, with the names of portals and criteria",
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
    return {
        call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        for call in calls
    }


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

    assert written >= 3
    assert unnoted == set(UNNOTED)


def test_whatever_list_is_taken_away_notes_it() -> None:
    """The one exporter of lists asks each list to note; one that only says that it might is refused here."""
    get_resolver().url_patterns  # noqa: B018  (imports every view)
    exporting = {
        view
        for view in lists_of(DeskList)
        if view.exports and view.__module__.partition(".")[0] in FLOORS
    }
    assert len(exporting) >= 4
    assert [view for view in exporting if view.note_taken is DeskList.note_taken] == []
    for view in exporting:
        source = ast.parse(textwrap.dedent(inspect.getsource(view.note_taken)))
        assert calls_of(source.body[0]) & {"note_export", "log"}, view


def lists_of(view: type[DeskList]) -> Iterator[type[DeskList]]:
    for below in view.__subclasses__():
        yield below
        yield from lists_of(below)
