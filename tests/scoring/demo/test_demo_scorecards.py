"""The check of scorecards turns false where a month was not scored."""

from __future__ import annotations

import pytest

from portals.models import Portal
from scoring.demo import checks
from tests.factories import make_province_tree, published_story
from tests.support.demo import found_by

pytestmark = pytest.mark.django_db


@pytest.fixture
def province() -> Portal:
    province, district, communes = make_province_tree()
    for portal in (province, district, *communes):
        published_story(portal)
    return province


def test_scorecards_are_wrong_where_a_month_was_not_scored(province: Portal) -> None:
    found = found_by(checks.SCORES)["scorecards"]
    assert (found.is_good, found.right, found.total) == (False, 0, 9)
