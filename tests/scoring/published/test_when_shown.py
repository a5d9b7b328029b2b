"""When the scores are shown that were not a moment before, and what it costs to show them of many portals."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from scoring.course.actions import state_beside
from scoring.enums import ProceedingState
from scoring.models import Scorecard
from scoring.published.keeping import count_ranks
from tests.scoring.course.cast import ENTERING, make_course
from tests.scoring.course.test_steps import corrected
from tests.support.visiting import visit

from .cast import fill_cards, make_published, sign_ledger
from .test_pages import shown, told
from .test_reading import two_scorers

pytestmark = pytest.mark.django_db
STATE = ProceedingState
TABLE = "/bang-diem/2026-10/"
STEPS = ("/bang-diem/", TABLE, f"{TABLE}hoc-tu-ai/", f"{TABLE}kiem-chung/")
FILES = tuple(f"/bang-diem/2026-10.{form}" for form in ("json", "csv", "zip"))


class TestWhere:
    @pytest.mark.parametrize("state", [STATE.APPEALABLE, STATE.DECIDED])
    def test_not_before_the_notice(self, state):
        course = make_course(1).at(STATE.APPEALABLE)
        fill_cards(course)
        shown(course.at(state))
        sign_ledger()
        host = course.communes[0].site.hostname
        for path in [*STEPS, *FILES, f"{TABLE}{host}/"]:
            for portal in (course.province, course.district):
                assert visit(portal, path).status_code == 404, path

    def test_another_scorer_that_has_only_decided_stays_away(self):
        course = shown(two_scorers())
        sign_ledger()
        count_ranks()
        own = Scorecard.objects.get(proceeding__scorer=course.province).portal
        for path in (TABLE, "/bang-diem/2026-10.json", "/bang-diem/2026-10.csv"):
            assert own.name not in told(course.province, path)
            assert own.site.hostname not in told(course.province, path)
        assert visit(course.province, f"{TABLE}{own.site.hostname}/").status_code == 404
        # Ranks over the province are for all of its portals or for none.
        assert '"rank"' not in told(course.province, "/bang-diem/2026-10.json")
        assert visit(course.province, f"{TABLE}hoc-tu-ai/").status_code == 404


class TestStoredPages:
    def test_publication_correction_and_ranks_make_them_anew(self, monkeypatch):
        heard: list[set[int]] = []

        def hear(*, portal_ids, **_more):
            heard.append(set(portal_ids))

        for module in (
            "course.actions.noticing", "course.actions.correcting", "course.actions.stating",
            "published.keeping",
        ):  # fmt: skip
            monkeypatch.setattr(f"scoring.{module}.change_editions", hear)
        course = make_published(1)
        both = {course.province.pk, course.district.pk}
        assert heard == [both]
        corrected(course)
        assert heard == [both, both]
        count_ranks()
        assert heard == [both] * 3
        state_beside(card=course.card(0), text="Đã sửa", actor=course.heads[0], now=ENTERING)
        assert heard == [both] * 4


class TestQueries:
    def test_they_do_not_grow_with_portals(self):
        counts = []
        course = shown(make_published(4))
        sign_ledger()
        count_ranks()
        host = course.card(0).portal.site.hostname
        for _ in range(2):
            asked = {}
            for path in (TABLE, f"{TABLE}{host}/", f"{TABLE}hoc-tu-ai/", "/bang-diem/2026-10.zip"):
                visit(course.province, path)
                with CaptureQueriesContext(connection) as captured:
                    visit(course.province, path)
                asked[path] = len(captured)
            counts.append(asked)
            # Half of them are gone.
            some = Scorecard.objects.order_by("pk").values_list("pk", flat=True)[:2]
            Scorecard.objects.exclude(pk__in=list(some)).update(proceeding=None)
        assert counts[0] == counts[1]
        assert max(counts[0].values()) <= 32, counts
