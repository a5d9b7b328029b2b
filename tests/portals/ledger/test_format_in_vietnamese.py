"""The Vietnamese translation of the format says what the English original says, as far as a machine can tell."""

from __future__ import annotations

import re

import pytest

from tests.support.processes import ROOT

ENGLISH = (ROOT / "docs/ledger-format.md").read_text()
VIETNAMESE = (ROOT / "docs/ledger-format.vi.md").read_text()
NAME = re.compile(r"`` ` ``|`([^`\n]+)`")


def sections(text: str) -> list[str]:
    """Each with its heading; the introduction first."""
    return re.split(r"^(?=##+ )", text, flags=re.MULTILINE)


def numbers(text: str) -> list[str]:
    return re.findall(r"^(##+ [\d.]+) ", text, re.MULTILINE)


def blocks(text: str) -> list[str]:
    return re.findall(r"(?:^ {4}\S.*\n(?:\n(?= {4}\S))?)+", text, re.MULTILINE)


def tables(text: str) -> list[list[str]]:
    """The names in each row."""
    return [sorted(names(row)) for row in re.findall(r"^ *\|.*\|$", text, re.MULTILINE)]


def names(text: str) -> set[str]:
    """What is written as it is in a ledger; what has spaces may be words."""
    return {name for name in NAME.findall(text) if name}


def test_has_the_same_sections_in_the_same_order() -> None:
    assert numbers(ENGLISH) == numbers(VIETNAMESE)
    assert len(numbers(ENGLISH)) >= 13


@pytest.mark.parametrize("number", numbers(ENGLISH))
def test_a_section_has_the_same_blocks_tables_lists_and_names(number: str) -> None:
    ours, theirs = (
        next(one for one in sections(text) if one.startswith(f"{number} "))
        for text in (ENGLISH, VIETNAMESE)
    )
    assert blocks(ours) == blocks(theirs)
    assert tables(ours) == tables(theirs)
    assert names(ours) ^ names(theirs) == set()
    for begins in (r"^ *- ", r"^ *\d\. "):
        assert len(re.findall(begins, ours, re.MULTILINE)) == len(
            re.findall(begins, theirs, re.MULTILINE)
        )


def test_says_which_one_holds() -> None:
    assert "[ledger-format.md](ledger-format.md)" in sections(VIETNAMESE)[0]
    assert "[ledger-format.vi.md](ledger-format.vi.md)" in sections(ENGLISH)[0]
