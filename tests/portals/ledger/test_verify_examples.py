"""The examples of the format, as the stand-alone verifier sees them."""

from __future__ import annotations

import base64
import json
import re
import shutil
from pathlib import Path

import pytest

from tests.support.processes import ROOT

from .test_verify import run, verify

EXAMPLES = ROOT / "docs/ledger-examples"
FAULTS = json.loads((EXAMPLES / "faults.json").read_text())


def changed(folder: Path, changes: list[dict]) -> None:
    for change in changes:
        file = folder / change["file"]
        data = bytearray(file.read_bytes())
        if "old" in change:
            old, new = bytes.fromhex(change["old"]), bytes.fromhex(change["new"])
            assert data[change["at"] : change["at"] + len(old)] == old
            data[change["at"] : change["at"] + len(old)] = new
        elif "content" in change:
            data = bytearray(base64.b64decode(change["content"]))
        elif "length" in change:
            del data[change["length"] :]
        if change.get("remove"):
            file.unlink()
        else:
            file.write_bytes(data)


def arguments(folder: Path, given: list[str]) -> list[object]:
    first, *others = [folder / one for one in given]
    if first.is_dir():
        return [first, *(one for file in others for one in ("--checkpoint", file))]
    told: list[object] = [first, "--keys", folder / "ledger/keys"]
    for other in others:
        if other.name == "keys":
            continue
        told += {".html": ["--page"], ".pdf": ["--paper"], ".json": ["--opening"]}.get(
            other.suffix, ["--later"]
        )
        told.append(other)
    return told


@pytest.fixture
def examples(tmp_path) -> Path:
    return Path(shutil.copytree(EXAMPLES, tmp_path / "examples"))


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault["name"])
def test_a_fault_is_found_and_named(examples, capsys, fault):
    changed(examples, fault["changes"])
    key = ["--key", fault["key"]] if "key" in fault else []
    code, told = run(capsys, *arguments(examples, fault["given"]), *key)
    assert code == 1, told
    if "file" in fault:
        assert fault["file"] in " ".join(told["bad"])
    if "index" in fault:
        assert re.search(rf"\b{fault['index']}\b", " ".join(told["bad"]))


@pytest.mark.parametrize(
    "given",
    [["ledger"]]
    + [[f"proofs/{path.name}"] for path in sorted((EXAMPLES / "proofs").iterdir())]
    + [
        ["proofs/42.tlog-proof", f"pages/{page}.html"]
        for page in ("sent", "saved", "elsewhere", "saved-elsewhere")
    ],
    ids=" ".join,
)
def test_what_is_genuine_is_not_refused(examples, capsys, given):
    assert run(capsys, *arguments(examples, given))[0] == 0


def test_the_shown_text_is_that_of_the_page(examples):
    for page in ("sent", "saved", "elsewhere", "saved-elsewhere"):
        _own, text = verify.shown_text((examples / f"pages/{page}.html").read_text())
        assert text == (examples / "pages/sent.txt").read_text()


SCORES = EXAMPLES / "scores"
FORGED = sorted(path.name for path in (SCORES / "forged").iterdir())


def dossier(folder: Path, forged: str = "") -> Path:
    """The good dossier in `folder`, with a forged file in the place of its own; return that file."""
    shutil.copytree(SCORES / "good", folder, dirs_exist_ok=True)
    if forged:
        shutil.copytree(SCORES / "forged" / forged, folder, dirs_exist_ok=True)
    return folder / "bang-diem-2026-08.json"


def test_the_dossier_of_scores_is_good_with_its_correction_notice_and_ranks(tmp_path, capsys):
    code, told = run(capsys, dossier(tmp_path))
    assert (code, told["bad"]) == (0, [])
    (good,) = [line for line in told["good"] if "12/TB-BBT of 2026-09-16" in line]
    assert "4 portals, none missing" in good
    table = json.loads((SCORES / "good/bang-diem-2026-08.json").read_text())
    assert any(one["rank_from"] != one["rank_to"] for one in table["portals"])


def test_its_notice_of_other_bytes_is_refused(tmp_path, capsys):
    path = dossier(tmp_path)
    next(tmp_path.glob("thong-bao-*.pdf")).write_bytes(b"other")
    assert run(capsys, path)[0] == 1


@pytest.mark.parametrize("name", FORGED)
def test_a_forged_file_of_scores_is_refused(tmp_path, capsys, name):
    code, told = run(capsys, dossier(tmp_path, name))
    assert code in {1, 2}, told
    assert told.get("bad") or told.get("unreadable")
