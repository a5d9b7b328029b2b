"""The running month, as though it ended today."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portals.boards.enums import Position
from portals.models import Portal
from scoring.assessing.facts import EnteredFact, enter_facts
from scoring.content.gathering import read_stories
from scoring.forecast.actions import look_ahead
from scoring.forecast.queries import fixes_of_forecast, forecast_of
from scoring.forecast.remedies import remedy_for
from scoring.models import Forecast, FrozenFacts, NotApplicable, Scorecard
from scoring.rounds.actions import score_month
from tests.factories import make_member, make_portal, make_user
from tests.scoring.cast import OCTOBER, SNAPSHOT, adopt_default, local, make_province, write
from tests.support.kept import once_a_file
from tests.walls import body, desk_client

pytestmark = pytest.mark.django_db

# The fourteenth of October, at noon.
MIDMONTH = local(2026, 10, 14, 12)


def _town():
    province, head, deputy = make_province()
    adopt_default(head, deputy, tiers=("commune",))
    district = make_portal("district", overseer=province)
    return head, district, [make_portal(overseer=district) for _ in range(2)]


built, town = once_a_file(_town)


def line_of(forecast: Forecast, code: str) -> dict:
    return next(line for line in forecast.lines["criteria"] if line["code"] == code)


def look(now=MIDMONTH) -> None:
    read_stories(now=now)
    look_ahead(now=now)


class TestLookingAhead:
    def test_counts_what_was_done_up_to_now(self, town) -> None:
        _head, _district, (commune, _other) = town
        write(commune, local(2026, 10, 5, 9), 1)
        write(commune, local(2026, 10, 20, 9), 2)

        look()

        forecast = Forecast.objects.get(portal=commune)
        # Of the target of 12 one, and eight points for all.
        assert line_of(forecast, "B1")["points"] == "0.67"
        assert (forecast.month, forecast.looked_at) == (OCTOBER.first, MIDMONTH)

    def test_does_not_hold_days_against_a_board_that_are_still_to_come(self, town) -> None:
        _head, _district, (commune, _other) = town
        for day in (2, 6, 8, 12, 14):
            write(commune, local(2026, 10, day, 9), day)

        look()

        assert line_of(Forecast.objects.get(portal=commune), "B2")["points"] == "4.00"

    def test_takes_what_persons_last_entered_and_says_of_which_month(self, town) -> None:
        head, _district, (commune, other) = town
        said = EnteredFact(commune, "requests.answered", Decimal("0.5"), 9, "Sổ theo dõi")
        enter_facts(month=OCTOBER.later(-1), actor=head, now=MIDMONTH, facts=[said])

        look()

        line = line_of(Forecast.objects.get(portal=commune), "D1")
        assert (line["points"], line["carried_from"]) == ("4.00", "2026-09")
        assert line_of(Forecast.objects.get(portal=other), "D1")["points"] is None

    def test_takes_what_was_entered_for_the_month_itself_first(self, town) -> None:
        head, _district, (commune, _other) = town
        for month, value in ((OCTOBER.later(-1), "0.5"), (OCTOBER, "1")):
            said = EnteredFact(commune, "requests.answered", Decimal(value), 9, "Sổ theo dõi")
            enter_facts(month=month, actor=head, now=MIDMONTH, facts=[said])

        look()

        line = line_of(Forecast.objects.get(portal=commune), "D1")
        assert line["points"] == "8.00"
        assert "carried_from" not in line

    def test_leaves_out_what_never_applies(self, town) -> None:
        head, _district, (commune, _other) = town
        said = EnteredFact(commune, "requests.answered", Decimal("0.5"), 9, "Sổ theo dõi")
        enter_facts(month=OCTOBER.later(-1), actor=head, now=MIDMONTH, facts=[said])
        NotApplicable.objects.create(
            portal=commune, criterion_code="D1", period=(OCTOBER.first, None), reason="Không có",
            entered_by=head,
        )  # fmt: skip

        look()

        assert line_of(Forecast.objects.get(portal=commune), "D1")["points"] is None

    def test_freezes_nothing_and_writes_no_card(self, town) -> None:
        look()

        assert not FrozenFacts.objects.exists()
        assert not Scorecard.objects.exists()

    def test_writes_over_what_was_seen_before(self, town) -> None:
        _head, _district, (commune, _other) = town
        look()
        write(commune, local(2026, 10, 14, 13), 1)
        look(MIDMONTH + timedelta(hours=2))

        forecast = Forecast.objects.get(portal=commune)
        assert line_of(forecast, "B1")["points"] == "0.67"
        assert forecast.looked_at == MIDMONTH + timedelta(hours=2)

    def test_ends_with_the_portal(self, town) -> None:
        _head, _district, (commune, other) = town
        look()
        Portal.objects.filter(pk=commune.pk).update(closed_on=OCTOBER.first)
        look()

        assert list(Forecast.objects.values_list("portal", flat=True)) == [other.pk]

    def test_asks_as_often_for_many_portals_as_for_few(self, town) -> None:
        _head, district, communes = town
        for number, commune in enumerate(communes):
            write(commune, local(2026, 10, 5, 9), number)
        read_stories(now=MIDMONTH)

        def queries() -> int:
            with CaptureQueriesContext(connection) as asked:
                look_ahead(now=MIDMONTH)
            return len(asked)

        look_ahead(now=MIDMONTH)
        few = queries()
        for number in range(8):
            write(make_portal(overseer=district), local(2026, 10, 6, 9), 100 + number)
        read_stories(now=MIDMONTH)
        assert queries() == few

    def test_names_what_is_worth_doing_with_the_place(self, town) -> None:
        _head, _district, (commune, _other) = town
        write(commune, local(2026, 10, 5, 9), 1)

        look()

        forecast = forecast_of(commune, MIDMONTH)
        fixes = fixes_of_forecast(forecast)
        assert 0 < len(fixes) <= 5
        assert [fix.gain for fix in fixes] == sorted((fix.gain for fix in fixes), reverse=True)
        news = next(fix for fix in fixes if fix.code == "B1")
        assert news.url == reverse("quick_write")
        # What is past is no advice.
        assert "B2" not in {fix.code for fix in fixes}

    def test_leads_to_the_form_of_what_is_empty_and_else_to_all_that_is_told(self, town) -> None:
        _head, _district, (commune, _other) = town
        place = remedy_for("portal.about").place
        told = {
            "address": "Thôn Đông",
            "phone": "0222 3800 001",
            "email": "xa@example.vn",
            "opening_hours": "",
        }

        Portal.objects.filter(pk=commune.pk).update(**told)
        commune.refresh_from_db()
        assert place(commune) == reverse("portal_contact", args=[commune.pk])

        Portal.objects.filter(pk=commune.pk).update(opening_hours="7:30-11:30, 13:30-17:00")
        commune.refresh_from_db()
        assert place(commune) == reverse("portal_details", args=[commune.pk])

    def test_is_of_the_running_month_alone(self, town) -> None:
        _head, _district, (commune, _other) = town
        look()

        assert forecast_of(commune, local(2026, 10, 31, 23, 59)) is not None
        assert forecast_of(commune, local(2026, 11, 1, 0, 0)) is None


@pytest.fixture
def looked(town, clock):
    clock.move_to(MIDMONTH)
    look()
    return town


class TestThePage:
    def see(self, user, portal):
        return desk_client(user).get(reverse("scoring:forecast_of", args=[portal.pk]))

    def test_is_read_by_everybody_on_the_board(self, looked) -> None:
        _head, _district, (commune, _other) = looked
        for position in (Position.HEAD, Position.CONTRIBUTOR):
            page = body(self.see(make_member(commune, position), commune)).decode()
            assert "5 việc nên làm để tăng điểm" in page
            assert reverse("quick_write") in page

    def test_is_nobody_elses(self, looked) -> None:
        head, district, (commune, other) = looked
        for stranger in (
            make_member(other, Position.HEAD), make_member(district, Position.EDITOR), head,
        ):  # fmt: skip
            assert self.see(stranger, commune).status_code == 404
        assert "/login/" in self.see(make_user(), commune)["Location"]

    def test_says_so_where_nobody_looked_yet(self, looked) -> None:
        _head, district, _communes = looked

        response = self.see(make_member(district, Position.EDITOR), district)

        assert response.status_code == 200
        assert "chưa được tính" in body(response).decode()

    def test_stands_on_the_list_of_faults_of_ones_own_portal_alone(self, looked) -> None:
        _head, district, (commune, _other) = looked
        url = reverse("scoring:faults_of", args=[commune.pk])

        own = body(desk_client(make_member(commune, Position.EDITOR)).get(url)).decode()
        scorers = body(desk_client(make_member(district, Position.EDITOR)).get(url)).decode()

        address = reverse("scoring:forecast_of", args=[commune.pk])
        assert address in own
        assert address not in scorers

    def test_compares_with_the_last_card(self, town, clock) -> None:
        head, _district, (commune, _other) = town
        score_month(month=OCTOBER, actor=head, now=SNAPSHOT)
        clock.move_to(SNAPSHOT)
        look(SNAPSHOT)

        page = body(self.see(make_member(commune, Position.EDITOR), commune)).decode()

        card = Scorecard.objects.get(portal=commune)
        assert reverse("scoring:scorecard", args=[card.pk]) in page


class TestTheFirstPage:
    """What is most worth doing stands on it, for the board of the portal in hand."""

    def home(self, user) -> str:
        return body(desk_client(user).get(reverse("wagtailadmin_home"))).decode()

    def test_leads_a_board_straight_to_what_is_worth_most(self, looked) -> None:
        portal = Forecast.objects.order_by("pk")[0].portal
        fixes = fixes_of_forecast(Forecast.objects.get(portal=portal))
        page = self.home(make_member(portal, Position.EDITOR))

        panel = page.partition('id="desk-forecast"')[2].partition("</section>")[0]
        assert [f'href="{fix.url}"' in panel for fix in fixes] == [n < 2 for n in range(len(fixes))]

    def test_shows_nothing_of_it_to_others_or_before_it_was_looked_at(self, looked) -> None:
        portal = Forecast.objects.order_by("pk")[0].portal
        assert "desk-forecast" not in self.home(make_member(make_portal(), Position.HEAD))
        head = make_member(portal, Position.HEAD)
        Forecast.objects.filter(portal=portal).delete()
        assert "desk-forecast" not in self.home(head)
