"""The check of home pages and the way in turns false where one does not answer."""

from __future__ import annotations

import pytest
from wagtail.models import Site

from portals.models import Portal
from portals.operations.demo.answering import ANSWERING
from tests.factories import make_province_tree, published_story
from tests.support.demo import found_by

pytestmark = pytest.mark.django_db


@pytest.fixture
def province() -> Portal:
    province, district, communes = make_province_tree()
    for portal in (province, district, *communes):
        published_story(portal)
    return province


class TestAnswering:
    def test_is_right_where_all_answer(self, province: Portal) -> None:
        found = found_by(ANSWERING)
        assert [one.is_good for one in found.values()] == [True, True]
        assert found["home_pages"].total == 4

    def test_names_a_portal_that_does_not_answer(self, province: Portal) -> None:
        Site.objects.filter(pk=province.site_id).update(hostname="la.example")
        found = found_by(ANSWERING)["home_pages"]
        assert not found.is_good
        assert "la.example" in found.faults[0]

    def test_tells_that_nobody_gets_to_the_desk(self, province: Portal, settings) -> None:
        settings.PORTALS_ADMIN_HOST = "la.example"
        assert not found_by(ANSWERING)["admin_sign_in"].is_good
