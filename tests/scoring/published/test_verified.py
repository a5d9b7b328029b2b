"""A dossier as anybody takes it home, and what the stand-alone verifier says of it and of each forgery."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from portals.ledger.canonical import encode
from scoring.published.dossier import dossier_files, file_name_of, pack
from tests.portals.ledger.test_verify import run
from tests.scoring.course.test_steps import corrected

from .cast import make_published, october_of, sign_ledger

pytestmark = pytest.mark.django_db
NAME = "bang-diem-2026-10.json"


_MADE: dict[str, bytes] = {}


@pytest.fixture
def files() -> dict[str, bytes]:
    """One dossier for all tests: once made it needs no database."""
    if not _MADE:
        make_published()
        sign_ledger()
        _MADE.update(dossier_files(october_of()) or {})
    return dict(_MADE)


def written(files: dict[str, bytes], folder: Path) -> Path:
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder / NAME


def told_of(files: dict[str, bytes], folder: Path, capsys) -> tuple[int, str]:
    for one in folder.iterdir():
        one.unlink()
    code, told = run(capsys, written(files, folder))
    return code, " ".join(told.get("bad", [])) or told.get("unreadable", "")


def changed(files: dict[str, bytes], change: Callable[[dict], None]) -> dict[str, bytes]:
    table = json.loads(files[NAME])
    change(table)
    return files | {NAME: encode(table)}


class TestTheDossier:
    def test_it_holds_what_a_stranger_needs(self, files):
        kinds = sorted(one.partition("-")[2] for one in files if one.endswith(".tlog-proof"))
        assert kinds == [
            "facts.tlog-proof", "month.tlog-proof", "round-act.tlog-proof", "scores-published.tlog-proof",
        ]  # fmt: skip
        assert {
            NAME,
            "bang-diem-2026-10.csv",
            "keys",
            "checkpoint.txt",
            "verify.html",
            "verify.py",
            "DOC-TRUOC.txt",
        } < set(files)
        assert b"45/TB-BBT" in files["DOC-TRUOC.txt"]

    def test_it_is_good_as_folder_json_and_zip(self, files, tmp_path, capsys):
        path = written(files, tmp_path)
        (tmp_path / "all.zip").write_bytes(pack("bang-diem", files))
        for given in (path, tmp_path / "all.zip"):
            code, told = run(capsys, given)
            assert (code, told["bad"]) == (0, [])
            assert "45/TB-BBT of 2026-11-16: 3 portals, none missing" in told["good"][0]
        (tmp_path / "all.zip").unlink()
        assert run(capsys, tmp_path)[0] == 0

    def test_nothing_is_given_away_before_it_is_signed(self):
        make_published()
        assert dossier_files(october_of()) is None

    def test_a_correction_is_proven_and_told(self, tmp_path, capsys):
        course = make_published()
        sign_ledger()
        before = dossier_files(october_of())
        corrected(course)
        assert dossier_files(october_of()) is None
        sign_ledger()
        files = dossier_files(october_of())
        code, told = run(capsys, written(files, tmp_path))
        assert (code, told["bad"]) == (0, [])
        assert "Corrected since" in " ".join(told["good"])
        # What was there before is refused once the proof of the correction is there.
        code, said = told_of(files | {NAME: before[NAME]}, tmp_path, capsys)
        assert code == 1
        assert "F1" in said


class TestForgeries:
    def test_every_digit_of_a_number_counts(self, files, tmp_path, capsys):
        """Each number of a card, of its lines and of the notice, one digit changed."""
        table = json.loads(files[NAME])
        assert told_of(files, tmp_path, capsys)[0] == 0
        tried = 0
        for name in ("earned", "applicable", "penalty", "bonus", "total"):
            code, said = told_of(
                changed(files, lambda one, name=name: _add(one["portals"][1], name)),
                tmp_path,
                capsys,
            )
            assert code == 1, name
            assert table["portals"][1]["portal"] in said
        for place, line in enumerate(table["portals"][0]["lines"]):
            for name in ("points", "most"):

                def change(one: dict, place: int = place, name: str = name) -> None:
                    _add(one["portals"][0]["lines"][place], name)

                code, said = told_of(changed(files, change), tmp_path, capsys)
                assert code == 1, (line["criterion"], name)
                assert f"{table['portals'][0]['portal']}, criterion {line['criterion']}" in said
                tried += 1
        assert tried > 40

    @pytest.mark.parametrize(
        ("name", "change", "says"),
        [
            ("removed", lambda one: one["portals"].pop(), "IS MISSING"),
            ("added", lambda one: one["portals"].append(one["portals"][0] | {"portal": "x.vn"}), "IS NOT in the"),
            ("twice", lambda one: one["portals"].append(one["portals"][0]), "twice"),
            ("renamed", lambda one: one["portals"][0].update(portal="x.example.vn"), "IS MISSING"),
            ("criterion gone", lambda one: one["portals"][0]["lines"].pop(), "another number of criteria"),
            ("criteria changed places", lambda one: one["portals"][0]["lines"].reverse(), "criterion"),
            ("counted", lambda one: _count(one), "criterion"),
            ("number", lambda one: one["scorers"][0].update(notice="46/TB-BBT"), "46/TB-BBT"),
            ("date", lambda one: one["scorers"][0].update(dated="2026-11-17"), "2026-11-17"),
            ("month", lambda one: one.update(month="2026-09"), "not of these scores"),
            ("scorer", lambda one: one["scorers"][0].update(scorer="x.example.vn"), "not of these scores"),
            ("rubric", lambda one: one["portals"][0].update(rubric="commune/9"), "commune/1"),
            ("tier", lambda one: one["portals"][0].update(tier="ward"), "commune/1"),
            ("correction", lambda one: one["portals"][0].update(corrected=1), "corrected"),
            ("band", lambda one: one["portals"][0].update(band="Tuyệt vời"), "band"),
            ("no band", lambda one: one["portals"][0].pop("band"), "band"),
            ("provisional", lambda one: one["portals"][0].update(provisional="too_short"), "band"),
            ("words", lambda one: one.update(note="x"), "note"),
            ("fraction", lambda one: one["portals"][0].update(total=True), "not allowed: True"),
        ],
    )  # fmt: skip
    def test_it_is_named(self, files, tmp_path, capsys, name, change, says):
        try:
            forged = changed(files, change)
        except ValueError:
            table = json.loads(files[NAME])
            change(table)
            forged = files | {
                NAME: json.dumps(table, separators=(",", ":"), sort_keys=True).encode()
            }
        code, said = told_of(forged, tmp_path, capsys)
        assert code == 1, said
        assert says in said

    @pytest.mark.parametrize("kind", ["month", "scores-published"])
    def test_a_proof_is_missing(self, files, tmp_path, capsys, kind):
        kept = {name: data for name, data in files.items() if f"-{kind}." not in name}
        assert told_of(kept, tmp_path, capsys)[0] == 1

    def test_the_file_of_the_notice_is_another(self, files, tmp_path, capsys):
        name = next(one for one in files if one.startswith("thong-bao"))
        code, said = told_of(files | {name: files[name] + b" "}, tmp_path, capsys)
        assert (code, name in said) == (1, True)

    def test_without_a_key_nothing_is_said(self, files, tmp_path, capsys):
        kept = {name: data for name, data in files.items() if name != "keys"}
        assert told_of(kept, tmp_path, capsys)[0] == 2


def _add(one: dict, name: str) -> None:
    one[name] += 1


def _count(table: dict) -> None:
    """A line that did not count counts, and the other way round."""
    line = table["portals"][0]["lines"][0]
    if line.pop("na", None):
        del line["why"]
    else:
        line.update(points=0, na=1, why="no_cases")


def test_the_name_says_whose_month_it_is():
    course = make_published()
    assert file_name_of(october_of(course)).startswith("bang-diem-2026-10-")
