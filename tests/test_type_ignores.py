"""What mypy is told to overlook: each with the rule and the reason, and few."""

import re

import pytest
from django.conf import settings

MOST = 40
FOLDERS = ("portals", "editorial", "syndication", "scoring", "tests")
# In two parts, so that this file does not name one.
OVERLOOKED = re.compile(r"#\s*type:" + r"\s*ignore")
WITH_REASON = re.compile(r"# type: " + r"ignore\[[a-z, -]+\]  # \S.{4,}")


def without_reason(lines: list[str]) -> list[str]:
    return [line for line in lines if OVERLOOKED.search(line) and not WITH_REASON.search(line)]


def overlooked() -> list[str]:
    """Return the lines of the code that tell mypy to overlook something, each with its file."""
    return [
        f"{file.relative_to(settings.ROOT)}: {line.strip()}"
        for folder in FOLDERS
        for file in sorted((settings.ROOT / folder).rglob("*.py"))
        for line in file.read_text().splitlines()
        if OVERLOOKED.search(line)
    ]


def test_each_names_the_rule_and_the_reason():
    assert without_reason(overlooked()) == []


def test_they_are_few():
    assert 0 < len(overlooked()) < MOST, "Say it with types, or with a small function that does."


@pytest.mark.parametrize(
    "line",
    [
        "x = y  # type: " + "ignore",
        "x = y  # type: " + "ignore[misc]",
        "x = y  # type: " + "ignore  # a reason without the rule",
        "x = y  #type:" + "ignore[misc]",
    ],
)
def test_finds_a_planted_one(line):
    assert without_reason([line]) == [line]
