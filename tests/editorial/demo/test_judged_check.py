"""What `demo --check` says of the judged set: how much is right, and never what of the held-out half is not."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from editorial.demo import judged_check
from editorial.demo.judged_check import finds_what_is_asked
from editorial.search.judged.judging import SearchJudgement, judge
from editorial.search.judged.reading import (
    JudgedHalf,
    JudgedQuery,
    JudgedQuestion,
    JudgedResult,
    JudgedSet,
    MustNotFind,
    ResultKind,
    SearchReach,
    WayOfAsking,
)
from portals.demo.organisations import OF_2024, OF_2025
from portals.operations.demo.registry import Result

ANY: Any = object()
RESULTS = {
    "there": JudgedResult(ResultKind.PORTAL, "27", ""),
    "bad": JudgedResult(ResultKind.PORTAL, "28", ""),
    "words": JudgedResult(ResultKind.TITLES, "", "cấp điện"),
}


def question(words: str) -> JudgedQuestion:
    return JudgedQuestion(words, "27", SearchReach.PORTAL)


def of_set(half: JudgedHalf, right: Iterable[str], wrong: Iterable[str]) -> list[JudgedQuery]:
    return [
        JudgedQuery(question(words), WayOfAsking.EXACT, half, wanted)
        for some, wanted in ((right, ("there",)), (wrong, ("missing",)))
        for words in some
    ]


def judged(missed: int, *, asked: int = 100, unwanted: bool = False) -> SearchJudgement:
    held_out = [f"giữ {number}" for number in range(asked)]
    queries = of_set(JudgedHalf.HELD_OUT, held_out[missed:], held_out[:missed])
    queries += of_set(JudgedHalf.TUNING, ["chỉnh 1"], ["chỉnh 2"])
    must_not = [MustNotFind(question("cấm"), ("there" if unwanted else "bad",))]
    return judge(JudgedSet(RESULTS, queries, must_not), lambda _question: [{"there"}])


@pytest.fixture(autouse=True)
def all_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judged_check, "judged_set", lambda: JudgedSet(RESULTS, [], []))
    monkeypatch.setattr(judged_check, "organisation_standing", lambda: OF_2024)
    monkeypatch.setattr(judged_check, "JudgedPlaces", lambda _set: _Places({"there", "bad"}))


class _Places:
    def __init__(self, known: set[str]) -> None:
        self.has = known.__contains__


def told(monkeypatch: pytest.MonkeyPatch, judgement: SearchJudgement) -> Result:
    monkeypatch.setattr(judged_check, "judge_demo", lambda _demo: judgement)
    (result,) = finds_what_is_asked(ANY)
    return result


def test_is_good_where_so_much_of_the_whole_set_is_right_as_promised(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Beside the missed ones of the held-out half one of two is missed; 95 of 100 of 102 are 96.9."""
    result = told(monkeypatch, judged(4))
    assert (result.key, result.right, result.total, result.faults) == ("search_judged", 97, 97, [])
    assert told(monkeypatch, judged(0)).is_good
    assert not told(monkeypatch, judged(5)).is_good


def test_a_part_of_a_question_counts_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """95 of 100 of 236 are 224.2: 224 are too few."""
    assert not told(monkeypatch, judged(11, asked=234)).is_good
    assert told(monkeypatch, judged(10, asked=234)).is_good


def test_never_says_what_of_the_held_out_half_was_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    result = told(monkeypatch, judged(5))
    assert list(result.faults) == ["96/102 (94.1 %), of 95 %", "chỉnh 2: missing"]


def test_names_what_must_not_be_found(monkeypatch: pytest.MonkeyPatch) -> None:
    assert list(told(monkeypatch, judged(0, unwanted=True)).faults) == ["cấm: there"]


def test_names_what_the_demo_lacks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judged_check, "JudgedPlaces", lambda _set: _Places({"there"}))
    assert list(told(monkeypatch, judged(0)).faults) == ["not in the demo: bad"]
    monkeypatch.setattr(judged_check, "organisation_standing", lambda: OF_2025)
    assert told(monkeypatch, judged(0)).is_good
