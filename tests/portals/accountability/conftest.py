"""A board that answers, and another one."""

from __future__ import annotations

import pytest

from portals.boards.enums import Position
from tests.factories import make_member, make_portal


@pytest.fixture
def portal():
    return make_portal()


@pytest.fixture
def other():
    return make_portal()


@pytest.fixture
def head(portal):
    return make_member(portal, Position.HEAD)


@pytest.fixture
def editor(portal):
    return make_member(portal, Position.EDITOR)


@pytest.fixture
def theirs(other):
    """The head of the other board."""
    return make_member(other, Position.HEAD)
