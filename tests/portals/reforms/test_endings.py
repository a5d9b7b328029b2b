"""Every column whose rows end with their portal says what is written then, or why nothing need be."""

from __future__ import annotations

import pytest

from portals.reforms.endings import (
    endings,
    ends_by_themselves,
    followings,
    register_ends_by_itself,
)
from portals.reforms.registry import Fate, declared_fates


def columns_with(fate: Fate) -> set[str]:
    return {column for column, one in declared_fates().items() if one.fate is fate}


def test_what_ends_has_an_ending_or_a_reason() -> None:
    assert columns_with(Fate.CLOSE) == {*endings(), *ends_by_themselves()}


def test_only_what_follows_is_carried() -> None:
    assert followings().keys() <= columns_with(Fate.FOLLOW)


def test_each_reason_says_something() -> None:
    assert [column for column, why in ends_by_themselves().items() if len(why.split()) < 5] == []


def test_a_column_has_one_ending() -> None:
    with pytest.raises(ValueError, match=r"portals\.Oversight\.portal"):
        register_ends_by_itself({"portals.Oversight.portal": "a second ending of the same column"})
