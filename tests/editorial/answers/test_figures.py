"""Numbers of requests in public: what is counted, for whom, and what is too small to be told."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from editorial.answers.figures import by_kind, figures_of_requests
from editorial.answers.public.figure_views import bars_of
from portals.accountability.enums import AnswerPromiseState, CaseOutcome, CaseStep
from portals.accountability.models import AnswerPromise, CaseRating
from portals.accountability.statistics import CaseCount
from portals.models import Portal
from tests.editorial.answers.cast import stands
from tests.factories import make_portal, make_province_tree, make_user
from tests.portals.accountability.cases import happens, local, make_case
from tests.portals.accountability.test_facts import ends
from tests.support.visiting import visit

pytestmark = pytest.mark.django_db
NOW = local(27, "10:00")


@pytest.fixture
def portal():
    return make_portal()


def total(portal: Portal, now: datetime = NOW) -> tuple[int, ...]:
    return tuple(figures_of_requests(portal, now).total.counted.values)


def test_counts_what_came_what_was_answered_and_what_went_elsewhere(portal) -> None:
    other = make_portal()
    in_time, late, refused, handed, runs = (make_case(portal) for _number in range(5))
    ends(in_time, CaseOutcome.ANSWERED, local(4))
    ends(late, CaseOutcome.ANSWERED, local(17))
    ends(refused, CaseOutcome.REFUSED, local(4))
    happens(handed, CaseStep.HANDED_OVER, local(4), office=other)
    ends(handed, CaseOutcome.ANSWERED, local(5))
    figures = figures_of_requests(portal, NOW)
    assert tuple(figures.total.counted.values) == (5, 2, 1, 1, 1)
    assert figures.total.counted.share == 50
    assert total(other) == (0, 1, 1, 0, 0)
    assert (figures.now.running, figures.now.overdue) == (1, 1)
    ((code, days),) = [(one.code, one.days) for one in figures.late]
    assert (code, days) == (f"…{runs.code[-3:]}", 8)
    assert figures_of_requests(portal, local(16, "17:00")).now.overdue == 0


def test_what_is_sealed_no_request_or_a_comment_on_a_draft_is_in_no_number(portal) -> None:
    make_case(portal)
    before = figures_of_requests(portal, NOW)
    make_case(portal, kind="comment", now=local(2) - timedelta(days=70))
    for outcome in (CaseOutcome.SEALED, CaseOutcome.NOT_A_REQUEST):
        case = make_case(portal)
        happens(case, CaseStep.HANDED_OVER, local(3), office=portal)
        ends(case, outcome, local(3))
    assert figures_of_requests(portal, NOW) == before


def test_months_are_those_of_the_clock_here_and_twelve(portal) -> None:
    make_case(portal, now=datetime.fromisoformat("2026-10-31T17:30+00:00"))
    make_case(portal, now=datetime.fromisoformat("2025-12-01T00:00+07:00"))
    make_case(portal, now=datetime.fromisoformat("2025-11-30T23:59+07:00"))
    old = datetime.fromisoformat("2025-11-30T09:00+07:00")
    ancient = make_case(portal, now=old - timedelta(days=9))
    happens(ancient, CaseStep.HANDED_OVER, old - timedelta(days=8), office=portal)
    ends(ancient, CaseOutcome.ANSWERED, old)
    CaseRating.objects.create(case=ancient, stars=1, rated_at=old)
    figures = figures_of_requests(portal, NOW)
    assert (figures.total.counted.answered, figures.total.counted.handed) == (0, 0)
    assert figures.now.ratings == 0
    received = {row.name: row.counted.received for row in figures.months if row.counted.received}
    assert received == {"11/2026": 1, "12/2025": 1}
    assert len(figures.months) == 12


def test_the_median_is_told_of_three_and_the_mean_of_five(portal) -> None:
    cases = [make_case(portal) for _number in range(5)]
    for case, day in zip(cases[:2], (3, 4), strict=True):
        ends(case, CaseOutcome.ANSWERED, local(day))
    assert figures_of_requests(portal, NOW).total.median is None
    ends(cases[2], CaseOutcome.ANSWERED, local(9))
    figures = figures_of_requests(portal, NOW)
    assert figures.total.median == figures.months[-1].median == 2
    for number, case in enumerate(cases):
        assert figures_of_requests(portal, NOW).now.mean is None
        CaseRating.objects.create(case=case, stars=1 + number, rated_at=local(10))
    assert figures_of_requests(portal, NOW).now.mean == 3


def test_promises_are_counted_by_what_became_of_them(portal) -> None:
    case, person = make_case(portal), make_user()
    for state in AnswerPromiseState.values:
        for day in (26, 27):
            done = (
                {}
                if state == "open"
                else {"decided_at": local(26), "decided_by": person, "note": "x"}
            )
            AnswerPromise.objects.create(
                case=case, portal=portal, words="Sửa", due_on=local(day).date(), state=state, **done
            )
    AnswerPromise.objects.create(
        case=case, portal=make_portal(), words="x", due_on=date(2027, 1, 1)
    )
    now = figures_of_requests(portal, NOW).now
    assert (now.kept, now.kept_late, now.dropped, now.promised, now.missed) == (2, 2, 2, 1, 1)


class TestKinds:
    def kinds(self, **received: int) -> list[int]:
        counts = [
            CaseCount(1, date(2026, 11, 1), kind, number, 0, 0, 0, 0)
            for kind, number in received.items()
        ]
        return [row.counted.received for row in by_kind(counts)]

    def test_few_are_told_together_and_never_stand_alone(self) -> None:
        assert self.kinds(question=9, feedback=3) == [9, 3]
        assert self.kinds(question=9, feedback=2, information=1) == [9, 3]
        assert self.kinds(question=9, feedback=4, information=1) == [9, 5]
        assert self.kinds(question=3, information=2) == [5]
        assert self.kinds(question=1, information=1) == []


def test_bars_fill_the_chart_and_stand_on_its_foot(portal, clock) -> None:
    clock.move_to(NOW)
    for day in (4, 5, 17):
        ends(make_case(portal), CaseOutcome.ANSWERED, local(day))
    *others, last = bars_of(figures_of_requests(portal, NOW).months)
    assert (last.late_y, last.late, last.in_time_y, last.in_time) == (0, 40, 40, 80)
    assert all(bar.in_time == bar.late == 0 for bar in others)
    # Before anything came there is nothing to look at; the newest month stands first.
    page = BeautifulSoup(visit(portal, "/hoi-dap/thong-ke/").content, "html.parser")
    ends(make_case(portal, now=local(2) - timedelta(days=40)), CaseOutcome.ANSWERED, local(3))
    later = BeautifulSoup(visit(portal, "/hoi-dap/thong-ke/").content, "html.parser")
    for told, months in ((page, ["11/2026"]), (later, ["11/2026", "10/2026", "09/2026"])):
        table = told.select_one(".answer-figures tbody")
        assert [one.text for one in table.select("th")] == months
        assert len(told.select(".answer-bar-name")) == len(months)


def test_pages_and_files_show_no_code_no_word_and_no_more_than_the_portals_own(clock) -> None:
    clock.move_to(NOW)
    province, district, (commune, silent) = make_province_tree()
    case, theirs = make_case(commune), make_case(district)
    page = visit(commune, "/hoi-dap/thong-ke/").content.decode()
    assert case.code not in page
    assert case.subject not in page
    assert f"…{case.code[-3:]}" in page
    assert f"…{theirs.code[-3:]}" not in page
    assert (
        "…"
        not in BeautifulSoup(visit(silent, "/hoi-dap/thong-ke/").content, "html.parser").main.text
    )
    lines = {
        portal: visit(portal, "/hoi-dap/thong-ke.csv").content.decode().splitlines()[1:]
        for portal in (province, commune, silent)
    }
    assert [len(lines[portal]) for portal in (province, commune, silent)] == [2, 1, 0]
    assert lines[commune][0].endswith(",1,0,0,0,0")
    stands(commune, subject="=1+1", topic="y-te")
    assert "'=1+1" in visit(commune, "/hoi-dap/cau-tra-loi.csv").content.decode()
    assert "hoi-dap-thong-ke" in visit(commune, "/du-lieu-mo/danh-muc.ttl").content.decode()


def test_asks_no_more_for_more_requests_and_portals(clock) -> None:
    clock.move_to(NOW)
    province, district, (commune, silent) = make_province_tree()
    counts = []
    for portals in ((commune,), (district, silent, commune)):
        for portal in portals:
            ends(make_case(portal), CaseOutcome.ANSWERED, local(4))
            make_case(portal)
        asked = []
        for path in ("/hoi-dap/thong-ke/", "/hoi-dap/thong-ke.csv"):
            visit(province, path)
            with CaptureQueriesContext(connection) as queries:
                visit(province, path)
            asked.append(len(queries))
        counts.append(asked)
    assert counts[0] == counts[1]
