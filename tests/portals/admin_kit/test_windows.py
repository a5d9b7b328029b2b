"""How much of a list of the desk is shown at once: little enough for a phone, and the rest is one step away."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

import pytest

import editorial
import portals
import scoring
import syndication
from portals.admin_kit.lists import NAMED, ROWS, DeskList

# It compares hundreds, and shows those few that are like others.
COMPARES = {"CopyList"}


def lists_of_the_desk(above: type[DeskList] = DeskList) -> Iterator[type[DeskList]]:
    for one in above.__subclasses__():
        yield from lists_of_the_desk(one)
        if one.__module__.split(".")[0] in {"portals", "editorial", "syndication", "scoring"}:
            yield one


@pytest.fixture(scope="module")
def lists() -> list[type[DeskList]]:
    for floor in (portals, editorial, syndication, scoring):
        for found in pkgutil.walk_packages(floor.__path__, f"{floor.__name__}."):
            if "views" in found.name or ".desk" in found.name:
                importlib.import_module(found.name)
    return list(lists_of_the_desk())


def test_no_list_shows_more_rows_at_once_than_a_phone_scrolls(lists: list[type[DeskList]]) -> None:
    assert len(lists) > 30
    long = {one.__name__ for one in lists if not 0 < one.paginate_by <= ROWS}
    assert long == COMPARES


def test_rows_are_a_few_lines_on_a_phone(lists: list[type[DeskList]]) -> None:
    """A row as a card with a line a cell and a line above each is as high as half a phone."""
    loose = {one.__name__ for one in lists if "desk-compact" not in one.table_classname}
    assert loose == set()
    assert "desk-named" in NAMED
