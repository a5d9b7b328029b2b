"""The oracle says what was reasoned by hand, and the thousand histories come to every rule and branch."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.editorial.documents.oracle.cases import CASES, day
from tests.editorial.documents.oracle.histories import HOW_MANY, history
from tests.editorial.documents.oracle.rules import answers, broken_promises, state_on

BRANCHES = """
R2 effective day | R2 commencement of its own | R2 commencement of what encloses it
R3 before issue | R3 unknown from issue on | R3 no issue day
R4 retroactive | R4 in force before issue | R4 before issue without a statement
R5 own term
R6 on | R6 on, before issue | R6 by its clause | R6 by the effective day
R6 unknown day, from issue of the source | R6 unknown day, from issue of the target | R6 unknown day, any day
R8 amend | R8 correct
R9 repeal | R9 replace | R9 ended before it started
R10 no revival | R10 restore | R10 restore of what is not expired | R10 restore of what is suspended
R10 restore before the own term | R10 restore after the own term
R11 void amend | R11 void correct | R11 void repeal | R11 void replace | R11 void suspend | R11 void lift
R11 void restore | R11 stub as source
R11 doubtful by its source: amend | R11 doubtful by its source: correct | R11 doubtful by its source: repeal
R11 doubtful by its source: replace | R11 doubtful by its source: suspend
R12 ends by until | R12 ends by lift | R12 ends with its source | R12 overlapping
R12 ends by until, doubtful | R12 ends by lift, doubtful | R12 ends with its source, doubtful
R12 started, suspended | R12 not_yet, suspended | R12 unknown, suspended | R12 expired, suspended
R12 expired, not suspended
R13 amend of unknown day | R13 correct of unknown day | R13 repeal of unknown day | R13 replace of unknown day
R13 suspend of unknown day | R13 suspension of an uncertain source | R13 doubtful repeal
R13 doubtful suspension | R13 expired, doubted | R13 expired, not doubted
R14 partly | R14 in force and unknown | R14 none in force, some unknown | R14 none in force, some suspended
R14 not yet and expired
R15 event that touches nothing | R15 question about what is not listed
R15 stub unknown | R15 stub not_yet | R15 stub expired | R15 provision of a stub not ended
R15 provision of a stub ended | R15 provision of a stub ended alone
"""
STATES = ("not_yet", "in_force", "partly", "expired", "suspended", "unknown")


@pytest.fixture(scope="module")
def histories():
    return [history(seed) for seed in range(HOW_MANY)]


@pytest.fixture(scope="module")
def met(histories):
    """What the thousand histories come to: branches, and answers about documents and about provisions."""
    reached = Counter[str]()
    for case in histories:
        for question, state in zip(case["questions"], answers(case, reached), strict=True):
            about = "document" if question["provision"] is None else "provision"
            reached[f"{about} {state}"] += 1
    return reached


def test_it_says_what_was_reasoned_by_hand():
    wrong = [
        (what, document, provision, on, state, told)
        for what, case, questions in CASES
        for document, provision, on, state in questions
        if (told := state_on(case, document, provision, day(on))) != state
    ]
    assert wrong == []


def test_each_rule_has_cases_by_hand_and_none_breaks_a_promise():
    rules = {word for what, _, _ in CASES for word in what.split(":")[0].replace(",", " ").split()}

    assert rules == {f"R{number}" for number in range(1, 16)}
    assert len(CASES) >= 30
    assert [what for what, case, _ in CASES if broken_promises(case)] == []


def test_the_histories_come_to_every_branch(met):
    branches = {each.strip() for line in BRANCHES.strip().splitlines() for each in line.split("|")}
    states = {f"{about} {state}" for about in ("document", "provision") for state in STATES}

    assert set(met) == branches | states
    assert min(met.values()) >= 20, met.most_common()[-10:]


def test_histories_are_always_the_same_keep_their_promises_and_ask_enough(histories):
    assert [history(seed) for seed in range(20)] == histories[:20]
    assert not any(broken_promises(case) for case in histories)
    assert {len(case["questions"]) >= 20 for case in histories} == {True}


def test_answers_of_a_life_are_those_of_each_day_alone(histories):
    """What else is asked changes nothing."""
    for case in histories[:25]:
        alone = [
            state_on(case, each["document"], each["provision"], each["day"])
            for each in case["questions"]
        ]
        assert alone == answers(case)


def test_neither_the_order_of_the_entries_nor_their_day_matters(histories):
    """R1."""
    for case in histories[:200]:
        late = [event | {"entered": day("12-31")} for event in reversed(case["events"])]
        assert answers(case | {"events": late}) == answers(case)
