"""Following is confirmed by the mailbox, told to nobody else, and ends with everything that tells of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portals.alerts.actions import (
    MOST_FOLLOWS,
    NotFollowable,
    change,
    confirm,
    follow_by_mail,
    forget_unconfirmed,
    give_reason,
    leave,
    unfollow,
)
from portals.alerts.enums import AlertFrequency, LeavingReason
from portals.alerts.links import (
    confirming_token,
    follow_of,
    mailbox_hash,
    own_token,
    subscriber_of,
)
from portals.alerts.models import AlertTold, Departure, Follow, Subscriber
from portals.mail.enums import MailKind
from portals.mail.models import OutgoingMail
from tests.factories import make_portal, make_province_tree

from .followed import THEN, ask_to_follow, followed, happen, key_of, send, write

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def portal():
    return make_portal()


def questions() -> list[OutgoingMail]:
    return list(OutgoingMail.objects.filter(kind=MailKind.CONFIRMING))


class TestAsking:
    def test_mails_the_mailbox_a_link_and_nothing_else_before_it_is_confirmed(self, portal) -> None:
        wanted = ask_to_follow(portal)
        (question,) = questions()
        assert question.address == "lan@example.vn"
        assert confirming_token(wanted) in question.text
        assert confirming_token(wanted) in question.html
        happen(portal)
        assert write() == []
        confirm(wanted=wanted, now=THEN)
        # What happened before is not mailed.
        assert write() == []
        happen(portal, "thu:2", now=THEN + timedelta(seconds=1))
        (mail,) = write(THEN + timedelta(minutes=1))
        assert mail.address == "lan@example.vn"

    def test_keeps_the_address_sealed_and_knows_it_again(self, portal) -> None:
        ask_to_follow(portal, " Lan@Example.vn")
        ask_to_follow(portal, "lan@example.vn")
        subscriber = Subscriber.objects.get()
        assert subscriber.address == "Lan@Example.vn"
        with connection.cursor() as cursor:
            cursor.execute("SELECT address, address_hash FROM alerts_subscriber")
            assert "example" not in "".join(cursor.fetchone()).lower()
        assert mailbox_hash("khac@example.vn") != subscriber.address_hash

    def test_asks_a_mailbox_three_times_a_day_at_most(self, portal) -> None:
        for number in range(5):
            ask_to_follow(portal, now=THEN + number * timedelta(minutes=1))
        assert len(questions()) == 3
        ask_to_follow(portal, now=THEN + DAY - timedelta(minutes=1))
        assert len(questions()) == 3
        ask_to_follow(portal, now=THEN + DAY)
        assert len(questions()) == 4

    def test_asks_once_where_the_form_is_sent_twice(self, portal) -> None:
        ask_to_follow(portal)
        ask_to_follow(portal, frequency=AlertFrequency.WEEKLY, now=THEN + timedelta(seconds=59))
        assert len(questions()) == 1
        # The last wish counts all the same.
        assert Follow.objects.get().frequency == AlertFrequency.WEEKLY

    def test_asks_anew_of_what_is_added_to_what_was_confirmed(self, portal) -> None:
        """A stranger who knows the address makes nobody follow more."""
        followed(portal)
        other = make_portal()
        ask_to_follow(other)
        assert len(questions()) == 1
        happen(other)
        assert write() == []

    def test_says_what_is_followed_already(self, portal) -> None:
        subscriber = followed(portal)
        ask_to_follow(portal, frequency=AlertFrequency.WEEKLY)
        (question,) = questions()
        assert own_token(subscriber) in question.text
        # And changes nothing of it.
        assert Follow.objects.get().frequency == AlertFrequency.AT_ONCE

    @pytest.mark.parametrize("about", ["portal:0", "portal:x", "nothing", "section:1/2", "story:1"])
    def test_refuses_what_is_none(self, portal, about) -> None:
        with pytest.raises(NotFollowable):
            follow_by_mail(
                address="lan@example.vn",
                about=about,
                frequency=AlertFrequency.DAILY,
                portal=portal,
                now=THEN,
            )
        assert not Subscriber.objects.exists()

    def test_stops_at_very_many_follows(self, portal) -> None:
        subscriber = followed(portal)
        Follow.objects.bulk_create(
            Follow(
                subscriber=subscriber, portal=portal, about=f"thu:{number}", name="Thử",
                frequency=AlertFrequency.DAILY, asked_at=THEN, confirmed_at=THEN,
            )
            for number in range(MOST_FOLLOWS - 1)
        )  # fmt: skip
        other = make_portal()
        follow_by_mail(
            address="lan@example.vn",
            about=key_of(other),
            frequency=AlertFrequency.DAILY,
            portal=other,
            now=THEN,
        )
        assert Follow.objects.count() == MOST_FOLLOWS


class TestLinks:
    def test_open_only_what_they_are_for(self, portal) -> None:
        wanted = ask_to_follow(portal)
        subscriber = wanted.subscriber
        assert follow_of(confirming_token(wanted)) == wanted
        assert subscriber_of(own_token(subscriber)) == subscriber
        assert subscriber_of(confirming_token(wanted)) is None
        assert follow_of(own_token(subscriber)) is None
        for token in ("", "x", "1-" + "0" * 40, own_token(subscriber)[:-1] + "g"):
            assert follow_of(token) is None
            assert subscriber_of(token) is None

    def test_of_one_open_nothing_of_another(self, portal) -> None:
        mine, other = followed(portal, "lan@example.vn"), followed(portal, "hoa@example.vn")
        secret = own_token(mine).partition("-")[2]
        assert subscriber_of(f"{other.pk.hex}-{secret}") is None


class TestLeaving:
    def test_deletes_the_address_and_all_that_tells_of_it(self, portal) -> None:
        subscriber = followed(portal)
        happen(portal)
        assert len(write()) == 1
        assert AlertTold.objects.count() == 1
        leave(subscriber=subscriber, reason=LeavingReason.TOO_MANY, now=THEN)
        assert not Subscriber.objects.exists()
        assert not AlertTold.objects.exists()
        # The mail on its way too.
        assert not OutgoingMail.objects.unsent().exists()
        assert Departure.objects.get().reason == LeavingReason.TOO_MANY

    def test_counts_once(self, portal) -> None:
        subscriber = followed(portal)
        for _time in range(2):
            leave(subscriber=subscriber, reason=LeavingReason.UNSAID, now=THEN)
        assert Departure.objects.count() == 1
        give_reason(reason=LeavingReason.MOVED, portal=portal, now=THEN + timedelta(hours=2))
        assert Departure.objects.get().reason == LeavingReason.UNSAID
        soon = THEN + timedelta(minutes=2)
        give_reason(reason=LeavingReason.MOVED, portal=make_portal(), now=soon)
        assert Departure.objects.get().reason == LeavingReason.UNSAID
        give_reason(reason=LeavingReason.MOVED, portal=portal, now=soon)
        assert Departure.objects.get().reason == LeavingReason.MOVED

    def test_the_last_follow_is_leaving(self, portal) -> None:
        subscriber = followed(portal)
        other = make_portal()
        followed(other)
        first, last = Follow.objects.order_by("pk")
        unfollow(subscriber=subscriber, follow_id=first.pk, now=THEN)
        assert Subscriber.objects.exists()
        unfollow(subscriber=subscriber, follow_id=last.pk, now=THEN)
        assert not Subscriber.objects.exists()

    def test_what_is_followed_no_more_is_not_in_a_mail_that_waited(self, portal) -> None:
        subscriber = followed(portal, frequency=AlertFrequency.AT_ONCE)
        followed(make_portal())
        happen(portal)
        assert len(write()) == 1
        unfollow(subscriber=subscriber, follow_id=Follow.objects.get(portal=portal).pk, now=THEN)
        assert send(THEN) == 0
        assert write() == []

    def test_while_another_page_confirms_begins_nothing(self, portal) -> None:
        wanted = ask_to_follow(portal)
        leave(subscriber=wanted.subscriber, reason=LeavingReason.UNSAID, now=THEN)
        confirm(wanted=wanted, now=THEN)
        assert not Subscriber.objects.exists()
        assert not Follow.objects.exists()

    def test_and_confirming_lock_the_mailbox_first(self, portal) -> None:
        """In another order whoever leaves and whoever confirms wait for each other."""
        wanted = ask_to_follow(portal)
        with CaptureQueriesContext(connection) as asked:
            confirm(wanted=wanted, now=THEN)
        said = [one["sql"] for one in asked]
        locked = next(place for place, one in enumerate(said) if "FOR UPDATE" in one)
        assert "alerts_subscriber" in said[locked]
        assert not any('UPDATE "alerts_follow"' in one for one in said[:locked])

    def test_nobody_touches_anothers(self, portal) -> None:
        mine, other = followed(portal, "lan@example.vn"), followed(portal, "hoa@example.vn")
        theirs = other.follows.get()
        change(subscriber=mine, follow_id=theirs.pk, frequency=AlertFrequency.WEEKLY)
        unfollow(subscriber=mine, follow_id=theirs.pk, now=THEN)
        theirs.refresh_from_db()
        assert theirs.frequency == AlertFrequency.AT_ONCE
        change(subscriber=other, follow_id=theirs.pk, frequency=AlertFrequency.WEEKLY)
        theirs.refresh_from_db()
        assert theirs.frequency == AlertFrequency.WEEKLY


class TestForgetting:
    def test_what_nobody_confirmed_goes_after_a_week(self, portal) -> None:
        ask_to_follow(portal)
        assert forget_unconfirmed(now=THEN + 7 * DAY) == 0
        assert forget_unconfirmed(now=THEN + 7 * DAY + timedelta(seconds=1)) == 1
        assert not Subscriber.objects.exists()

    def test_what_was_confirmed_stays(self, portal) -> None:
        subscriber = followed(portal)
        province, _district, _communes = make_province_tree()
        ask_to_follow(province)
        forget_unconfirmed(now=THEN + 30 * DAY)
        assert [one.about for one in subscriber.follows.all()] == [key_of(portal)]
