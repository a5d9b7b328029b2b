"""A migration says itself what it does: what it takes from the product may be another thing by the time it is run."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FLOORS = ("portals", "editorial", "syndication", "scoring")
# What keeps its name and its meaning for as long as a migration names it, each with the reason.
FROZEN = {
    "editorial.document_numbers.catalogue.field_choices": "choices are no column: the table of the day is meant",
    "editorial.document_numbers.catalogue.kind_choices": "choices are no column: the table of the day is meant",
    "editorial.fields.QuietStreamField": "a field: how its column is deconstructed is its promise",
    "editorial.models.approval.sheet_name": "names new files only; no table follows from it",
    "editorial.models.disclosure.unguessable_sheet": "names new files only",
    "editorial.royalties.models.sheets.paper_name": "names new files only",
    "editorial.models.media.unguessable_document_name": "names new files only",
    "editorial.models.paper.unguessable_paper": "names new files only",
    "editorial.models.register_import.unguessable_table": "names new files only",
    "editorial.models.word_import.unguessable_name": "names new files only",
    "editorial.procedures.models.catalogue_file.unguessable_export": "names new files only",
    "editorial.recordings.models.rendition_name": "names new files only",
    "editorial.search.syllables.folded_key": "the key by which the search of the day finds a synonym is meant",
    "portals.alerts.models.fresh_link_nonce": "a default of new rows only",
    "portals.auditors.models.unguessable_decision": "names new files only",
    "portals.social.models.unguessable_evidence": "names new files only",
    "scoring.models.audit.unguessable_dossier": "names new files only",
    "scoring.models.pack.unguessable_pack": "names new files only",
    "portals.sealing.fields.SealedTextField": "a field: how its column is deconstructed is its promise",
    "portals.uploads.scanner.state_of_new": "files wait for the scanner of the install, if there is one on the day",
}


def migrations() -> list[Path]:
    return sorted(
        path
        for floor in FLOORS
        for path in (ROOT / floor).rglob("migrations/*.py")
        if path.name != "__init__.py"
    )


def taken(text: str) -> Iterator[str]:
    """Yield the dotted names of what the text of a migration takes from the product."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            if node.level or module.split(".")[0] in FLOORS:
                yield from (f"{module}.{name.name}" for name in node.names)
        elif isinstance(node, ast.Import):
            for name in node.names:
                if name.name.split(".")[0] in FLOORS:
                    yield from _used(text, name.name, name.asname)
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(
            ("import_module", "import_string", "__import__")
        ):
            yield ast.unparse(node)


def _used(text: str, module: str, alias: str | None) -> Iterator[str]:
    """Yield what is asked of an imported module."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) == (alias or module):
            yield f"{module}.{node.attr}"


def test_migrations_take_nothing_from_the_product_that_may_change() -> None:
    found = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in migrations()
        for name in taken(path.read_text())
        if name not in FROZEN
    }
    assert found == set()


def test_what_is_frozen_is_taken() -> None:
    assert {name for path in migrations() for name in taken(path.read_text())} == set(FROZEN)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("from portals.audit_log.models import LOG_TABLES", "portals.audit_log.models.LOG_TABLES"),
        ("from ..models import LOG_TABLES", "..models.LOG_TABLES"),
        ("import portals.x\nportals.x.TABLES", "portals.x.TABLES"),
        ("import portals.x as x\nx.TABLES", "portals.x.TABLES"),
        ("import_module('portals.x').TABLES", "import_module('portals.x')"),
    ],
)
def test_each_way_to_take_something_is_seen(text: str, name: str) -> None:
    assert list(taken(text)) == [name]
