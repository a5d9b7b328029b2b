"""What is read of a published month, and that nothing of any other is."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portals.boards.enums import Position
from portals.clock import local_date
from portals.models import Portal, PortalAddress
from scoring.course.actions import decide, move_on_by_clock, verify
from scoring.enums import LineState, ProceedingState
from scoring.models import Proceeding, Scorecard
from scoring.published.as_csv import COLUMNS, month_as_csv
from scoring.published.as_json import month_as_json
from scoring.published.dossier import dossier_files
from scoring.published.proofs import proven_acts
from scoring.published.reading import published_cards, published_month, published_months
from scoring.published.table import JudgedBy
from tests.factories import make_member
from tests.scoring.cast import OCTOBER, local
from tests.scoring.course.cast import DECIDING, VERIFYING, Course, make_course
from tests.scoring.course.test_steps import corrected

from .cast import make_published, october_of, sign_ledger

pytestmark = pytest.mark.django_db
STATE = ProceedingState


class TestWalls:
    @pytest.mark.parametrize(
        "state", [one for one in STATE if one not in {STATE.PUBLISHED, STATE.CORRECTED}]
    )
    def test_nothing_is_read_before_the_notice(self, state):
        make_course(1).at(state)
        assert published_month(OCTOBER) is None
        assert published_months() == []
        assert not published_cards().exists()

    def test_of_two_scorers_only_the_one_that_published_is_read(self):
        course = two_scorers()
        month = october_of()
        assert [one.portal_id for one in month.portals] == [one.pk for one in course.communes]
        assert [one.scorer_id for one in month.proceedings] == [course.district.pk]
        assert not month.is_complete
        other = Proceeding.objects.exclude(scorer=course.district).get()
        assert published_month(OCTOBER, scorer=other.scorer) is None
        written = month_as_json(month) + month_as_csv(month)
        for card in Scorecard.objects.filter(proceeding=other).select_related("portal__site"):
            assert card.portal.site.hostname.encode() not in written

    def test_the_proofs_of_the_other_scorer_stay_away_though_it_has_decided(self):
        course = two_scorers()
        sign_ledger()
        acts = proven_acts(october_of())
        assert {one.entry.body.get("scorer") for one in acts} == {
            course.district.site.hostname,
            None,
        }
        assert {one.entry.kind for one in acts if "scorer" not in one.entry.body} == {"facts"}


def two_scorers() -> Course:
    """A district that has published, and the province, which scores a commune too and has only decided."""
    course = make_course(2, of_province=1)
    own = Proceeding.objects.get(scorer=course.province)
    head = course.province_head
    course.at(STATE.SELF_ASSESSED)
    move_on_by_clock(now=local(2026, 11, 5, 9))
    verify(proceeding=own, actor=make_member(course.province, Position.SECRETARY), now=VERIFYING)
    course.at(STATE.PUBLISHED)
    decide(proceeding=own, actor=head, now=DECIDING)
    return course


class TestWhatIsRead:
    def test_a_portal_has_its_stable_names_and_its_points(self):
        course = make_published(2)
        card, month = course.card(0), october_of()
        found = next(one for one in month.portals if one.portal_id == card.portal_id)
        assert (found.hostname, found.code) == (card.portal.site.hostname, card.portal.code)
        assert (found.total, found.band, found.earned) == (card.total, card.band, card.earned)
        assert found.scorer == course.district.site.hostname
        assert found.rubric == "commune/1"
        assert [line.code for line in found.lines] == [
            one["code"] for one in card.lines["criteria"]
        ]
        assert (month.proceedings[0].notice_number, month.is_complete) == ("45/TB-BBT", True)
        assert published_months() == [OCTOBER]
        assert published_months(course.province) == []

    def test_a_line_says_who_judged_it(self):
        course = make_course(1)
        card = course.at(STATE.PUBLISHED).card()
        card.lines["criteria"][0] |= {"state": "scored", "points": "1.00", "entered_from": "Sổ"}
        card.lines["criteria"][1] |= {"late": True}
        card.save()
        lines = {line.code: line for line in october_of().portals[0].lines}
        first, second, *_rest = card.lines["criteria"]
        assert lines[first["code"]].judged == JudgedBy.BY_PEOPLE
        assert lines[second["code"]].is_late
        assert {line.judged for line in lines.values() if line.state == LineState.NOT_MEASURED} == {
            JudgedBy.NOT_MEASURED
        }
        assert lines["F1"].judged in {JudgedBy.BY_PEOPLE, JudgedBy.NOT_MEASURED}

    def test_what_a_person_wrote_of_a_line_is_not_told_but_why_it_never_applies(self):
        course = make_course(1)
        card = course.at(STATE.PUBLISHED).card()
        card.lines["criteria"][0] |= {
            "state": "by_nature",
            "points": None,
            "reason": "Không có đài",
        }
        card.lines["criteria"][1] |= {"reason": "bí mật", "entered_from": "Bà A"}
        card.lines["adjustments"] = [
            {
                "code": "TRU1",
                "name": "Lộ dữ liệu",
                "kind": "penalty",
                "times": 1,
                "points": "5.00",
                "reason": "bí mật",
            }
        ]
        card.save()
        told = month_as_json(october_of()).decode()
        assert "Không có đài" in told
        assert "Lộ dữ liệu" in told
        assert "bí mật" not in told
        assert "Bà A" not in told

    def test_a_corrected_card_is_read_as_it_is_now(self):
        course = make_published(2)
        corrected(course)
        by_portal = {one.portal_id: one for one in october_of().portals}
        own = by_portal[course.communes[0].pk]
        assert own.is_corrected
        assert next(line for line in own.lines if line.code == "F1").points == Decimal(2)
        assert not by_portal[course.communes[1].pk].is_corrected
        assert october_of().proceedings[0].is_corrected

    def test_a_portal_keeps_the_name_it_had_when_the_month_was_decided(self):
        course = make_published(1)
        sign_ledger()
        portal = course.communes[0]
        before = october_of().portals[0].hostname
        change_address(portal)
        assert october_of().portals[0].hostname == before

    def test_the_csv_has_a_column_for_each_criterion(self):
        make_published(2)
        month = october_of()
        rows = list(csv.DictReader(io.StringIO(month_as_csv(month).decode("utf-8-sig"))))
        assert list(rows[0])[: len(COLUMNS)] == list(COLUMNS)
        assert [row["portal"] for row in rows] == [one.hostname for one in month.portals]
        for row, portal in zip(rows, month.portals, strict=True):
            assert row["total"] == str(portal.total)
            for line in portal.lines:
                assert row[line.code] == ("" if line.points is None else str(line.points))

    def test_the_json_is_the_same_each_time(self):
        make_published(2)
        one = month_as_json(october_of())
        assert one == month_as_json(october_of())
        assert json.loads(one)["portals"][0]["code"]


def change_address(portal: Portal) -> None:
    """From the day after the decision on the portal has another main host name."""
    day = local_date(DECIDING) + timedelta(days=1)
    address = portal.addresses.get(is_main=True)
    PortalAddress.objects.filter(pk=address.pk).update(period=(address.period.lower, day))
    PortalAddress.objects.create(portal=portal, hostname="ten-moi.example.vn", period=(day, None))


class TestQueries:
    def test_they_do_not_grow_with_portals(self):
        course = make_published(4)
        sign_ledger()
        counts = []
        for portals in (course.communes[:1], course.communes):
            with CaptureQueriesContext(connection) as asked:
                month = published_month(OCTOBER, portal_ids=[one.pk for one in portals])
            assert len(month.portals) == len(portals)
            with CaptureQueriesContext(connection) as packed:
                assert dossier_files(month)
            counts.append((len(asked), len(packed)))
        assert counts[0] == counts[1], counts
        assert counts[0][0] <= 12, counts
        assert counts[0][1] <= 10, counts
