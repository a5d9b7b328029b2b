"""The board sees who follows its portal as numbers: never an address, nothing of other portals, no rare words."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from editorial.alerting.followers import followers_of
from portals.alerts.actions import leave, tally_followers
from portals.alerts.enums import AlertFrequency, LeavingReason
from portals.alerts.models import Departure, Follow, FollowerTally, Subscriber
from portals.alerts.noting import DEPARTURES_KEPT, forget_old
from portals.boards.enums import Position
from portals.clock import local_date
from tests.factories import make_member, make_portal, make_user, section_of
from tests.portals.alerts.followed import THEN, ask_to_follow, followed, key_of
from tests.walls import desk_client

pytestmark = pytest.mark.django_db


@pytest.fixture
def portal():
    return make_portal()


def page_of(user) -> str:
    return desk_client(user).get(reverse("followers")).content.decode()


def followed_by(portal, about: str, number: int, frequency=AlertFrequency.DAILY) -> None:
    for one in range(number):
        address = f"nguoi{one}@example.vn"
        followed(portal, address, about=about, frequency=frequency, now=timezone.now())


class TestTheNumbers:
    def test_are_of_mailboxes_and_of_what_they_follow(self, portal) -> None:
        followed_by(portal, key_of(portal), 2)
        followed_by(portal, f"section:{section_of(portal).pk}", 1, AlertFrequency.WEEKLY)
        ask_to_follow(portal, "khong-xac-nhan@example.vn", now=timezone.now())
        found = followers_of(portal, now=timezone.now())
        assert found.number == 2
        whole, sections = found.groups
        assert [(one.number, one.daily, one.weekly, one.at_once) for one in whole.counts] == [
            (2, 2, 0, 0)
        ]
        assert [(one.number, one.weekly) for one in sections.counts] == [(1, 1)]

    def test_leave_out_what_is_suspended(self, portal) -> None:
        followed_by(portal, key_of(portal), 2)
        Subscriber.objects.filter(pk=Subscriber.objects.values("pk")[:1]).update(
            suspended_at=timezone.now(), refused_mails=3
        )
        found = followers_of(portal, now=timezone.now())
        assert (found.number, found.groups[0].counts[0].number) == (1, 1)

    def test_say_words_that_three_follow_and_no_rarer(self, portal) -> None:
        followed_by(portal, f"search:{portal.pk}/o-day//cắt điện", 3)
        followed_by(portal, f"search:{portal.pk}/o-day//nguyễn văn mẫu", 2)
        (searches,) = followers_of(portal, now=timezone.now()).groups
        assert ["cắt điện" in one.name for one in searches.counts] == [True]
        assert searches.unsaid == 2

    def test_go_back_a_year(self, portal) -> None:
        now = timezone.now()
        followed_by(portal, key_of(portal), 1)
        this = local_date(now).replace(day=1)
        earlier = (this - timedelta(days=1)).replace(day=1)
        FollowerTally.objects.create(portal=portal, month=earlier, followers=7)
        Departure.objects.create(portal=portal, reason=LeavingReason.MOVED, left_at=now)
        found = followers_of(portal, now=now)
        assert [(one.followers, one.left) for one in found.months[:3]] == [
            (1, 1),
            (7, 0),
            (None, 0),
        ]
        assert len(found.months) == 12
        assert found.months[-1].month == date(this.year - (this.month < 12), this.month % 12 + 1, 1)
        assert found.reasons == [(LeavingReason.MOVED.label, 1)]

    def test_ask_as_often_for_many_as_for_one(self, portal) -> None:
        counts = []
        for number in (1, 6):
            followed_by(portal, f"search:{portal.pk}/o-day//{'a' * number}", number)
            with CaptureQueriesContext(connection) as asked:
                followers_of(portal, now=timezone.now())
            counts.append(len(asked))
        assert counts == [4, 4]


class TestThePage:
    def test_is_of_ones_own_portal_and_tells_no_address(self, portal) -> None:
        other = make_portal(name="Phường Bên Cạnh")
        followed_by(portal, key_of(portal), 1)
        followed_by(other, key_of(other), 1)
        leave(
            subscriber=followed(other, "hoa@example.vn", now=timezone.now()),
            reason=LeavingReason.TOO_MANY,
            now=timezone.now(),
        )
        page = page_of(make_member(portal, Position.CONTRIBUTOR))
        assert Follow.objects.get(portal=portal).name in page
        assert "Bên Cạnh" not in page
        assert str(LeavingReason.TOO_MANY.label) not in page
        assert "example.vn" not in page
        assert str(LeavingReason.TOO_MANY.label) in page_of(make_member(other, Position.HEAD))

    def test_is_nothing_for_who_sits_on_no_board(self) -> None:
        assert desk_client(make_user()).get(reverse("followers")).status_code != 200


class TestTallies:
    def test_are_of_the_last_count_of_a_month(self, portal) -> None:
        subscriber = followed(portal)
        assert tally_followers(now=THEN) == 1
        assert tally_followers(now=THEN) == 1
        tally = FollowerTally.objects.get()
        assert (tally.month, tally.followers) == (date(2026, 3, 1), 1)
        leave(subscriber=subscriber, reason=LeavingReason.UNSAID, now=THEN)
        tally_followers(now=THEN)
        assert FollowerTally.objects.get().followers == 0
        assert Departure.objects.get().portal == portal

    def test_go_after_two_years(self, portal) -> None:
        followed(portal)
        tally_followers(now=THEN)
        first = THEN.replace(day=1)
        forget_old(now=first + DEPARTURES_KEPT)
        assert FollowerTally.objects.exists()
        forget_old(now=first + DEPARTURES_KEPT + timedelta(days=1))
        assert not FollowerTally.objects.exists()
