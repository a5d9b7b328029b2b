"""A board sees its own numbers and no other's; whoever is above sees all below, and enters former years."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.log_actions import registry as log_registry

from editorial.readership.below import figures_below
from editorial.readership.columns import column_chart
from editorial.readership.figures import ReadDays, readership_of
from editorial.readership.views import PERIODS
from portals.boards.enums import Position
from portals.clock import LOCAL_ZONE, local_date
from portals.queries import all_below
from portals.refusals import NotYourOffice
from portals.visits.former_years import NotAFormerYear, correct_former_year, enter_former_year
from portals.visits.keeping import keep_months
from portals.visits.models import DayReaders, DayShare, FormerYear, PageViews, ThingViews
from tests.factories import make_member, make_portal, make_province_tree, published_story
from tests.walls import body, desk_client

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 25)
SPAN = ReadDays(date(2026, 10, 26), date(2026, 11, 24))


def viewed(portal, day: date, views: int, *, value: str = "home", aspect: str = "kind") -> None:
    DayShare.objects.create(portal=portal, day=day, aspect=aspect, value=value, views=views)


class TestFiguresOfAPortal:
    def test_are_of_its_days_and_of_no_other(self) -> None:
        portal, other = make_portal(), make_portal()
        viewed(portal, date(2026, 10, 25), 100)
        viewed(portal, date(2026, 10, 26), 5)
        viewed(portal, date(2026, 11, 24), 7)
        viewed(portal, date(2026, 11, 25), 1_000)
        viewed(portal, date(2026, 9, 25), 9_000)
        viewed(other, date(2026, 11, 24), 70_000)
        DayReaders.objects.create(portal=other, day=date(2026, 11, 24), readers=9)
        DayReaders.objects.create(portal=portal, day=date(2026, 11, 24), readers=4)
        DayReaders.objects.create(portal=None, day=date(2026, 11, 24), readers=500)

        figures = readership_of(portal, SPAN)

        assert (figures.views, figures.before, figures.readers) == (12, 100, 4)
        assert figures.change == -88
        assert [views for _day, views, _readers in figures.days] == [5, *[0] * 28, 7]
        # One other portal: its number would be the median.
        assert figures.peers is None

    def test_of_the_longest_time_are_compared_with_days_that_are_still_kept(self) -> None:
        portal = make_portal()
        longest = max(PERIODS.values())
        for back in range(2 * longest + 1):
            day = TODAY - timedelta(days=back)
            viewed(portal, day, 2)
            PageViews.objects.create(portal=portal, page=portal.root, day=day, views=2)
        keep_months(now=datetime.combine(TODAY, time(12), LOCAL_ZONE))
        span = ReadDays(TODAY - timedelta(days=longest), TODAY - timedelta(days=1))

        figures = readership_of(portal, span)

        assert (figures.views, figures.before) == (2 * longest, 2 * longest)
        assert [one.views for one in figures.most_read] == [2 * longest]

    def test_are_compared_with_the_median_of_portals_alike(self) -> None:
        _province, _district, (portal, *_rest) = make_province_tree()
        others = [make_portal() for _ in range(3)]
        for other, views in zip(others, (10, 20, 90), strict=True):
            viewed(other, date(2026, 11, 1), views)
        viewed(portal, date(2026, 11, 1), 999)
        # The district's other commune had nobody.
        assert readership_of(portal, SPAN).peers == 15

    def test_name_what_was_read_most(self) -> None:
        portal, other = make_portal(), make_portal()
        story, theirs = published_story(portal), published_story(other)
        day = date(2026, 11, 1)
        PageViews.objects.create(portal=portal, page=story, day=day, views=3)
        PageViews.objects.create(portal=other, page=theirs, day=day, views=80)
        ThingViews.objects.create(portal=portal, kind="view", key="search", day=day, views=9)
        ThingViews.objects.create(portal=other, kind="procedure", key="1.001", day=day, views=80)

        most = readership_of(portal, SPAN).most_read
        assert [(one.title, one.views) for one in most] == [("/tim-kiem/", 9), (story.title, 3)]

    def test_cost_the_same_for_many_stories(self, django_assert_num_queries) -> None:
        portal = make_portal()
        counted = []
        for _size in range(2):
            story = published_story(portal)
            PageViews.objects.create(portal=portal, page=story, day=SPAN.until, views=3)
            with django_assert_num_queries(11, exact=False) as asked:
                readership_of(portal, SPAN)
            counted.append(len(asked))
        assert counted[0] == counted[1]


class TestFiguresBelow:
    def test_are_of_all_portals_below_and_of_no_other(self, django_assert_num_queries) -> None:
        province, district, communes = make_province_tree()
        stranger = make_portal()
        yesterday = TODAY - timedelta(days=1)
        viewed(communes[0], yesterday, 5)
        viewed(province, yesterday, 2)
        viewed(stranger, yesterday, 70_000)
        viewed(communes[0], TODAY - timedelta(days=31), 4)
        DayReaders.objects.create(portal=None, day=yesterday, readers=6)
        FormerYear.objects.create(
            portal=stranger, year=2020, views=1, source="x", entered_at=timezone.now()
        )
        below = [one for one in all_below([province], TODAY) if one != stranger]

        with django_assert_num_queries(7):
            found = figures_below(province, below, TODAY)
        assert (found.views, found.change, found.readers) == (7, 75, 6)
        assert found.rows[0].portal == communes[0]
        assert {row.portal for row in found.asleep} == {district, *communes[1:]}
        assert len(found.months) == 24
        assert found.months[-1] == (date(2026, 11, 1), 7)
        assert found.former == []
        # What all readers of the install are is nothing to a district.
        assert figures_below(district, communes, TODAY).readers is None

    def test_put_a_portal_to_sleep_on_the_fifteenth_day(self) -> None:
        portal, later = make_portal(), make_portal()
        viewed(portal, TODAY - timedelta(days=15), 5)
        viewed(later, TODAY - timedelta(days=14), 5)
        found = figures_below(portal, [later], TODAY)
        assert [row.portal for row in found.asleep] == [portal]


class TestColumns:
    def test_show_one_view_beside_very_many(self) -> None:
        chart = column_chart([("a", 1_000_000), ("b", 1), ("c", 0)])
        assert chart is not None
        assert [column.height for column in chart.columns] == [90, 1.0, 0.0]
        assert column_chart([("a", 0)]) is None
        assert column_chart([]) is None

    def test_names_six_at_most_and_the_first_one(self) -> None:
        for many in (1, 2, 24, 30, 90):
            chart = column_chart([(str(number), 1) for number in range(many)])
            assert chart is not None
            assert chart.names[0].text == "0"
            assert len(chart.names) <= 6


class TestThePages:
    def test_of_a_portal_is_closed_to_other_boards(self) -> None:
        portal, other = make_portal(), make_portal()
        viewed(portal, local_date(timezone.now()) - timedelta(days=1), 1234)
        own = desk_client(make_member(portal, Position.CONTRIBUTOR))
        theirs = desk_client(make_member(other, Position.HEAD))
        for name in ("portal_readership", "portal_readership_file"):
            address = reverse(name, args=[portal.pk])
            assert theirs.get(address).status_code == 404
            assert own.get(address).status_code == 200
        assert "1.234" in body(own.get(reverse("portal_readership", args=[portal.pk]))).decode()

    def test_of_all_portals_are_for_standing_editors_above(self) -> None:
        province, _district, (commune, *_rest) = make_province_tree()
        above = desk_client(make_member(province, Position.SECRETARY))
        writer = desk_client(make_member(province, Position.CONTRIBUTOR))
        below = desk_client(make_member(commune, Position.HEAD))
        for name in ("readership_below", "readership_below_file", "enter_former_year"):
            assert above.get(reverse(name)).status_code == 200
            assert writer.get(reverse(name)).status_code == 404
            assert below.get(reverse(name)).status_code == 404


class TestFormerYears:
    NOW = timezone.now()

    def entered(self, overseer, portal, actor, year: int = 2020) -> FormerYear:
        return enter_former_year(
            overseer=overseer,
            portal=portal,
            year=year,
            views=5_000_000,
            source="Báo cáo 12/BC-VP ngày 5/1/2021",
            actor=actor,
            now=timezone.now(),
        )

    def test_are_entered_once(self) -> None:
        province, _district, (commune, *_rest) = make_province_tree()
        head = make_member(province, Position.HEAD)
        assert self.entered(province, commune, head).views == 5_000_000
        with pytest.raises(NotAFormerYear):
            self.entered(province, commune, head)
        assert FormerYear.objects.count() == 1

    def test_are_corrected_with_a_line_that_keeps_both(self) -> None:
        province, _district, (commune, other) = make_province_tree()
        head = make_member(province, Position.HEAD)
        self.entered(province, other, head)
        told = {"overseer": province, "portal": commune, "year": 2020, "actor": head}
        with pytest.raises(NotAFormerYear):
            correct_former_year(**told, views=7, source="x", now=timezone.now())
        self.entered(province, commune, head)
        self.entered(province, commune, head, 2019)

        correct_former_year(**told, views=500_000, source=" Báo cáo 13 ", now=timezone.now())

        rows = FormerYear.objects.values_list("portal", "year", "views", "source")
        assert (commune.pk, 2020, 500_000, "Báo cáo 13") in rows
        assert {
            views for portal, year, views, _ in rows if (portal, year) != (commune.pk, 2020)
        } == {5_000_000}
        line = log_registry.get_logs_for_instance(commune).latest("timestamp")
        assert line.action == "portals.correct_former_year"
        assert (line.data["views"], line.data["before"]["views"]) == (500_000, 5_000_000)
        for actor in (
            make_member(commune, Position.HEAD),
            make_member(province, Position.CONTRIBUTOR),
        ):
            with pytest.raises(NotYourOffice):
                correct_former_year(
                    **told | {"actor": actor}, views=1, source="x", now=timezone.now()
                )

    def test_are_of_years_in_which_somebody_counted(self) -> None:
        province = make_province_tree()[0]
        head = make_member(province, Position.HEAD)
        assert self.entered(province, province, head, 1997).year == 1997
        with pytest.raises(NotAFormerYear, match="1997"):
            self.entered(province, province, head, 1996)

    def test_are_entered_by_the_desk_above_alone(self) -> None:
        province, _district, (commune, other) = make_province_tree()
        for actor, overseer, portal in (
            (make_member(commune, Position.HEAD), province, commune),
            (make_member(province, Position.CONTRIBUTOR), province, commune),
            # Its own desk, for a portal that does not lie below.
            (make_member(commune, Position.HEAD), commune, other),
        ):
            with pytest.raises(NotYourOffice):
                self.entered(overseer, portal, actor)

    def test_are_none_of_those_that_we_count(self) -> None:
        province, _district, (commune, *_rest) = make_province_tree()
        head = make_member(province, Position.HEAD)
        this_year = local_date(timezone.now()).year
        with pytest.raises(NotAFormerYear):
            self.entered(province, commune, head, this_year)
        PageViews.objects.create(portal=commune, page=commune.root, day=date(2021, 3, 1), views=1)
        with pytest.raises(NotAFormerYear):
            self.entered(province, commune, head, 2021)
        assert self.entered(province, commune, head, 2020).year == 2020

    def test_are_entered_on_the_desk(self) -> None:
        province, _district, (commune, *_rest) = make_province_tree()
        client: Client = desk_client(make_member(province, Position.HEAD))
        told = {"portal": commune.pk, "year": 2019, "views": 70, "source": "Báo cáo năm"}
        answer = client.post(reverse("enter_former_year"), told)
        assert answer.status_code == 302
        assert "Báo cáo năm" in body(client.get(reverse("readership_below"))).decode()
        again = client.post(reverse("enter_former_year"), told | {"views": 71})
        assert again.context_data["form"].non_field_errors()
        assert FormerYear.objects.get().views == 70
        answer = client.post(reverse("enter_former_year"), told | {"views": 71, "corrects": "on"})
        assert answer.status_code == 302
        assert FormerYear.objects.get().views == 71
        stranger = make_portal()
        assert client.post(
            reverse("enter_former_year"), told | {"portal": stranger.pk}
        ).status_code in {200, 422}
        assert FormerYear.objects.count() == 1
