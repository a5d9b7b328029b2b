"""The first steps of a board: read from what it did, and shown to whoever can take them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from portals.boards.enums import Position
from portals.boards.models import BoardMember, User
from portals.clock import local_date
from portals.learning.first_steps import first_steps, steps_taken
from portals.learning.pages import shipped_pages
from portals.models import Portal
from portals.organisation.enums import OfficialRole
from portals.organisation.models import Official
from syndication.enums import DeliveryState, How
from syndication.models import Delivery, Dispatch
from tests.factories import make_member, make_portal, published_story
from tests.support.kept import built_once
from tests.walls import body, desk_client

TITLE = "Cổng của bạn trong năm bước"


@dataclass
class Cast:
    province: Portal
    new: Portal
    head: User
    contributor: User
    head_of_province: User


def gathered() -> Cast:
    province = make_portal("province")
    new = make_portal("commune", overseer=province)
    return Cast(
        province,
        new,
        make_member(new, Position.HEAD),
        make_member(new, Position.CONTRIBUTOR),
        make_member(province, Position.HEAD),
    )


@pytest.fixture(scope="module")
def people(django_db_setup: None, django_db_blocker: object) -> Iterator[Cast]:
    with built_once(django_db_blocker, gathered) as cast:
        yield cast


@pytest.fixture(autouse=True)
def nothing_known() -> None:
    cache.clear()


def taken_by(portal: Portal) -> set[str]:
    return {
        step.name for step, is_taken in steps_taken(portal, local_date(timezone.now())) if is_taken
    }


def deliver(cast: Cast, *, how: How) -> None:
    now = timezone.now()
    story = published_story(cast.province)
    dispatch = Dispatch.objects.create(
        story=story,
        sender=cast.province,
        audience="all",
        sent_by=cast.head_of_province,
        sent_at=now,
    )
    Delivery.objects.create(
        dispatch=dispatch,
        portal=cast.new,
        state=DeliveryState.PLACED,
        state_at=now,
        how=how,
        by=cast.head if how == How.HAND else None,
    )


def test_there_are_five_each_with_a_way_and_a_page() -> None:
    steps = first_steps()
    assert [step.name for step in steps] == [
        "board", "organisation", "sections", "own_story", "from_above",
    ]  # fmt: skip
    assert all(reverse(step.url_name) and step.page in shipped_pages() for step in steps)


@pytest.mark.django_db
class TestTaking:
    def test_a_new_board_has_taken_none(self, people: Cast) -> None:
        assert taken_by(people.new) == set()

    def test_the_board_is_complete_with_its_posts_and_a_second_person(self, people: Cast) -> None:
        make_member(people.new, Position.CONTRIBUTOR)
        assert "board" not in taken_by(people.new)
        make_member(people.new, Position.SECRETARY)
        assert "board" in taken_by(people.new)
        BoardMember.objects.filter(user=people.head).delete()
        make_member(people.new, Position.DEPUTY)
        assert "board" not in taken_by(people.new)

    def test_the_organisation_needs_a_leader_and_a_telephone(self, people: Cast) -> None:
        told = {"portal": people.new, "name": "Lê Thị Mẫu", "post": "Chủ tịch"}
        Official.objects.create(**told, role=OfficialRole.LEADER)
        assert "organisation" not in taken_by(people.new)
        Portal.objects.filter(pk=people.new.pk).update(phone="0222 000 0000")
        assert "organisation" in taken_by(people.new)
        Official.objects.all().delete()
        assert "organisation" not in taken_by(people.new)

    def test_own_stories_fill_sections_and_anothers_are_not_counted(self, people: Cast) -> None:
        published_story(people.province)
        assert taken_by(people.new) == set()
        published_story(people.new)
        assert taken_by(people.new) == {"own_story"}

    def test_only_what_a_hand_decided_counts(self, people: Cast) -> None:
        deliver(people, how=How.DEADLINE)
        assert "from_above" not in taken_by(people.new)
        deliver(people, how=How.HAND)
        assert "from_above" in taken_by(people.new)
        assert "from_above" in taken_by(people.province)


@pytest.mark.django_db
class TestShowing:
    def home(self, user: User) -> str:
        return body(desk_client(user).get(reverse("wagtailadmin_home"))).decode()

    def test_the_head_sees_them_until_the_deeds_are_done(self, people: Cast) -> None:
        assert TITLE in self.home(people.head)
        assert TITLE not in self.home(people.contributor)
        published_story(people.new)
        assert TITLE in self.home(people.head)
        deliver(people, how=How.HAND)
        assert TITLE not in self.home(people.head)

    def test_they_make_room_for_what_waits_once_more_than_half_is_done(self, people: Cast) -> None:
        def is_folded() -> bool:
            page = BeautifulSoup(self.home(people.head), "html.parser")
            return not page.select_one(".first-steps details").has_attr("open")

        make_member(people.new, Position.SECRETARY)
        published_story(people.new)
        assert not is_folded()
        deputy = make_member(people.new, Position.DEPUTY)
        Official.objects.create(
            portal=people.new, role=OfficialRole.LEADER, name="Trần Thị Thử", post="Chủ tịch"
        )
        Portal.objects.filter(pk=people.new.pk).update(phone="0222 3800 001")
        assert len(taken_by(people.new)) == 3, deputy
        assert is_folded()

    def test_the_pages_for_one_hand_stand_at_the_foot(self, people: Cast) -> None:
        foot = BeautifulSoup(self.home(people.head), "html.parser").select_one(".desk-onehand")
        assert reverse("quick_write") in {link["href"] for link in foot.select("a")}
