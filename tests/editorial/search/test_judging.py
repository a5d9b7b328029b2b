"""What is counted as right, and of which half it is told what was missed."""

from __future__ import annotations

import pytest

from editorial.search.judged.judging import RightShare, judge, measure_lines
from editorial.search.judged.reading import (
    JudgedHalf,
    JudgedQuery,
    JudgedQuestion,
    JudgedSet,
    MustNotFind,
    SearchReach,
    WayOfAsking,
)

OTHER: tuple[str, ...] = ()


def question(words: str) -> JudgedQuestion:
    return JudgedQuestion(words, "27", SearchReach.PORTAL)


def query(
    words: str, half: JudgedHalf = JudgedHalf.TUNING, way: WayOfAsking = WayOfAsking.EXACT
) -> JudgedQuery:
    return JudgedQuery(question(words), way, half, ("a", "b"))


def judged(*queries: JudgedQuery, pairs: tuple[str, ...] = ()) -> JudgedSet:
    return JudgedSet({}, queries, [MustNotFind(question(one), ("c", "d")) for one in pairs])


@pytest.mark.parametrize(
    ("found", "is_right"),
    [
        ([("a",)], True),
        ([("b",)], True),
        ([("x", "b")], True),
        ([OTHER, OTHER, ("a",)], True),
        ([OTHER, OTHER, OTHER, ("a",)], False),
        ([("c",)], False),
        ([], False),
    ],
)
def test_right_is_a_wanted_result_among_the_first_three(found, is_right) -> None:
    judgement = judge(judged(query("x")), lambda _asked: found)
    assert judgement.of(JudgedHalf.TUNING) == RightShare(int(is_right), 1)
    assert bool(judgement.missed) is not is_right


@pytest.mark.parametrize(
    ("found", "is_violated"),
    [
        ([("c",)], True),
        ([OTHER] * 9 + [("x", "d")], True),
        ([OTHER] * 10 + [("d",)], False),
        ([("a",)], False),
        ([], False),
    ],
)
def test_unwanted_is_one_among_the_first_ten(found, is_violated) -> None:
    judgement = judge(judged(pairs=("x",)), lambda _asked: found)
    assert bool(judgement.violated) is is_violated
    assert judgement.pairs == 1


def test_counts_by_half_and_way() -> None:
    queries = [
        query("yes"),
        query("no"),
        query("yes 2", JudgedHalf.HELD_OUT),
        query("no 2", way=WayOfAsking.PLACE),
    ]
    judgement = judge(
        judged(*queries), lambda asked: [("a",)] if asked.words.startswith("yes") else []
    )
    assert judgement.by_way[JudgedHalf.TUNING, WayOfAsking.EXACT] == RightShare(1, 2)
    assert judgement.by_way[JudgedHalf.TUNING, WayOfAsking.PLACE] == RightShare(0, 1)
    assert judgement.by_way[JudgedHalf.HELD_OUT, WayOfAsking.EXACT] == RightShare(1, 1)
    assert judgement.of(JudgedHalf.TUNING) == RightShare(1, 3)
    assert judgement.of(JudgedHalf.HELD_OUT) == RightShare(1, 1)


def test_what_was_missed_of_the_held_out_half_is_told_to_nobody() -> None:
    queries = [query("open words"), query("hidden words", JudgedHalf.HELD_OUT)]
    judgement = judge(judged(*queries), lambda _asked: [])
    assert [one.question.words for one in judgement.missed] == ["open words"]
    lines = "\n".join(measure_lines(judgement))
    assert "open words" in lines
    assert "hidden words" not in lines
    assert "0/1 (0.0 %)" in lines


@pytest.mark.parametrize(("right", "is_good"), [(95, True), (94, False)])
def test_good_is_the_held_out_half_at_ninety_five(right, is_good) -> None:
    queries = [query(str(number), JudgedHalf.HELD_OUT) for number in range(100)]
    queries.append(query("999"))
    judgement = judge(judged(*queries), lambda asked: [("a",)] if int(asked.words) < right else [])
    assert judgement.is_good is is_good


def test_is_not_good_where_something_unwanted_was_found_or_nothing_was_asked() -> None:
    held = query("x", JudgedHalf.HELD_OUT)
    assert not judge(judged(held, pairs=("y",)), lambda _asked: [("a",), ("c",)]).is_good
    assert judge(judged(held, pairs=("y",)), lambda _asked: [("a",)]).is_good
    assert not judge(judged(query("x")), lambda _asked: [("a",)]).is_good
