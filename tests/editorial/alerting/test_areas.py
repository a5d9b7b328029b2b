"""Notices for one's residential group: chosen by the board, offered to people, told to those whom they are for."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from editorial.models import NoticePage
from editorial.placements.writing import PlacementSpec, republish
from portals.alerts.models import AlertPlace
from portals.alerts.registry import find_followed
from portals.boards.enums import Position
from portals.clock import local_date
from portals.models import Portal
from portals.organisation.actions import remove_residential_group
from portals.organisation.models import ResidentialGroup
from tests.factories import make_member, make_portal, published_by_wagtail, section_of
from tests.portals.alerts.followed import followed, write
from tests.support.visiting import visit
from tests.walls import desk_client

from .test_searches import noon

pytestmark = pytest.mark.django_db


@pytest.fixture
def portal():
    return make_portal()


def group(portal, name: str = "Khu phố 1") -> ResidentialGroup:
    return ResidentialGroup.objects.create(portal=portal, name=name)


def notice(portal, title: str, named: str = "") -> NoticePage:
    return published_by_wagtail(portal, title=title, notice=True, residential_group=named)


def follow_area(of: ResidentialGroup, address: str = "lan@example.vn") -> None:
    followed(of.portal, address, about=f"area:{of.pk}", now=timezone.now())


def told() -> list[str]:
    return sorted(mail.subject for mail in write(noon()))


class TestWhatIsTold:
    def test_is_what_is_for_the_group_and_for_the_whole_commune(self, portal) -> None:
        own = group(portal)
        group(portal, "Khu phố 2")
        follow_area(own)
        notice(portal, "Họp khu phố 1", "Khu phố 1")
        notice(portal, "Họp khu phố 2", "Khu phố 2")
        notice(portal, "Cắt nước toàn phường")
        published_by_wagtail(portal, title="Tin tức của phường")
        assert told() == ["Cắt nước toàn phường", "Họp khu phố 1"]

    def test_is_all_of_what_names_a_group_that_is_none_any_more(self, portal) -> None:
        """Rather one mail too many than a household that hears of nothing."""
        follow_area(group(portal))
        notice(portal, "Cắt điện", "Khu phố đã sáp nhập")
        assert told() == ["Cắt điện"]

    def test_is_nothing_of_another_commune(self, portal) -> None:
        follow_area(group(portal))
        other = make_portal()
        group(other)
        elsewhere = notice(other, "Cắt điện", "Khu phố 1")
        assert not AlertPlace.objects.exists()
        section = section_of(portal)
        spec = PlacementSpec(portal.pk, section.pk, elsewhere.pk, "notice", "thử", timezone.now())
        republish([spec])
        # What comes from elsewhere names no group of this commune: it is for all.
        assert told() == ["Cắt điện"]


class TestAGroupThatIsRemoved:
    def test_leaves_its_people_what_is_for_the_whole_commune(self, portal) -> None:
        former, kept = group(portal), group(portal, "Khu phố 2")
        follow_area(former)
        remove_residential_group(group=former, actor=None, now=timezone.now())
        notice(portal, "Cắt nước toàn phường")
        notice(portal, "Họp khu phố 1", "Khu phố 1")
        notice(portal, "Họp khu phố 2", kept.name)
        section = section_of(portal)
        elsewhere = notice(make_portal(), "Bão")
        spec = PlacementSpec(portal.pk, section.pk, elsewhere.pk, "notice", "thử", timezone.now())
        republish([spec])
        assert told() == ["Bão", "Cắt nước toàn phường", "Họp khu phố 1"]


class TestWhatCanBeFollowed:
    def test_is_offered_by_name_where_the_board_lists_groups(self, portal) -> None:
        own = group(portal)
        page = visit(portal, "/theo-doi/").content.decode()
        assert f'value="area:{own.pk}"' in page
        assert "area:" not in visit(make_portal(), "/theo-doi/").content.decode()

    def test_is_of_an_open_portal(self, portal) -> None:
        key, now = f"area:{group(portal).pk}", timezone.now()
        assert portal.title in find_followed([key], now=now)[key].name
        Portal.objects.filter(pk=portal.pk).update(closed_on=local_date(now))
        assert find_followed([key, "area:0", "area:x"], now=now) == {}


class TestTheEditor:
    def page_of(self, portal) -> str:
        client = desk_client(make_member(portal, Position.EDITOR))
        address = reverse(
            "wagtailadmin_pages:add", args=["editorial", "noticepage", section_of(portal).pk]
        )
        return client.get(address).content.decode()

    def test_offers_the_groups_of_the_portal(self, portal) -> None:
        group(portal)
        group(make_portal(), "Khu phố của người")
        page = self.page_of(portal)
        assert '<option value="Khu phố 1">' in page
        assert "của người" not in page

    def test_asks_nothing_where_there_are_none(self, portal) -> None:
        assert 'name="residential_group"' not in self.page_of(portal)

    def test_takes_no_other_name(self, portal) -> None:
        group(portal)
        story = notice(portal, "Cắt điện", "Khu phố 1")
        client = desk_client(make_member(portal, Position.EDITOR))
        page = client.get(reverse("wagtailadmin_pages:edit", args=[story.pk])).content.decode()
        assert '<option value="Khu phố 1" selected>' in page


class TestThePage:
    def test_says_whom_it_is_for(self, portal) -> None:
        group(portal)
        story = notice(portal, "Cắt điện", "Khu phố 1")
        assert "<dd>Khu phố 1</dd>" in visit(portal, story.public_path()).content.decode()
