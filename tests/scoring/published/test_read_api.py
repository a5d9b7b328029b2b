"""Published scores in the read API: what the public table shows, and nothing before it does."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from scoring.enums import ProceedingState
from scoring.models import PublicScores
from scoring.periods import Month
from scoring.published import read_api
from tests.factories import make_portal
from tests.scoring.course.cast import make_course
from tests.support.read_api import all_of, asked, ids, refused

from .cast import fill_cards, make_published, october_of, sign_ledger
from .test_pages import shown

pytestmark = pytest.mark.django_db


class TestScores:
    @pytest.mark.parametrize("state", [ProceedingState.APPEALABLE, ProceedingState.DECIDED])
    def test_not_before_the_notice(self, state):
        course = make_course(1).at(ProceedingState.APPEALABLE)
        fill_cards(course)
        shown(course.at(state))
        card = f"scores/2026-10:{course.communes[0].pk}"
        for portal in (course.province, course.district):
            assert all_of(portal, "scores") == []
            assert all_of(portal, "scores", month="2026-10") == []
            assert refused(portal, card)["status"] == 404

    def test_not_of_tiers_that_the_province_keeps_back(self):
        course = shown(make_published(2))
        assert all_of(course.province, "scores")
        PublicScores.objects.all().delete()
        assert all_of(course.province, "scores") == []

    def test_are_those_of_the_public_table(self):
        course = shown(make_published(3))
        sign_ledger()
        cards = {f"2026-10:{one.portal_id}": one for one in october_of().portals}

        found = all_of(course.province, "scores", limit=1)

        assert set(ids(found)) == set(cards)
        for one in found:
            assert one["total"] == float(cards[one["id"]].total)
            assert len(one["lines"]) == len(cards[one["id"]].lines)
            assert asked(course.province, f"scores/{one['id']}") == one
        assert all_of(course.province, "scores", tier="province") == []
        assert all_of(course.province, "scores", month="2026-09") == []

    def test_go_on_in_the_month_in_which_they_began(self, monkeypatch):
        course = shown(make_published(3))
        first = asked(course.province, "scores", limit=1)
        cursor = first["next"]
        months = read_api.published_months
        monkeypatch.setattr(
            read_api, "published_months", lambda *of, **how: [*months(*of, **how), Month(2026, 11)]
        )
        rest = asked(course.province, "scores", cursor=cursor)
        assert len(rest["data"]) == 2
        assert {one["id"].partition(":")[0] for one in rest["data"]} == {"2026-10"}

    def test_a_scorers_host_has_what_it_scored_and_others_have_none(self):
        course = shown(make_published(2))
        assert len(all_of(course.district, "scores")) == 2
        assert all_of(make_portal(), "scores") == []
        assert all_of(course.communes[0], "scores") == []

    def test_months_and_ids_that_are_none(self):
        province = shown(make_published(1)).province
        assert refused(province, "scores", month="2026-13")["code"] == "bad_parameter"
        for unfit in (
            "2026-10",
            "2026-10:x",
            "2026-10:²",
            "2026-10:" + "9" * 30,
            "x:1",
            "0000-10:1",
        ):
            assert refused(province, f"scores/{unfit}")["status"] == 404, unfit

    def test_cost_the_same_however_many_they_are(self):
        province = shown(make_published(3)).province

        def queries(limit):
            with CaptureQueriesContext(connection) as asked_for:
                found = asked(province, "scores", limit=limit)["data"]
            return len(asked_for), len(found)

        few, small = queries(1)
        many, large = queries(3)
        assert (small, large) == (1, 3)
        assert many == few
