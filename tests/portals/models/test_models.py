"""What the database itself refuses: two truths on one day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portals.models import (
    Cluster,
    ClusterMembership,
    Oversight,
    Portal,
    PortalAddress,
    Succession,
    Tier,
)
from portals.queries import all_below, find_portals, open_portals, overseen_by, overseen_by_tier

pytestmark = pytest.mark.django_db
DAY = date(2024, 1, 1)


def portal(code: str, opened: date = DAY, closed: date | None = None, **fields: object) -> Portal:
    return Portal.objects.create(
        code=code,
        name=f"Xã {code}",
        tier_id="commune",
        opened_on=opened,
        closed_on=closed,
        **fields,
    )


class TestIdentity:
    def test_a_code_is_used_again_once_its_holder_has_closed(self) -> None:
        portal("09169", closed=date(2025, 7, 1))
        again = portal("09169", opened=date(2025, 7, 1))
        assert Portal.objects.open_on(date(2025, 7, 1)).get(code="09169") == again

    def test_a_portal_is_open_from_its_first_day_to_the_day_before_it_closes(self) -> None:
        closing = date(2025, 7, 1)
        one, overseer = portal("1", closed=closing), portal("t")
        Oversight.objects.create(portal=one, overseer=overseer, period=DateRange(DAY, None))
        day = timedelta(days=1)
        for asked, is_open in [
            (DAY - day, False),
            (DAY, True),
            (closing - day, True),
            (closing, False),
        ]:
            assert Portal.objects.open_on(asked).filter(pk=one.pk).exists() == is_open
            found = find_portals(asked, text="Xã 1", limit=5)
            assert (len(found.branches), found.total) == (int(is_open), int(is_open))
        for asked, seen in ((closing - day, [one]), (closing, [])):
            assert list(overseen_by(overseer, asked)) == seen
            assert list(all_below([overseer], asked)) == seen
            assert [count.portals for count in overseen_by_tier(overseer, asked)] == [1] * len(seen)
            trees = open_portals(asked)
            assert [[leaf.portal for leaf in tree.branches] for tree in trees] == [seen]

    def test_a_code_is_not_shared_on_one_day(self) -> None:
        portal("09169", closed=date(2025, 7, 1))
        with pytest.raises(IntegrityError, match="portal_code_once_a_day"):
            portal("09169", opened=date(2025, 6, 30))

    def test_a_portal_closes_after_it_opens(self) -> None:
        with pytest.raises(IntegrityError):
            portal("1", closed=DAY)

    def test_nobody_succeeds_itself(self) -> None:
        one = portal("1")
        with pytest.raises(IntegrityError, match="nobody_succeeds_itself"):
            Succession.objects.create(portal=one, successor=one, kind="merge", happened_on=DAY)


class TestOversight:
    def test_there_is_one_overseer_at_a_time(self) -> None:
        commune, old, new = portal("x"), portal("h"), portal("t")
        change = date(2025, 7, 1)
        Oversight.objects.create(portal=commune, overseer=old, period=DateRange(DAY, change))
        Oversight.objects.create(portal=commune, overseer=new, period=DateRange(change, None))
        assert list(Portal.objects.overseen_by(old, date(2025, 6, 30))) == [commune]
        assert list(Portal.objects.overseen_by(new, change)) == [commune]
        with pytest.raises(IntegrityError, match="one_overseer_at_a_time"):
            Oversight.objects.create(
                portal=commune, overseer=old, period=DateRange(date(2026, 1, 1), None)
            )

    def test_nobody_oversees_itself(self) -> None:
        one = portal("1")
        with pytest.raises(IntegrityError, match="nobody_oversees_itself"):
            Oversight.objects.create(portal=one, overseer=one, period=DateRange(DAY, None))

    def test_tiers_are_data_with_dates(self) -> None:
        district = Tier.objects.get(code="district")
        assert date(2025, 6, 30) in district.period
        assert date(2025, 7, 1) not in district.period


class TestAddress:
    def test_a_host_leads_to_one_portal_at_a_time(self) -> None:
        one, two = portal("1"), portal("2")
        PortalAddress.objects.create(
            portal=one, hostname="a.example.vn", period=DateRange(DAY, date(2025, 1, 1))
        )
        PortalAddress.objects.create(
            portal=two, hostname="a.example.vn", period=DateRange(date(2025, 1, 1), None)
        )
        with pytest.raises(IntegrityError, match="hostname_leads_to_one_portal"):
            PortalAddress.objects.create(
                portal=two, hostname="a.example.vn", is_main=False, period=DateRange(DAY, None)
            )

    def test_a_host_is_stored_in_lower_case(self) -> None:
        with pytest.raises(IntegrityError, match="hostname_is_lower_case"):
            PortalAddress.objects.create(
                portal=portal("1"), hostname="A.example.vn", period=DateRange(DAY, None)
            )

    def test_a_portal_has_one_main_host_at_a_time(self) -> None:
        one = portal("1")
        PortalAddress.objects.create(portal=one, hostname="a.example.vn", period=DateRange(DAY))
        with pytest.raises(IntegrityError, match="portal_has_one_main_address"):
            PortalAddress.objects.create(portal=one, hostname="b.example.vn", period=DateRange(DAY))


days = st.integers(min_value=0, max_value=30)
periods = st.tuples(days, days).filter(lambda pair: pair[0] < pair[1])


class TestDateRanges:
    @given(st.lists(periods, max_size=6))
    @settings(
        max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
    )
    def test_no_day_ever_has_two_clusters(self, wanted: list[tuple[int, int]]) -> None:
        with transaction.atomic():
            one = portal("1")
            cluster = Cluster.objects.create(code="c", name="Cụm")
            accepted: list[tuple[int, int]] = []
            for start, end in wanted:
                overlaps = any(start < b and a < end for a, b in accepted)
                period = DateRange(DAY + timedelta(start), DAY + timedelta(end))
                try:
                    with transaction.atomic():
                        ClusterMembership.objects.create(portal=one, cluster=cluster, period=period)
                except IntegrityError:
                    assert overlaps
                else:
                    assert not overlaps
                    accepted.append((start, end))
            for day in range(31):
                held = ClusterMembership.objects.in_force(DAY + timedelta(day)).count()
                assert held == sum(a <= day < b for a, b in accepted)
            transaction.set_rollback(True)


class TestName:
    @pytest.mark.parametrize(
        ("name", "title", "agency"),
        [
            (
                "Phường Ninh Xá",
                "Cổng Thông tin điện tử phường Ninh Xá",
                "Ủy ban nhân dân phường Ninh Xá",
            ),
            ("Sở Nội vụ", "Cổng Thông tin điện tử Sở Nội vụ", "Sở Nội vụ"),
            (
                "Tỉnh Bắc Ninh",
                "Cổng Thông tin điện tử tỉnh Bắc Ninh",
                "Ủy ban nhân dân tỉnh Bắc Ninh",
            ),
        ],
    )
    def test_is_uniform(self, name: str, title: str, agency: str) -> None:
        one = Portal(name=name)
        assert (one.title, one.agency) == (title, agency)
