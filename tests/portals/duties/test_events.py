"""Duties that begin with an event: from which day on they are asked, by when, what answers them and how long."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from portals.duties.actions import declare_nothing_arose
from portals.duties.checks import CHECKS
from portals.duties.enums import DutyStanding
from portals.duties.keeping import keep_duties
from portals.duties.models import DutyExemption, Obligation
from portals.duties.queries import latest_of, workload
from portals.models import Portal
from tests.factories import make_member, make_portal

from .cast import NOON, Posts, Signings, make_duty, make_event_duty

pytestmark = pytest.mark.django_db

# A Monday.
SIGNED = date(2026, 11, 2)


def at(moment: str) -> datetime:
    return datetime.fromisoformat(f"{moment}+07:00")


def only() -> Obligation:
    return Obligation.objects.select_related("duty").get()


class TestWhatIsAsked:
    def test_once_for_each_event_two_on_one_day_too(self, posts: Posts, signings: Signings) -> None:
        portal, _neighbour = make_portal(), make_portal()
        make_event_duty()
        one, two = signings.happen(portal, SIGNED), signings.happen(portal, SIGNED)
        assert keep_duties(now=NOON) == 2
        assert keep_duties(now=NOON) == 0
        asked = Obligation.objects.order_by("event").values_list("portal", "event", "event_title")
        assert list(asked) == [(portal.pk, ev.key, ev.title) for ev in (one, two)]

    def test_not_of_another_tier_or_kind(self, posts: Posts, signings: Signings) -> None:
        make_event_duty()
        signings.happen(make_portal("district"), SIGNED)
        signings.happen(make_portal(), SIGNED, what="other")
        assert keep_duties(now=NOON) == 0

    def test_from_its_day_on(self, posts: Posts, signings: Signings) -> None:
        make_event_duty()
        signings.happen(make_portal(), SIGNED)
        assert keep_duties(now=at("2026-11-01T23:59:59")) == 0
        assert keep_duties(now=at("2026-11-02T00:00:00")) == 1

    @pytest.mark.parametrize(
        ("first", "end", "asked"),
        [
            (date(2026, 11, 2), date(2026, 11, 3), 1),
            (date(2026, 11, 3), None, 0),
            (date(2026, 1, 1), date(2026, 11, 2), 0),
        ],
    )
    def test_only_while_the_duty_is_in_force(
        self, posts: Posts, signings: Signings, first: date, end: date | None, asked: int
    ) -> None:
        make_event_duty(period=DateRange(first, end))
        signings.happen(make_portal(), SIGNED)
        assert keep_duties(now=NOON) == asked

    @pytest.mark.parametrize(("opened", "asked"), [(2, 1), (3, 0)])
    def test_not_a_portal_that_opened_later(
        self, posts: Posts, signings: Signings, opened: int, asked: int
    ) -> None:
        make_event_duty()
        signings.happen(make_portal(opened_on=date(2026, 11, opened)), SIGNED)
        assert keep_duties(now=NOON) == asked

    @pytest.mark.parametrize(
        ("in_working_days", "days", "due"),
        [
            (False, 10, "2026-11-12T23:59:59.999999"),
            # The twelfth day is a Saturday, so that the term ends on Monday.
            (False, 12, "2026-11-16T23:59:59.999999"),
            (True, 5, "2026-11-09T23:59:59.999999"),
        ],
    )
    def test_days_count_from_the_day_of_the_event(
        self, posts: Posts, signings: Signings, in_working_days: bool, days: int, due: str
    ) -> None:
        make_event_duty(in_working_days=in_working_days, due_days=days)
        signings.happen(make_portal(), SIGNED)
        keep_duties(now=NOON)
        one = only()
        assert one.due_at == at(due)
        assert one.standing_at(at(due)) is DutyStanding.WAITING
        assert one.standing_at(at(due) + timedelta(microseconds=1)) is DutyStanding.OVERDUE

    def test_a_day_that_was_corrected_moves_the_term(
        self, posts: Posts, signings: Signings
    ) -> None:
        portal = make_portal()
        make_event_duty()
        signings.happen(portal, SIGNED, number=7)
        keep_duties(now=NOON)
        signings.happened.clear()
        signings.happen(portal, date(2026, 11, 16), number=7)
        keep_duties(now=NOON)
        assert only().due_at == at("2026-11-26T23:59:59.999999")

    def test_a_day_that_is_corrected_later_changes_nothing_of_what_was_met(
        self, posts: Posts, signings: Signings
    ) -> None:
        portal = make_portal()
        make_event_duty()
        event = signings.happen(portal, SIGNED, number=7)
        posts.put(portal, "conclusion", SIGNED, at("2026-11-10T08:00:00"), event.key)
        keep_duties(now=NOON)
        signings.happened.clear()
        signings.happen(portal, date(2026, 11, 16), number=7)
        keep_duties(now=NOON)
        assert only().starts_on == SIGNED

    def test_one_that_is_found_no_more_is_owed_still(
        self, posts: Posts, signings: Signings
    ) -> None:
        make_event_duty()
        signings.happen(make_portal(), SIGNED)
        keep_duties(now=NOON)
        signings.happened.clear()
        keep_duties(now=NOON)
        assert only().standing_at(NOON) is DutyStanding.OVERDUE

    def test_not_who_is_exempt_on_its_day(self, posts: Posts, signings: Signings) -> None:
        portal = make_portal()
        make_event_duty()
        DutyExemption.objects.create(
            portal=portal, code="ket-luan", reason="Không có", entered_by=make_member(portal),
            entered_at=NOON, period=DateRange(SIGNED, date(2026, 11, 3)),
        )  # fmt: skip
        signings.happen(portal, SIGNED)
        later = signings.happen(portal, date(2026, 11, 3))
        keep_duties(now=NOON)
        owed = Obligation.objects.filter(exempted_by=None)
        assert [one.event for one in owed] == [later.key]

    def test_who_is_exempt_follows_a_day_that_was_corrected(
        self, posts: Posts, signings: Signings
    ) -> None:
        portal = make_portal()
        make_event_duty()
        exemption = DutyExemption.objects.create(
            portal=portal, code="ket-luan", reason="Không có", entered_by=make_member(portal),
            entered_at=NOON, period=DateRange(SIGNED, date(2026, 11, 3)),
        )  # fmt: skip
        for day, let_off in ((SIGNED, exemption), (date(2026, 11, 3), None), (SIGNED, exemption)):
            signings.happened.clear()
            signings.happen(portal, day, number=7)
            keep_duties(now=NOON)
            assert only().exempted_by == let_off


class TestWhatAnswers:
    @pytest.fixture
    def portal(self, posts: Posts, signings: Signings) -> Portal:
        make_event_duty(kept_days=15)
        portal = make_portal()
        signings.happen(portal, SIGNED, number=1)
        return portal

    def standing(self) -> DutyStanding:
        keep_duties(now=NOON)
        return only().standing_at(NOON)

    def test_what_names_it(self, posts: Posts, portal: Portal) -> None:
        # Also of a day long before, as final accounts of the year before are.
        posts.put(portal, "conclusion", date(2025, 1, 1), at("2026-11-12T23:59:00"), "signed:1")
        assert self.standing() is DutyStanding.MET

    def test_late_a_day_later(self, posts: Posts, portal: Portal) -> None:
        posts.put(portal, "conclusion", SIGNED, at("2026-11-13T00:00:00"), "signed:1")
        assert self.standing() is DutyStanding.LATE

    @pytest.mark.parametrize("event", ["", "signed:2"])
    def test_nothing_else_of_its_day(self, posts: Posts, portal: Portal, event: str) -> None:
        posts.put(portal, "conclusion", SIGNED, at("2026-11-03T08:00:00"), event)
        assert self.standing() is DutyStanding.OVERDUE

    def test_not_the_neighbours(self, posts: Posts, portal: Portal) -> None:
        posts.put(make_portal(), "conclusion", SIGNED, at("2026-11-03T08:00:00"), "signed:1")
        assert self.standing() is DutyStanding.OVERDUE

    @pytest.mark.parametrize(("days", "owed"), [(15, False), (14, True)])
    def test_it_stays_for_fifteen_days_in_a_row(
        self, posts: Posts, portal: Portal, days: int, owed: bool
    ) -> None:
        up = at("2026-11-03T08:00:00")
        posts.put(portal, "conclusion", SIGNED, up, "signed:1")
        keep_duties(now=up)
        posts.up.clear()
        keep_duties(now=up + timedelta(days=days))
        assert (only().met_at is None) is owed

    def test_what_was_taken_down_counts_anew(self, posts: Posts, portal: Portal) -> None:
        up = at("2026-11-03T08:00:00")
        posts.put(portal, "conclusion", SIGNED, up, "signed:1")
        keep_duties(now=up)
        posts.up.clear()
        keep_duties(now=up + timedelta(days=14))
        posts.put(portal, "conclusion", SIGNED, up + timedelta(days=16), "signed:1")
        keep_duties(now=up + timedelta(days=16))
        posts.up.clear()
        # Two stretches that are each too short do not add up.
        keep_duties(now=up + timedelta(days=18))
        assert only().met_at is None

    def test_a_duty_of_periods_asks_for_no_event(self, posts: Posts) -> None:
        portal = make_portal()
        make_duty()
        third = date(2026, 7, 1)
        posts.put(portal, "budget", third, at("2026-10-02T08:00:00"), "signed:9")
        keep_duties(now=NOON)
        assert Obligation.objects.get(portal=portal, starts_on=third).met_at is not None


class TestWhatIsTold:
    def test_an_older_one_that_is_missing_comes_before_a_newer(
        self, posts: Posts, signings: Signings
    ) -> None:
        portal, duty = make_portal(), make_event_duty(told_after=0)
        old = signings.happen(portal, SIGNED)
        signings.happen(portal, date(2026, 11, 20))
        keep_duties(now=at("2026-11-20T08:00:00"))
        assert latest_of(portal, [duty], NOON)[duty.pk].event == old.key

    def test_head_may_say_that_nothing_arose(self, posts: Posts, signings: Signings) -> None:
        portal = make_portal()
        make_event_duty()
        signings.happen(portal, SIGNED)
        keep_duties(now=NOON)
        head = make_member(portal, "head")
        declare_nothing_arose(obligation=only(), reason="Kết luận mật", actor=head, now=NOON)
        assert only().standing_at(NOON) is DutyStanding.NOTHING

    def test_minutes_count_by_what_the_list_says(self) -> None:
        duty = make_event_duty(times_a_year=26, minutes=20)
        [one] = workload([duty])
        assert (one.times, str(one.minutes_a_week)) == (26, "10")

    def test_doctor_names_a_source_that_is_unknown(self, posts: Posts, signings: Signings) -> None:
        make_event_duty(begins_with="signed:unknown")
        signings.happen(make_portal(), SIGNED, what="unknown")
        assert keep_duties(now=NOON) == 0
        assert list(CHECKS[0].faults()) == ["ket-luan (commune): post:conclusion signed:unknown"]


def test_asks_as_often_for_many_events(
    posts: Posts, signings: Signings, django_assert_num_queries
) -> None:
    make_event_duty()
    signings.happen(make_portal(), SIGNED)
    with django_assert_num_queries(11):
        keep_duties(now=NOON)
    Obligation.objects.all().delete()
    for _ in range(3):
        signings.happen(make_portal(), SIGNED)
    with django_assert_num_queries(11):
        keep_duties(now=NOON)
