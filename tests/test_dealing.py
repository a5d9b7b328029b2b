"""How the tests of a run are dealt to its workers."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.dealing import LONGEST, dealt

ROOT = Path(__file__).resolve().parents[1]
ITEMS = [f"tests/a/test_{number}.py" for number in range(100)] + [
    file for file in LONGEST for _ in range(3)
]


def order(workers: int) -> list[str]:
    return dealt(ITEMS, file_of=str, workers=workers)


@pytest.mark.parametrize("workers", [1, 2, 3, 8, 200])
def test_each_test_is_run_once(workers: int) -> None:
    assert sorted(order(workers)) == sorted(ITEMS)


@pytest.mark.parametrize("workers", [1, 2, 3, 7])
def test_each_worker_begins_with_a_long_file(workers: int) -> None:
    found, begins = order(workers), 0
    for number in range(workers):
        assert found[begins : begins + 3] == [LONGEST[number]] * 3
        begins += (len(found) - begins) // (workers - number)


def test_the_longest_are_there() -> None:
    assert [file for file in LONGEST if not (ROOT / file).is_file()] == []
