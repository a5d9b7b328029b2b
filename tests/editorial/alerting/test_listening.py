"""What is published is noted in its transaction, and taken back with it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from editorial.alerting.listening import StandingAlerts
from editorial.enums import RemovalKind
from editorial.models import Placement
from editorial.placements.actions import take_down, withdraw_story
from editorial.placements.publishing import carry_out_publication
from editorial.placements.writing import PlacementSpec, end_placements, pin, republish
from portals.alerts.enums import AlertFrequency
from portals.alerts.models import AlertItem, AlertMailing, AlertPlace
from portals.alerts.planning import plan_at_once
from portals.alerts.registry import find_followed
from portals.boards.enums import Position
from portals.clock import local_date
from portals.models import Portal
from tests.factories import (
    make_member,
    make_portal,
    make_province_tree,
    published_by_wagtail,
    section_of,
)
from tests.portals.alerts.followed import followed, key_of, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def portal():
    return make_portal()


def follow_now(portal, about: str = "", frequency: AlertFrequency = AlertFrequency.AT_ONCE):
    return followed(portal, about=about, frequency=frequency, now=timezone.now())


def noon():
    """An hour at which mails at once are written, after now."""
    return timezone.localtime(timezone.now() + timedelta(days=1)).replace(hour=12)


def place(story, portal) -> PlacementSpec:
    section = section_of(portal)
    return PlacementSpec(portal.pk, section.pk, story.pk, "article", "thử", timezone.now())


class TestAPublication:
    @pytest.mark.parametrize(
        "about", ["portal:{portal}", "section:{section}", "kind:{portal}/article"]
    )
    def test_is_mailed_to_who_follows_it(self, portal, about) -> None:
        key = about.format(portal=portal.pk, section=section_of(portal).pk)
        follow_now(portal, key)
        story = published_by_wagtail(portal)
        (mail,) = write(noon())
        assert story.title in mail.text
        assert portal.site.hostname + story.public_path() in mail.text.replace(":8000", "")

    @pytest.mark.parametrize(
        "about", ["section:{other}", "kind:{portal}/notice", "portal:{another}"]
    )
    def test_is_no_business_of_others(self, portal, about) -> None:
        other, another = section_of(portal, "van-ban"), make_portal()
        key = about.format(portal=portal.pk, other=other.pk, another=another.pk)
        follow_now(portal, key)
        published_by_wagtail(portal)
        assert not AlertItem.objects.exists()

    def test_of_a_unit_below_is_told_to_who_follows_all_of_them(self) -> None:
        province, district, (commune, _other) = make_province_tree()
        for overseer in (province, district):
            follow_now(overseer, f"below:{overseer.pk}")
        published_by_wagtail(commune)
        assert {place.about for place in AlertPlace.objects.all()} == {
            f"below:{province.pk}", f"below:{district.pk}",
        }  # fmt: skip
        published_by_wagtail(make_portal())
        assert AlertItem.objects.count() == 1

    def test_of_long_ago_is_no_news_when_it_is_corrected(self, portal) -> None:
        follow_now(portal)
        now = timezone.now()
        old = published_by_wagtail(portal)
        AlertItem.objects.all().delete()
        Placement.objects.filter(story=old).update(placed_at=now - timedelta(days=2))
        carry_out_publication(story=old, now=now)
        assert not AlertItem.objects.exists()

    def test_comes_to_a_portal_that_did_not_write_it(self, portal) -> None:
        writer = make_portal()
        story = published_by_wagtail(writer)
        follow_now(portal)
        republish([place(story, portal), place(story, make_portal())])
        (spot,) = AlertPlace.objects.all()
        assert spot.about == key_of(portal)
        assert portal.site.hostname in spot.address

    def test_costs_two_queries_where_nobody_follows(
        self, portal, django_assert_num_queries
    ) -> None:
        story = published_by_wagtail(make_portal())
        few, many = [place(story, portal)], [place(story, portal) for _ in range(50)]
        for places in (few, many):
            with django_assert_num_queries(2):
                StandingAlerts().republished(places, on_top=False)


class TestUrgent:
    def test_is_what_is_put_on_top(self, portal) -> None:
        follow_now(portal, frequency=AlertFrequency.WEEKLY)
        story = published_by_wagtail(portal)
        plan_at_once(now=noon())
        assert not AlertMailing.objects.exists()
        until = timezone.now() + timedelta(days=1)
        pin(story_id=story.pk, portal_ids=[], until=until, with_origin=True)
        plan_at_once(now=noon())
        assert AlertMailing.objects.get().kind == "urgent"

    def test_comes_on_top_of_others(self, portal) -> None:
        story = published_by_wagtail(make_portal())
        follow_now(portal, frequency=AlertFrequency.DAILY)
        republish([place(story, portal)], pinned_until=timezone.now() + timedelta(days=1))
        assert AlertItem.objects.get().urgent

    def test_is_not_what_is_taken_off_the_top(self, portal) -> None:
        follow_now(portal)
        story = published_by_wagtail(portal)
        pin(story_id=story.pk, portal_ids=[], until=None, with_origin=True)
        assert not AlertItem.objects.get().urgent

    def test_is_what_stood_on_top_before_anybody_followed(self, portal) -> None:
        story = published_by_wagtail(portal)
        until = timezone.now() + timedelta(days=1)
        pin(story_id=story.pk, portal_ids=[], until=until, with_origin=True)
        follow_now(portal, frequency=AlertFrequency.WEEKLY)
        carry_out_publication(story=story, now=timezone.now())
        assert AlertItem.objects.get().urgent


class TestWhatCanBeFollowed:
    @pytest.mark.parametrize("about", ["portal:{portal}", "section:{section}", "below:{portal}"])
    def test_is_of_an_open_portal(self, about) -> None:
        province, *_others = make_province_tree()
        key = about.format(portal=province.pk, section=section_of(province).pk)
        now = timezone.now()
        assert set(find_followed([key], now=now)) == {key}
        Portal.objects.filter(pk=province.pk).update(closed_on=local_date(now))
        assert find_followed([key], now=now) == {}
        assert set(find_followed([key], now=now - timedelta(days=1))) == {key}

    def test_is_no_section_that_moved(self, portal) -> None:
        section = section_of(portal)
        key = f"section:{section.pk}"
        assert set(find_followed([key], now=timezone.now())) == {key}
        type(section).objects.filter(pk=section.pk).update(moved_to=section_of(make_portal()))
        assert find_followed([key], now=timezone.now()) == {}


class TestTakingDown:
    def test_a_story_that_moves_is_not_gone(self, portal) -> None:
        follow_now(portal)
        story = published_by_wagtail(portal)
        end_placements(
            placements=Placement.objects.filter(story=story),
            kind=RemovalKind.MOVED,
            reason="",
            now=timezone.now(),
        )
        assert AlertItem.objects.get().taken_back_at is None

    def test_a_withdrawn_story_is_in_no_later_mail(self, portal) -> None:
        head = make_member(portal, Position.HEAD)
        follow_now(portal, frequency=AlertFrequency.DAILY)
        story = published_by_wagtail(portal)
        withdraw_story(
            story=story, kind=RemovalKind.IN_ERROR, reason="Sai", actor=head, now=timezone.now()
        )
        assert AlertItem.objects.get().taken_back_at is not None
        assert write(noon()) == []

    def test_a_story_taken_off_one_portal_stands_on_the_others(self, portal) -> None:
        writer = make_portal()
        follow_now(portal)
        follow_now(writer)
        story = published_by_wagtail(writer)
        republish([place(story, portal)])
        take_down(
            placement=Placement.objects.get(portal=portal, story=story),
            reason="Trùng",
            actor=make_member(portal, Position.HEAD),
            now=timezone.now(),
        )
        assert AlertItem.objects.get().taken_back_at is None
        assert [spot.about for spot in AlertPlace.objects.filter(ended_at=None)] == [key_of(writer)]
