"""What docs/security.md names is there."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
TEXT = (ROOT / "docs" / "security.md").read_text()
ROWS = re.findall(
    r"^\| (\d+\.\d+\.\d+)(?:–(\d+\.\d+\.\d+))? \| ([12]) \| (.+) \| (.+) \|$", TEXT, re.M
)
KINDS = ("**Yes**", "**Here not**", "**Operator**", "**Open**")
TESTS = sorted(set(re.findall(r"`((?:tests/)[\w/]+\.py(?:::\w+)+)`", TEXT)))
# How many chapters the standard has.
CHAPTERS = 17


@cache
def names_in(path: str) -> set[str]:
    """Every class, function and class::method of a module."""
    found = set()
    for node in ast.parse((ROOT / path).read_text()).body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            found.add(node.name)
        if isinstance(node, ast.ClassDef):
            found |= {
                f"{node.name}::{inner.name}"
                for inner in node.body
                if isinstance(inner, ast.FunctionDef)
            }
    return found


class TestTheTable:
    @pytest.mark.parametrize("named", TESTS)
    def test_names_tests_that_exist(self, named: str) -> None:
        path, _, name = named.partition("::")
        assert name in names_in(path)

    def test_names_many(self) -> None:
        assert len(TESTS) > 70

    def test_answers_every_row_in_one_of_four_ways(self) -> None:
        assert [row for row in ROWS if not row[4].startswith(KINDS)] == []
        assert len(ROWS) > 200

    def test_has_no_item_twice_and_all_chapters(self) -> None:
        numbers = [row[0] for row in ROWS]
        assert len(numbers) == len(set(numbers))
        assert {int(number.partition(".")[0]) for number in numbers} == set(range(1, CHAPTERS + 1))

    def test_says_itself_how_many_are_open(self) -> None:
        said = {word: int(count) for count, word in re.findall(r"(\d+) are \"([a-z ]+)\"", TEXT)}
        for kind in KINDS:
            word = kind.strip("*").lower()
            assert said[word] == sum(row[4].startswith(kind) for row in ROWS)
