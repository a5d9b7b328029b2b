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


NAMED = re.compile(r"`((?:tests/)[\w/]+\.py(?:::\w+)+)`")
# What each test that a row names is named for.
ROWS_OF: dict[str, set[str]] = {}
for number, _to, _level, _what, answer in ROWS:
    for name in NAMED.findall(answer):
        ROWS_OF.setdefault(name, set()).add(number)


@cache
def names_in(path: str) -> dict[str, ast.ClassDef | ast.FunctionDef]:
    """Every class, function and class::method of a module."""
    found: dict[str, ast.ClassDef | ast.FunctionDef] = {}
    for node in ast.parse((ROOT / path).read_text()).body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            found[node.name] = node
        if isinstance(node, ast.ClassDef):
            found |= {
                f"{node.name}::{inner.name}": inner
                for inner in node.body
                if isinstance(inner, ast.FunctionDef)
            }
    return found


def items_of(node: ast.ClassDef | ast.FunctionDef) -> set[str]:
    """The rows that the test itself says it shows."""
    return {
        item.value
        for mark in node.decorator_list
        if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.asvs"
        for item in mark.args
        if isinstance(item, ast.Constant)
    }


def asserts(node: ast.ClassDef | ast.FunctionDef) -> bool:
    """Whether the test itself can fail: by an assertion, or by an error or a page it waits for."""
    return any(
        isinstance(inner, ast.Assert)
        or (
            isinstance(inner, ast.Call)
            and ast.unparse(inner.func).startswith(("pytest.raises", "expect", "assert_"))
        )
        for inner in ast.walk(node)
    )


class TestTheTable:
    @pytest.mark.parametrize("named", TESTS)
    def test_names_tests_that_exist(self, named: str) -> None:
        path, _, name = named.partition("::")
        assert name in names_in(path)

    @pytest.mark.parametrize("named", sorted(ROWS_OF))
    def test_rests_on_tests_that_run_assert_and_say_what_for(self, named: str) -> None:
        """Whoever changes such a test reads above it which rows it carries."""
        path, _, name = named.partition("::")
        node = names_in(path)[name]
        *outer, own = name.split("::")

        assert Path(path).name.startswith("test_")
        assert own.startswith("test_")
        assert all(one.startswith("Test") for one in outer)
        assert "skip" not in "".join(map(ast.unparse, node.decorator_list))
        assert asserts(node)
        assert items_of(node) == ROWS_OF[named]

    def test_is_named_by_no_test_that_it_does_not_name(self) -> None:
        told = {
            f"{path.relative_to(ROOT)}::{name}"
            for path in (ROOT / "tests").rglob("test_*.py")
            if "pytest.mark.asvs(" in path.read_text()
            for name, node in names_in(str(path.relative_to(ROOT))).items()
            if items_of(node)
        }
        assert told == set(ROWS_OF)

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
