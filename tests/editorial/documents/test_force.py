"""The derivation and an oracle written without it say the same of a thousand histories, and faults would be seen."""

from __future__ import annotations

import importlib
import sys
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from editorial.documents import force
from editorial.documents.force.cases import State, case_of
from editorial.documents.force.standing import Force
from editorial.documents.force.timeline import timeline_of
from tests.editorial.documents.oracle.cases import CASES, day
from tests.editorial.documents.oracle.histories import HOW_MANY, history
from tests.editorial.documents.oracle.rules import answers

ROOM = Path(force.__file__).parent
# Enough for each of the faults to be met.
SHOWING = 400

# What is wrong, in which module, and by which change of its text.
FAULTS: dict[str, tuple[str, str, str]] = {
    "R2 the first day is not in force": ("standing", "day < leaf.start", "day <= leaf.start"),
    "R2 a provision has the day of the document": (
        "days",
        "(given[outer] for outer in enclosing(path) if outer in given)",
        "iter(())",
    ),
    "R3 unknown before the issue too": ("standing", "day >= document.issued", "True"),
    "R4 every day before the issue counts": ("days", "and not document.retroactive", "and False"),
    "R5 the last day of the term is lost": (
        "history",
        "_day_after(document.in_force_through)",
        "document.in_force_through",
    ),
    "R6 the day of the clause is not asked": ("days", "event.clause or WHOLE", "WHOLE"),
    "R6 doubt begins with the target": (
        "days",
        "source.issued or target.issued",
        "target.issued or source.issued",
    ),
    "R7 acts of unknown issue come first": ("history", "issued or date.max", "issued or date.min"),
    "R8 an amendment ends what it amends": (
        "history",
        "if event.effect not in TEXT_ONLY:",
        "if event.effect in TEXT_ONLY:\n"
        "            self._end(event, self.sheets[event.target].touched_by(event), certain=certain)\n"
        "        else:",
    ),
    "R9 only what has begun ends": (
        "history",
        "lambda leaf: leaf.end(event.id)",
        "lambda leaf: leaf.start and leaf.start <= self._today and leaf.end(event.id)",
    ),
    "R10 a restoration lifts suspensions": (
        "leaves",
        "self.ended_by = None\n",
        "self.ended_by = None\n        self.suspensions.clear()\n",
    ),
    "R10 what its term ended does not come back": (
        "leaves",
        "if not self.ended_by:",
        "if not self.ended_by or self.ended_by == OWN_TERM:",
    ),
    "R11 an ended act still works": ("history", "if _all_ended(source):", "if False:"),
    "R11 what may be ended is taken as good": ("history", "and not _perhaps_ended(source)", ""),
    "R11 a clause is ended with any part of it": (
        "history",
        "all(leaf.ended_by for leaf in leaves)",
        "any(leaf.ended_by for leaf in leaves)",
    ),
    "R12 the last day of a suspension is lost": (
        "history",
        "_day_after(event.until)",
        "event.until",
    ),
    "R12 a suspension outlives its source": ("history", "if _all_ended(clause):", "if False:"),
    "R12 one lift lifts all": (
        "leaves",
        "del self.suspensions[suspension_id]",
        "self.suspensions.clear()",
    ),
    "R13 a doubtful repeal is certain": (
        "history",
        "self._change(leaves, lambda leaf: leaf.doubt(event.id))",
        "self._change(leaves, lambda leaf: leaf.end(event.id))",
    ),
    "R13 a standing suspension knows no doubt": (
        "history",
        "elif _perhaps_ended(clause):",
        "elif False:",
    ),
    "R13 an event that waited is forgotten": ("history", "if not certain:", "if False:"),
    "R14 in force and unknown is partly": (
        "standing",
        "found - {State.IN_FORCE, State.UNKNOWN}",
        "found - {State.IN_FORCE}",
    ),
    "R14 suspended before unknown": (
        "standing",
        "(State.UNKNOWN, State.SUSPENDED, State.NOT_YET)",
        "(State.SUSPENDED, State.UNKNOWN, State.NOT_YET)",
    ),
    "R15 what is not listed touches what is": (
        "sheets",
        "if not self.listed or path in self.listed]",
        "for path in (path, path.partition('.')[0])]",
    ),
    "R15 a provision of a stub is as its document": (
        "standing",
        "if provision and not known.provisions",
        "if False",
    ),
    "d10 is taken for a part of d1": (
        "provisions",
        'path.startswith(f"{outer}.")',
        "path.startswith(outer)",
    ),
    "doubt outranks what is certain": (
        "standing",
        "if standing.ended_by:\n",
        "if standing.ended_by and not standing.doubted_by:\n",
    ),
}


