"""The oracle says what was reasoned by hand, and five hundred lives come to every rule and branch."""

from __future__ import annotations

import json
import random
from collections import Counter
from itertools import pairwise

import pytest

from tests.portals.accountability.oracle.cases import CASES
from tests.portals.accountability.oracle.hours import (
    WHOLE_DAY,
    Office,
    Table,
    count_on,
    position,
    working_minutes,
)
from tests.portals.accountability.oracle.lives import FIRST, HOURS, random_life
from tests.portals.accountability.oracle.rules import answers
from tests.portals.accountability.oracle.things import MINUTES, Life, Reached, Told, day_of

HOW_MANY = 500
PARAGRAPHS = """
1.1 1.2 1.3 1.4 1.5  2.1 2.2  3.1 3.2 3.3  4.1 4.2 4.3 4.4 4.5 4.6  5.1 5.2 5.3  6.1 6.2 6.3 6.4 6.5
7.1 7.2 7.3 7.4 7.6  8.1 8.2 8.3 8.4 8.5  9.1 9.2  10.1 10.2
"""
BRANCHES = """
4.1 asked at the due moment | 4.1 asked after the due moment | 4.4 asked again
4.5 the first answer | 4.5 the next answer
5.1 extended before | 5.1 not before the due moment | 5.2 extended, paused | 5.2 extended, running
5.3 more or less than there may be
6.1 read on other hours | 6.2 transfer after the due moment | 6.3 read as earlier than now
6.4 transfer in a pause
7.1 own first, paused | 7.1 own first, running | 7.1 same minute, paused | 7.1 same minute, running
7.3 other first, paused | 7.3 other first, running | 7.3 other is overdue
8.2 from the arrival | 8.2 from the arrival, on a later day | 8.2 from the arrival, on an earlier day
8.2 from the arrival, extended since | 8.2 from the arrival, merged
8.2 from the answer | 8.2 from the answer, on a later day | 8.2 from the answer, on an earlier day
8.2 from the answer, extended since | 8.2 from the answer, merged
8.2 from the answer, transferred since
8.3 not touched | 8.3 on time before, on time after | 8.3 on time before, overdue after
8.3 overdue before, on time after | 8.3 overdue before, overdue after | 8.4 announced in a pause
9.1 closed_on_time | 9.1 closed_on_time, paused | 9.1 closed_late
10.2 overdue by 0 | 10.2 overdue by 1 | 10.2 overdue by 2 or more
"""
VERDICTS = {
    "ask": {"accepted", "refused", "ignored"},
    "answer": {"accepted", "ignored"},
    "extend": {"accepted", "refused", "ignored"},
    "transfer": {"accepted", "ignored"},
    "body_closes": {"accepted", "ignored"},
    "merge": {"accepted", "ignored"},
    "announce": {"accepted", "ignored"},
    "close": {"accepted", "ignored"},
    "withdraw": {"accepted", "ignored"},
}
STATES = {"closed_on_time", "closed_late", "withdrawn", "paused", "on_time", "overdue"}


@pytest.fixture(scope="module")
def lives() -> list[Life]:
    return [random_life(seed) for seed in range(HOW_MANY)]


@pytest.fixture(scope="module")
def reached() -> Reached:
    """What the lives come to on the way."""
    return Counter()


@pytest.fixture(scope="module")
def told(lives: list[Life], reached: Reached) -> list[Told]:
    return [answers(life, reached) for life in lives]


def test_it_says_what_was_reasoned_by_hand() -> None:
    wrong = [
        (what, by_hand, by_rules)
        for what, life, by_hand in CASES
        if (by_rules := answers(life)) != by_hand
    ]
    assert wrong == []


def test_each_paragraph_has_cases_by_hand() -> None:
    named = {word for what, _, _ in CASES for word in what.split(": ")[0].replace(",", " ").split()}

    assert set(PARAGRAPHS.split()) <= named
    assert len(CASES) >= 60


def test_the_lives_come_to_every_verdict_and_state(lives: list[Life], told: list[Told]) -> None:
    verdicts = Counter(
        (event["kind"], verdict)
        for life, each in zip(lives, told, strict=True)
        for event, verdict in zip(life["events"], each["verdicts"], strict=True)
    )
    states = Counter(state["state"] for each in told for state in each["states"])

    assert set(verdicts) == {(kind, each) for kind, them in VERDICTS.items() for each in them}
    assert set(states) == STATES
    assert min([*verdicts.values(), *states.values()]) >= 5, (verdicts, states)


def test_the_lives_come_to_every_branch(told: list[Told], reached: Reached) -> None:
    branches = {each.strip() for line in BRANCHES.strip().splitlines() for each in line.split("|")}

    assert len(told) == HOW_MANY
    assert set(reached) == branches
    assert min(reached.values()) >= 5, reached.most_common()[-10:]


def test_some_lives_list_an_announcement_behind_events_of_its_minute(lives: list[Life]) -> None:
    behind = [
        life
        for life in lives
        for one, next_one in pairwise(life["events"])
        if one["at"] == next_one["at"]
        and one["kind"] != "announce"
        and next_one["kind"] == "announce"
    ]
    assert len(behind) >= 20


def test_a_position_is_never_the_end_of_a_day() -> None:
    """1.4: when all 480 are over, it is the next working day."""
    office, table = Office(HOURS[0]), Table(set(), set())
    friday = day_of("2026-03-06")

    assert position(friday * MINUTES + office.close - 1, office, table) == (friday, 479)
    assert position(friday * MINUTES + office.close, office, table) == (friday + 3, 0)


def test_counting_is_a_walk_from_minute_to_minute() -> None:
    """1.4, 1.5, 4.2, 4.5: what is counted by days and positions is what one meets who looks at every minute."""
    lot = random.Random(1)
    for hours in HOURS:
        office = Office(hours)
        worked = set(office.minutes)
        start = (FIRST + lot.randrange(300)) * MINUTES
        day = start // MINUTES
        table = Table({day + 1, day + 9}, {day + 2, day + 3})
        for _ in range(10):
            begin, minutes = start + lot.randrange(7 * MINUTES), lot.randint(1, 3 * WHOLE_DAY)
            end = begin
            left = minutes
            while left:
                if table.is_working(end // MINUTES) and end % MINUTES in worked:
                    left -= 1
                end += 1
            goal = count_on(position(begin, office, table), minutes, table)
            assert office.reading(goal) == end
            assert working_minutes(begin, end, office, table) == minutes


def test_lives_are_always_the_same_and_dense(lives: list[Life]) -> None:
    assert [random_life(seed) for seed in range(20)] == lives[:20]
    assert json.loads(json.dumps(lives[:20])) == lives[:20]
    assert {3 <= len(life["events"]) <= 12 for life in lives} == {True}
    assert {len(life["queries"]) for life in lives} == {6}


def test_what_else_is_asked_changes_nothing(lives: list[Life], told: list[Told]) -> None:
    for life, all_told in zip(lives[:50], told, strict=False):
        alone = [answers({**life, "queries": [query]})["states"][0] for query in life["queries"]]
        assert alone == all_told["states"]
