"""Whom a duty asks, what meets it, what does not, and what goes too early."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from portals.duties.enums import DutyStanding
from portals.duties.keeping import keep_duties
from portals.duties.models import Duty, DutyExemption, Obligation
from portals.models import EditionChange, Portal
from tests.factories import make_member, make_portal, make_province_tree

from .cast import NOON, Posts, make_duty

pytestmark = pytest.mark.django_db

THIRD = date(2026, 7, 1)
DUE = datetime.fromisoformat("2026-10-15T23:59:59.999999+07:00")


def owed(portal: Portal, starts_on: date = THIRD) -> Obligation:
    return Obligation.objects.get(portal=portal, starts_on=starts_on)


class TestWhoIsAsked:
    def test_every_open_portal_of_the_tier(self, posts: Posts) -> None:
        _province, _district, communes = make_province_tree()
        make_duty()
        assert keep_duties(now=NOON) == 6
        asked = Obligation.objects.filter(starts_on=THIRD).values_list("portal", "due_at")
        assert sorted(asked) == sorted((one.pk, DUE) for one in communes)

    def test_once(self, posts: Posts) -> None:
        make_portal()
        make_duty()
        keep_duties(now=NOON)
        assert keep_duties(now=NOON) == 0

    def test_no_sooner_than_the_period_is_over(self, posts: Posts) -> None:
        portal = make_portal()
        make_duty()
        keep_duties(now=datetime.fromisoformat("2026-09-30T23:59:00+07:00"))
        assert not Obligation.objects.filter(portal=portal, starts_on=THIRD).exists()
        keep_duties(now=datetime.fromisoformat("2026-10-01T00:00:00+07:00"))
        assert owed(portal).ends_on == date(2026, 10, 1)

    def test_not_for_what_began_before_the_duty_was_in_force(self, posts: Posts) -> None:
        portal = make_portal()
        make_duty(period=DateRange(date(2026, 7, 2), date(2026, 10, 1)))
        keep_duties(now=NOON)
        assert not Obligation.objects.filter(portal=portal).exists()

    def test_not_for_what_begins_when_the_duty_has_ended(self, posts: Posts) -> None:
        portal = make_portal()
        make_duty(period=DateRange(date(2026, 1, 1), date(2026, 4, 1)))
        keep_duties(now=NOON)
        assert Obligation.objects.get(portal=portal).starts_on == date(2026, 1, 1)

    def test_not_a_portal_that_opened_within_the_period(self, posts: Posts) -> None:
        young, old = make_portal(opened_on=date(2026, 7, 2)), make_portal(opened_on=THIRD)
        make_duty()
        keep_duties(now=NOON)
        assert not Obligation.objects.filter(portal=young, starts_on=THIRD).exists()
        assert owed(old)

    @pytest.mark.parametrize(("day", "asked"), [(15, False), (16, True)])
    def test_not_a_portal_that_was_closed_before_it_was_due(
        self, posts: Posts, day: int, asked: bool
    ) -> None:
        portal = make_portal()
        Portal.objects.filter(pk=portal.pk).update(closed_on=date(2026, 10, day), site=None)
        make_duty()
        keep_duties(now=NOON)
        assert Obligation.objects.filter(portal=portal, starts_on=THIRD).exists() is asked

    @pytest.mark.parametrize(("day", "asked"), [(15, False), (16, True)])
    def test_no_more_once_it_is_known_to_close_before(
        self, posts: Posts, day: int, asked: bool
    ) -> None:
        portal, other = make_portal(), make_portal()
        make_duty()
        keep_duties(now=DUE - timedelta(days=10))
        Portal.objects.filter(pk=portal.pk).update(closed_on=date(2026, 10, day))
        keep_duties(now=DUE - timedelta(days=9))
        assert Obligation.objects.filter(portal=portal, starts_on=THIRD).exists() is asked
        assert Obligation.objects.filter(portal=portal).count() == 2 + asked
        assert owed(other)

    def test_but_what_a_portal_said_before_it_closed_is_kept(self, posts: Posts) -> None:
        met, declared = make_portal(), make_portal()
        make_duty()
        posts.put(met, "budget", THIRD, DUE - timedelta(days=11))
        keep_duties(now=DUE - timedelta(days=10))
        Obligation.objects.filter(portal=declared).update(
            nothing_at=DUE, nothing_by=make_member(declared), nothing_reason="Không thu"
        )
        Portal.objects.update(closed_on=date(2026, 10, 6))
        keep_duties(now=DUE - timedelta(days=9))
        assert owed(met).met_at
        assert owed(declared).nothing_at

    def test_nobody_where_nothing_could_meet_it(self, posts: Posts) -> None:
        make_portal()
        make_duty(fulfilled_by="post:unknown")
        make_duty(code="khac", fulfilled_by="nowhere:budget")
        assert keep_duties(now=NOON) == 0

    def test_not_further_back_than_a_year_and_a_month(self, posts: Posts) -> None:
        portal = make_portal()
        make_duty(period=DateRange(date(2019, 1, 1), None))
        keep_duties(now=NOON)
        first = Obligation.objects.filter(portal=portal).earliest("starts_on")
        assert first.starts_on == date(2026, 1, 1)


class TestAnExemption:
    def test_lets_off_what_begins_in_it(self, posts: Posts) -> None:
        portal, other = make_portal(), make_portal()
        make_duty()
        exemption = DutyExemption.objects.create(
            portal=portal,
            code="ngan-sach-quy",
            reason="Không có ngân sách riêng",
            entered_by=make_member(portal),
            entered_at=NOON,
            period=DateRange(date(2026, 4, 1), date(2026, 7, 1)),
        )
        keep_duties(now=NOON)
        assert owed(portal, date(2026, 4, 1)).exempted_by == exemption
        assert owed(portal).exempted_by is None
        assert owed(other, date(2026, 4, 1)).exempted_by is None

    def test_is_not_met_by_what_is_published(self, posts: Posts) -> None:
        portal = make_portal()
        make_duty()
        DutyExemption.objects.create(
            portal=portal,
            code="ngan-sach-quy",
            reason="Không có ngân sách riêng",
            entered_by=make_member(portal),
            entered_at=NOON,
            period=DateRange(THIRD, None),
        )
        posts.put(portal, "budget", THIRD, DUE)
        keep_duties(now=NOON)
        assert owed(portal).standing_at(NOON) is DutyStanding.EXEMPT

    def test_of_days_to_come_waits_for_them(self, posts: Posts) -> None:
        portal = make_portal()
        make_duty()
        self.exempt(portal, DateRange(date(2026, 10, 1), date(2027, 1, 1)))
        keep_duties(now=NOON)
        assert owed(portal).standing_at(NOON) is DutyStanding.OVERDUE
        keep_duties(now=datetime.fromisoformat("2027-01-02T08:00:00+07:00"))
        assert owed(portal, date(2026, 10, 1)).exempted_by is not None
        keep_duties(now=datetime.fromisoformat("2027-04-02T08:00:00+07:00"))
        assert owed(portal, date(2027, 1, 1)).exempted_by is None

    def test_lets_off_what_was_asked_while_it_was_entered(self, posts: Posts) -> None:
        portal, other = make_portal(), make_portal()
        make_duty()
        make_duty(code="khac", section="dau-tu")
        keep_duties(now=NOON)
        exemption = self.exempt(portal, DateRange(THIRD, None))
        assert keep_duties(now=NOON) == 1
        let_off = Obligation.objects.get(exempted_by=exemption)
        assert (let_off.portal, let_off.starts_on) == (portal, THIRD)
        assert let_off.duty.code == "ngan-sach-quy"
        assert not Obligation.objects.filter(portal=other, exempted_by__isnull=False).exists()

    def test_lets_off_what_had_been_met_and_went(self, posts: Posts) -> None:
        portal = make_portal()
        make_duty(kept_days=90)
        posts.put(portal, "budget", THIRD, DUE)
        keep_duties(now=NOON)
        self.exempt(portal, DateRange(THIRD, None))
        keep_duties(now=NOON)
        assert owed(portal).standing_at(NOON) is DutyStanding.MET
        posts.up.clear()
        keep_duties(now=NOON)
        assert owed(portal).standing_at(NOON) is DutyStanding.EXEMPT

    def exempt(self, portal: Portal, period: DateRange) -> DutyExemption:
        return DutyExemption.objects.create(
            portal=portal,
            code="ngan-sach-quy",
            reason="Không có ngân sách riêng",
            entered_by=make_member(portal),
            entered_at=NOON,
            period=period,
        )


class TestMeeting:
    @pytest.fixture
    def portal(self, posts: Posts) -> Portal:
        make_duty()
        return make_portal()

    @pytest.mark.parametrize(
        ("late", "standing"),
        [(0, DutyStanding.MET), (1, DutyStanding.LATE)],
        ids=["in time", "late"],
    )
    def test_what_tells_of_the_period(
        self, posts: Posts, portal: Portal, late: int, standing: DutyStanding
    ) -> None:
        one = posts.put(portal, "budget", date(2026, 9, 30), DUE + timedelta(microseconds=late))
        keep_duties(now=NOON)
        found = owed(portal)
        assert found.standing_at(NOON) is standing
        assert (found.met_at, found.met_by, found.address) == (one.at, one.title, one.address)

    @pytest.mark.parametrize("on", [date(2026, 6, 30), date(2026, 10, 1)])
    def test_not_what_tells_of_the_one_beside_it(
        self, posts: Posts, portal: Portal, on: date
    ) -> None:
        posts.put(portal, "budget", on, DUE)
        keep_duties(now=NOON)
        assert owed(portal).standing_at(NOON) is DutyStanding.OVERDUE

    def test_not_what_another_portal_published(self, posts: Posts, portal: Portal) -> None:
        posts.put(make_portal(), "budget", THIRD, DUE)
        keep_duties(now=NOON)
        assert owed(portal).met_at is None

    def test_not_another_sheet(self, posts: Posts, portal: Portal) -> None:
        make_duty(code="khac", fulfilled_by="post:other")
        posts.put(portal, "other", THIRD, DUE)
        keep_duties(now=NOON)
        assert (
            Obligation.objects.get(
                portal=portal, starts_on=THIRD, duty__code="ngan-sach-quy"
            ).met_at
            is None
        )

    def test_by_the_first_of_two(self, posts: Posts, portal: Portal) -> None:
        posts.put(portal, "budget", THIRD, DUE + timedelta(days=1))
        posts.put(portal, "budget", THIRD, DUE - timedelta(days=1))
        keep_duties(now=NOON)
        assert owed(portal).met_at == DUE - timedelta(days=1)

    def test_waits_until_it_is_due(self, posts: Posts, portal: Portal) -> None:
        keep_duties(now=NOON)
        assert owed(portal).standing_at(DUE) is DutyStanding.WAITING
        assert owed(portal).standing_at(DUE + timedelta(microseconds=1)) is DutyStanding.OVERDUE

    def test_is_told_after_five_working_days(self, posts: Posts, portal: Portal) -> None:
        keep_duties(now=datetime.fromisoformat("2026-10-01T08:00:00+07:00"))
        told = datetime.fromisoformat("2026-10-22T23:59:59.999999+07:00")
        assert owed(portal).told_at == told
        assert not owed(portal).is_told(told - timedelta(microseconds=1))
        assert owed(portal).is_told(told)

    def test_leaves_a_board_its_days_where_it_was_asked_late(
        self, posts: Posts, portal: Portal
    ) -> None:
        keep_duties(now=NOON)
        assert owed(portal).due_at == DUE
        assert owed(portal).told_at == datetime.fromisoformat("2026-12-02T23:59:59.999999+07:00")

    def test_what_is_published_when_the_duty_is_long_over(
        self, posts: Posts, portal: Portal
    ) -> None:
        keep_duties(now=NOON)
        Duty.objects.update(period=DateRange(date(2026, 1, 1), date(2026, 8, 1)))
        late = NOON + timedelta(days=900)
        posts.put(portal, "budget", THIRD, late)
        keep_duties(now=late)
        assert owed(portal).met_at == late

    def test_holds_only_what_changes(
        self, posts: Posts, portal: Portal, django_assert_max_num_queries
    ) -> None:
        make_portal()
        keep_duties(now=NOON)
        with django_assert_max_num_queries(20) as quiet:
            keep_duties(now=NOON)
        assert not [one for one in quiet if "FOR UPDATE" in one["sql"]]
        posts.put(portal, "budget", THIRD, DUE)
        with django_assert_max_num_queries(20) as asked:
            keep_duties(now=NOON)
        (held,) = [one["sql"] for one in asked if "FOR UPDATE" in one["sql"]]
        assert f'"duties_obligation"."id" IN ({owed(portal).pk})' in held

    def test_renews_the_portals_pages(self, posts: Posts, portal: Portal) -> None:
        make_portal()
        keep_duties(now=NOON)
        EditionChange.objects.all().delete()
        posts.put(portal, "budget", THIRD, DUE)
        keep_duties(now=NOON)
        assert [change.portal_ids for change in EditionChange.objects.all()] == [[portal.pk]]


class TestWhatIsTakenDown:
    @pytest.fixture
    def portal(self, posts: Posts) -> Portal:
        make_duty(kept_days=15)
        portal = make_portal()
        posts.put(portal, "budget", THIRD, DUE)
        keep_duties(now=DUE + timedelta(hours=1))
        posts.up.clear()
        return portal

    def test_too_early_is_owed_again(self, posts: Posts, portal: Portal) -> None:
        gone = DUE + timedelta(days=15) - timedelta(microseconds=1)
        keep_duties(now=gone)
        found = owed(portal)
        assert (found.met_at, found.met_by, found.taken_down_at) == (None, "", gone)
        assert found.standing_at(gone) is DutyStanding.OVERDUE

    def test_after_its_time_stays_met(self, posts: Posts, portal: Portal) -> None:
        keep_duties(now=DUE + timedelta(days=15))
        assert owed(portal).met_at == DUE

    def test_is_not_told_of_what_this_release_does_not_know(
        self, posts: Posts, portal: Portal
    ) -> None:
        Duty.objects.update(fulfilled_by="post:unknown")
        keep_duties(now=DUE + timedelta(days=3))
        assert owed(portal).met_at == DUE

    def test_while_another_stands_beside_it_names_that(self, posts: Posts, portal: Portal) -> None:
        beside = posts.put(portal, "budget", date(2026, 9, 30), DUE + timedelta(hours=2))
        EditionChange.objects.all().delete()
        keep_duties(now=DUE + timedelta(days=3))
        found = owed(portal)
        assert (found.met_at, found.met_by, found.address) == (DUE, beside.title, beside.address)
        assert [change.portal_ids for change in EditionChange.objects.all()] == [[portal.pk]]
        assert keep_duties(now=DUE + timedelta(days=3)) == 0

    def test_and_put_up_again_counts_from_then(self, posts: Posts, portal: Portal) -> None:
        keep_duties(now=DUE + timedelta(days=3))
        posts.put(portal, "budget", THIRD, DUE)
        keep_duties(now=NOON)
        found = owed(portal)
        assert (found.met_at, found.taken_down_at) == (NOON, None)

    @pytest.mark.parametrize(
        ("back", "standing"), [(0, DutyStanding.MET), (1, DutyStanding.LATE)], ids=["due", "late"]
    )
    def test_is_in_time_where_it_was_back_when_it_was_due(
        self, posts: Posts, back: int, standing: DutyStanding
    ) -> None:
        make_duty(kept_days=30)
        portal, early = make_portal(), DUE - timedelta(days=10)
        one = posts.put(portal, "budget", THIRD, early)
        keep_duties(now=early)
        posts.up.clear()
        keep_duties(now=early + timedelta(days=1))
        # As a week does of which something is shown again, it says when it was first public.
        posts.up.append(one)
        keep_duties(now=DUE + timedelta(microseconds=back))
        assert owed(portal).standing_at(NOON) is standing


def test_asks_as_often_for_many_portals(posts: Posts, django_assert_num_queries) -> None:
    make_duty()
    make_duty(code="khac", fulfilled_by="post:other", frequency="month")
    portal = make_portal()
    with django_assert_num_queries(10) as few:
        keep_duties(now=NOON)
    Obligation.objects.all().delete()
    for other in (portal, make_portal(), make_portal()):
        posts.put(other, "budget", THIRD, DUE)
    with django_assert_num_queries(12) as many:
        keep_duties(now=NOON)
    # Two more, since something was published: its rows are held by one statement and changed by another.
    assert len(many) == len(few) + 2
