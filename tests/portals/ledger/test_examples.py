"""The examples of the format are what the code makes, and hold what they say."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from base64 import b64decode
from pathlib import Path

import pytest

from portals.ledger.entries import Entry
from portals.ledger.notes import BadNote, Key, SignedCheckpoint
from portals.ledger.proofs import Proof
from portals.ledger.shown_text import shown_text_hash, shown_text_of
from portals.ledger.tiles import tiles_of, unbundled
from portals.ledger.tree import Levels, leaf_hash, root

EXAMPLES = Path(__file__).resolve().parents[3] / "docs/ledger-examples"


def keys() -> list[Key]:
    lines = (EXAMPLES / "ledger/keys").read_text().splitlines()
    return [Key.parse(line.partition(" ")[2]) for line in lines]


def files(of: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(of)): path.read_bytes()
        for path in of.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_they_are_made_by_the_code_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = importlib.util.spec_from_file_location("make_examples", EXAMPLES / "make.py")
    assert spec is not None
    assert spec.loader is not None
    make = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "make_examples", make)
    spec.loader.exec_module(make)
    monkeypatch.setattr(make, "HERE", tmp_path)
    make.main()
    committed = files(EXAMPLES)
    assert committed.keys() - {"make.py", "README.md"} == files(tmp_path).keys()
    assert {name: committed[name] for name in files(tmp_path)} == files(tmp_path)


def test_they_are_made_without_django() -> None:
    """Whoever checks the format needs none of the rest."""
    code = (
        "import sys; sys.argv = ['x'];"
        "import portals.ledger.folder, portals.ledger.proofs, portals.ledger.shown_text,"
        " portals.ledger.entries, portals.ledger.commitments;"
        "assert 'django' not in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_ledger_is_the_tree_of_its_entries() -> None:
    folder = EXAMPLES / "ledger"
    signed = SignedCheckpoint.parse((folder / "checkpoint").read_bytes())
    size = signed.checkpoint.size
    assert len(signed.verify(keys())) == 2
    stored = Levels()
    for tile in tiles_of(size):
        if tile.level is None:
            entries = unbundled((folder / tile.path).read_bytes())
            assert len(entries) == tile.width
            assert [Entry.from_bytes(entry).to_bytes() for entry in entries] == entries
            stored.extend(map(leaf_hash, entries))
    assert root(stored, size) == signed.checkpoint.root
    for path in (folder / "checkpoints").iterdir():
        older = SignedCheckpoint.parse(path.read_bytes())
        older.verify(keys())
        assert (str(older.checkpoint.size), older.checkpoint.root) == (
            path.name,
            root(stored, older.checkpoint.size),
        )
    for tile in tiles_of(size):
        if tile.level is not None:
            hashes = b"".join(stored.hashes(tile.level, tile.start, tile.end))
            assert (folder / tile.path).read_bytes() == hashes


def test_the_pages_are_those_of_their_entries() -> None:
    proof = Proof.parse((EXAMPLES / "proofs/42.tlog-proof").read_bytes())
    assert proof.verify(keys())
    told = Entry.from_bytes(proof.entry).body["text"]
    text = {
        path.name: shown_text_of(path.read_text()) for path in (EXAMPLES / "pages").glob("*.html")
    }
    assert shown_text_hash(text["sent.html"]) == shown_text_hash(text["saved.html"]) == told
    assert shown_text_hash(text["corrected.html"]) != told
    assert (EXAMPLES / "pages/sent.txt").read_text() == text["sent.html"]


@pytest.mark.parametrize(
    "fault", json.loads((EXAMPLES / "faults.json").read_text()), ids=lambda one: one["name"]
)
def test_each_fault_changes_what_is_there(fault: dict) -> None:
    for change in fault["changes"]:
        before = (EXAMPLES / change["file"]).read_bytes()
        if "at" in change:
            old = bytes.fromhex(change["old"])
            assert before[change["at"] :].startswith(old)
            assert len(bytes.fromhex(change["new"])) == len(old)
            assert change["old"] != change["new"]
        elif "content" in change:
            assert b64decode(change["content"]) != before
        else:
            assert change.get("remove") or change["length"] < len(before)
    assert all((EXAMPLES / given).exists() for given in fault["given"])


def test_faulty_checkpoints_and_proofs_are_refused_here_too() -> None:
    refused = 0
    for fault in json.loads((EXAMPLES / "faults.json").read_text()):
        # What a former key signed is good for whoever was given no key.
        for change in fault["changes"] if "key" not in fault else ():
            if change["file"] == "ledger/checkpoint":
                with pytest.raises(BadNote):
                    SignedCheckpoint.parse(b64decode(change["content"])).verify(keys())
                refused += 1
            elif change["file"].endswith(".tlog-proof"):
                with pytest.raises(ValueError):
                    Proof.parse(b64decode(change["content"])).verify(keys())
                refused += 1
    assert refused == 8