@cache
def told() -> list[tuple[dict[str, Any], list[str]]]:
    """Return the histories with the oracle's answers to their questions."""
    return [(case, answers(case)) for case in map(history, range(HOW_MANY))]


def differing(engine: Any, read: Any, upto: int) -> Any:
    """Yield the questions of which the engine says something else than the oracle."""
    for seed, (case, expected) in enumerate(told()[:upto]):
        derived = engine(read(case))
        for question, state in zip(case["questions"], expected, strict=True):
            document, provision, asked = (
                question[name] for name in ("document", "provision", "day")
            )
            said = derived.state(document, asked, provision)
            if said != state:
                yield seed, document, provision, asked, state, said


class TestHistories:
    def test_thousand_histories_are_told_alike(self):
        assert len(told()) == 1_000
        assert list(differing(Force, case_of, HOW_MANY)) == []

    def test_cases_by_hand_are_told_alike(self):
        wrong = [
            (what, document, provision, on)
            for what, case, questions in CASES
            for document, provision, on, state in questions
            if Force(case_of(case)).state(document, day(on), provision) != state
        ]
        assert wrong == []

    def test_order_in_which_they_were_entered_changes_nothing(self):
        for case, expected in told()[:200]:
            derived = Force(case_of({**case, "events": case["events"][::-1]}))
            asked = [(one["document"], one["day"], one["provision"]) for one in case["questions"]]
            assert [derived.state(*one) for one in asked] == expected

    def test_timeline_has_each_day_on_which_a_state_becomes_another(self):
        """Between two entries nothing changes, and what an entry says is what the days beside it are."""
        for case, _expected in told()[:60]:
            derived = Force(case_of(case))
            for name in case["documents"]:
                entries = {
                    change.day: (shift.before, shift.after)
                    for change in timeline_of(derived, name)
                    for shift in change.shifts
                }
                first = date(2024, 11, 1)
                days = [first + timedelta(days=number) for number in range(450)]
                states = [derived.state(name, one) for one in days]
                turns = {
                    on: (before, after)
                    for on, before, after in zip(days[1:], states, states[1:], strict=False)
                    if before is not after
                }
                assert turns == {on: turn for on, turn in entries.items() if on > first}
                assert all(change.causes for change in timeline_of(derived, name))


class TestFaults:
    @pytest.mark.parametrize("fault", list(FAULTS))
    def test_planted_fault_is_shown(self, fault, tmp_path, monkeypatch):
        name = f"force_with_fault_{list(FAULTS).index(fault)}"
        module, right, wrong = FAULTS[fault]
        plant(tmp_path / name, name, module, right, wrong)
        monkeypatch.syspath_prepend(str(tmp_path))
        faulty = importlib.import_module(f"{name}.standing")
        read = importlib.import_module(f"{name}.cases").case_of

        assert next(differing(faulty.Force, read, SHOWING), None) is not None
        for loaded in [one for one in sys.modules if one.split(".")[0] == name]:
            del sys.modules[loaded]

    def test_copy_without_fault_shows_nothing(self, tmp_path, monkeypatch):
        plant(tmp_path / "force_as_it_is", "force_as_it_is", "days", "def ", "def ")
        monkeypatch.syspath_prepend(str(tmp_path))
        copy = importlib.import_module("force_as_it_is.standing")
        read = importlib.import_module("force_as_it_is.cases").case_of

        assert next(differing(copy.Force, read, SHOWING), None) is None
        assert copy.Force(read(CASES[0][1])).state("nobody", date(2025, 1, 1)) == State.UNKNOWN


def plant(folder: Path, name: str, module: str, right: str, wrong: str) -> None:
    """Write a copy of the room with one change, under another name."""
    folder.mkdir()
    for path in ROOM.glob("*.py"):
        text = path.read_text()
        if path.stem == module:
            assert right in text, f"{right!r} is no longer in {path.name}"
            text = text.replace(right, wrong)
        (folder / path.name).write_text(text.replace(force.__name__, name))
