"""Each thing once to each mailbox, at the hour that it chose; what is taken back in no later mail."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portals.addresses import main_origin
from portals.alerts import planning
from portals.alerts.actions import change, confirm, leave
from portals.alerts.enums import AlertFrequency, LeavingReason
from portals.alerts.models import (
    AlertItem,
    AlertMailing,
    AlertPlace,
    AlertTold,
    DigestRun,
    Follow,
    Subscriber,
)
from portals.alerts.noting import forget_old, make_urgent, rename, take_back_things
from portals.alerts.planning import plan_alert_digests, plan_at_once
from portals.alerts.queries import follower_count, late_since
from portals.alerts.queueing import queue_slice
from portals.clock import LOCAL_ZONE
from portals.mail.enums import MailKind, SendingState
from portals.mail.models import OutgoingMail
from portals.mail.returned import ReturnReport, note_returned
from portals.mail.sending import mend_stuck
from portals.models import Portal
from tests.factories import make_portal
from tests.support.mail import PostOffice, broken_off, mailers

from .followed import (
    FRIDAY_MORNING,
    MONDAY_MORNING,
    THEN,
    followed,
    happen,
    key_of,
    send,
    write,
)

pytestmark = pytest.mark.django_db
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.fixture
def portal():
    return make_portal()


@pytest.fixture
def office(settings):
    with PostOffice() as office:
        settings.MAILERS = mailers(office.port)
        yield office


def on(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=LOCAL_ZONE)


class TestWhereItsLinksLead:
    def test_is_the_install_where_the_portal_has_no_address_any_more(self, portal, office) -> None:
        province = make_portal("province")
        followed(portal, "lan@example.vn", about=f"portal:{province.pk}")
        followed(province, "hoa@example.vn")
        portal.addresses.all().delete()
        Portal.objects.filter(pk=portal.pk).update(site=None)
        happen(province)
        mails = {mail.address: mail for mail in write()}
        assert mails.keys() == {"lan@example.vn", "hoa@example.vn"}
        assert mails["lan@example.vn"].unsubscribe.startswith(f"{main_origin(province)}/theo-doi/")


class TestAtOnce:
    def test_a_thing_comes_once(self, portal, office) -> None:
        followed(portal)
        happen(portal)
        (mail,) = write()
        assert (mail.kind, mail.subject) == (MailKind.FOLLOWED, "Lịch cắt điện")
        assert f"https://{portal.site.hostname}/thu:1/" in mail.text
        happen(portal)
        assert len(write(THEN + MINUTE)) == 1
        assert send(THEN + MINUTE) == 1
        happen(portal)
        assert write(THEN + 2 * MINUTE) == []

    def test_has_the_way_out_that_mail_programs_know(self, portal, office) -> None:
        followed(portal)
        happen(portal)
        write()
        send(THEN)
        (taken,) = office.taken
        assert taken["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        address = taken["List-Unsubscribe"]
        assert address.startswith("<http")
        assert "/theo-doi/thoi/" in address
        mailing = AlertMailing.objects.get()
        assert str(mailing.pk) in taken["Message-ID"]
        assert mailing.sent_at is not None
        # Nobody has to know who got it.
        mail = OutgoingMail.objects.get(pk=mailing.pk)
        assert (mail.address, mail.unsubscribe) == ("", "")

    def test_followed_in_two_ways_it_comes_once(self, portal) -> None:
        other = make_portal()
        followed(portal)
        followed(other)
        happen(portal)
        happen(other)
        assert len(write()) == 1
        assert AlertTold.objects.count() == 1

    def test_comes_to_a_place_later_and_is_told_to_who_was_not(self, portal) -> None:
        other = make_portal()
        followed(portal, "lan@example.vn")
        followed(other, "hoa@example.vn")
        happen(portal)
        assert [mail.address for mail in write()] == ["lan@example.vn"]
        happen(other, now=THEN + MINUTE)
        assert {mail.address for mail in write(THEN + MINUTE)} == {
            "lan@example.vn",
            "hoa@example.vn",
        }

    def test_wakes_nobody_unless_it_is_urgent(self, portal) -> None:
        followed(portal)
        happen(portal, now=on(5, 22))
        assert write(on(5, 22)) == []
        assert write(on(6, 5, 59)) == []
        happen(portal, "thu:2", "Lũ về", urgent=True, now=on(5, 23))
        (mail,) = write(on(5, 23))
        assert (mail.kind, mail.subject) == (MailKind.ALERT, "Khẩn: Lũ về")
        assert len(write(on(6, 6))) == 2

    def test_nothing_is_kept_of_what_nobody_follows(
        self, portal, django_assert_num_queries
    ) -> None:
        followed(make_portal())
        with django_assert_num_queries(1):
            happen(portal)
        assert not AlertItem.objects.exists()


class TestUrgent:
    @pytest.mark.parametrize("frequency", [AlertFrequency.DAILY, AlertFrequency.WEEKLY])
    def test_overrides_the_frequency(self, portal, frequency) -> None:
        followed(portal, frequency=frequency)
        happen(portal)
        assert write() == []
        happen(portal, "thu:2", urgent=True)
        (mail,) = write(THEN + MINUTE)
        assert mail.kind == MailKind.ALERT

    def test_becomes_so_later(self, portal) -> None:
        followed(portal, "lan@example.vn")
        followed(portal, "hoa@example.vn", frequency=AlertFrequency.DAILY)
        happen(portal)
        assert len(write()) == 1
        make_urgent(thing="thu:1")
        mails = write(THEN + MINUTE)
        assert [(mail.kind, mail.address) for mail in mails if mail.kind == MailKind.ALERT] == [
            (MailKind.ALERT, "hoa@example.vn")
        ]
        assert len(mails) == 2

    def test_goes_before_what_comes_in_numbers(self, portal, office) -> None:
        followed(portal)
        happen(portal)
        write()
        happen(portal, "thu:2", "Lũ về", urgent=True)
        write(THEN + MINUTE)
        assert send(THEN + MINUTE) == 2
        assert [str(taken["Subject"]) for taken in office.taken] == ["Khẩn: Lũ về", "Lịch cắt điện"]


class TestDigests:
    def test_come_in_the_morning_with_all_of_the_day(self, portal) -> None:
        followed(portal, frequency=AlertFrequency.DAILY)
        happen(portal, "thu:1", "Một")
        happen(portal, "thu:2", "Hai", now=THEN + MINUTE)
        assert write(FRIDAY_MORNING - 2 * MINUTE) == []
        (mail,) = write(FRIDAY_MORNING)
        assert mail.subject == "2 tin mới trong mục bạn theo dõi"
        assert mail.text.index("Một") < mail.text.index("Hai")
        # Nor again, nor an empty one.
        assert len(write(FRIDAY_MORNING + MINUTE)) == 1
        assert len(write(FRIDAY_MORNING + DAY)) == 1

    def test_of_a_week_come_on_monday(self, portal) -> None:
        followed(portal, frequency=AlertFrequency.WEEKLY)
        happen(portal)
        assert write(FRIDAY_MORNING) == []
        assert write(MONDAY_MORNING - 2 * MINUTE) == []
        assert len(write(MONDAY_MORNING)) == 1
        assert DigestRun.objects.filter(name="week:2026-03-09").exists()

    def test_a_missed_morning_is_caught_up(self, portal) -> None:
        followed(portal, frequency=AlertFrequency.DAILY)
        happen(portal)
        assert len(write(on(7, 6, 31))) == 1

    def test_go_on_where_they_were_broken_off(self, portal, monkeypatch) -> None:
        monkeypatch.setattr(planning, "SUBSCRIBERS_A_SLICE", 2)
        for number in range(5):
            followed(portal, f"nguoi{number}@example.vn", AlertFrequency.DAILY)
        happen(portal)
        planning.ensure_digests(now=FRIDAY_MORNING)
        while DigestRun.objects.filter(ended_at=None, frequency=AlertFrequency.DAILY).exists():
            assert plan_alert_digests(now=FRIDAY_MORNING)
        assert AlertMailing.objects.count() == 5
        assert len(write(FRIDAY_MORNING)) == 5

    def test_are_written_for_many_in_few_statements(
        self, portal, django_assert_max_num_queries
    ) -> None:
        for number in range(12):
            followed(portal, f"nguoi{number}@example.vn", AlertFrequency.DAILY)
        happen(portal)
        with django_assert_max_num_queries(60):
            assert len(write(FRIDAY_MORNING)) == 12

    def test_follow_who_chose_otherwise_meanwhile(self, portal) -> None:
        subscriber = followed(portal, frequency=AlertFrequency.WEEKLY)
        happen(portal)
        change(
            subscriber=subscriber, follow_id=Follow.objects.get().pk, frequency=AlertFrequency.DAILY
        )
        assert len(write(FRIDAY_MORNING)) == 1


class TestTakenBack:
    def test_is_in_no_later_mail(self, portal) -> None:
        followed(portal, frequency=AlertFrequency.DAILY)
        happen(portal, "thu:1", "Bị gỡ")
        happen(portal, "thu:2", "Còn lại")
        take_back_things(spots=[("thu:1", portal.pk)], now=THEN + MINUTE)
        (mail,) = write(FRIDAY_MORNING)
        assert "Bị gỡ" not in mail.text + mail.html
        assert "Còn lại" in mail.text

    def test_leaves_a_mail_that_waits(self, portal, office) -> None:
        followed(portal, frequency=AlertFrequency.DAILY)
        happen(portal, "thu:1", "Bị gỡ")
        happen(portal, "thu:2", "Còn lại")
        assert len(write(FRIDAY_MORNING)) == 1
        take_back_things(spots=[("thu:1", portal.pk)], now=FRIDAY_MORNING)
        assert send(FRIDAY_MORNING) == 0
        (mail,) = write(FRIDAY_MORNING + MINUTE)
        assert "Bị gỡ" not in mail.text
        assert send(FRIDAY_MORNING + MINUTE) == 1
        # It was mailed to nobody, so nobody hears of it.
        assert write(FRIDAY_MORNING + 2 * MINUTE) == []

    def test_empties_a_mail_that_waits(self, portal, office) -> None:
        followed(portal)
        happen(portal)
        assert len(write()) == 1
        take_back_things(spots=[("thu:1", portal.pk)], now=THEN)
        assert send(THEN) == 0
        assert write(THEN + MINUTE) == []
        assert not AlertMailing.objects.exists()
        assert office.taken == []

    def test_is_told_once_to_who_was_mailed(self, portal, office) -> None:
        followed(portal, "lan@example.vn")
        followed(portal, "hoa@example.vn", frequency=AlertFrequency.DAILY)
        happen(portal)
        write()
        send(THEN)
        take_back_things(spots=[("thu:1", portal.pk)], now=THEN + MINUTE)
        (mail,) = write(THEN + 2 * MINUTE)
        assert (mail.address, mail.subject) == ("lan@example.vn", "Đã gỡ: Lịch cắt điện")
        assert send(THEN + 2 * MINUTE) == 1
        assert write(THEN + 3 * MINUTE) == []
        assert write(FRIDAY_MORNING) == []

    def test_on_one_portal_it_stands_on_the_others(self, portal) -> None:
        other = make_portal()
        followed(portal, "lan@example.vn", frequency=AlertFrequency.DAILY)
        followed(other, "hoa@example.vn", frequency=AlertFrequency.DAILY)
        happen(portal)
        happen(other)
        take_back_things(spots=[("thu:1", portal.pk), ("thu:9", other.pk)], now=THEN)
        assert AlertItem.objects.get().taken_back_at is None
        assert [mail.address for mail in write(FRIDAY_MORNING)] == ["hoa@example.vn"]

    def test_of_the_hour_of_a_digest_is_in_the_next(self, portal) -> None:
        followed(portal, frequency=AlertFrequency.DAILY)
        happen(portal, now=on(6, 6, 30))
        assert write(FRIDAY_MORNING) == []
        assert len(write(on(7, 6, 31))) == 1

    def test_asks_as_often_for_many_things_as_for_one(self, portal) -> None:
        followed(portal, frequency=AlertFrequency.DAILY)
        counts = []
        for number in (1, 6):
            spots = [(f"thu:{number}{one}", portal.pk) for one in range(number)]
            for thing, _portal in spots:
                happen(portal, thing)
            with CaptureQueriesContext(connection) as asked:
                take_back_things(spots=spots, now=THEN)
            counts.append(len(asked))
        assert counts[0] == counts[1]
        assert not AlertItem.objects.filter(taken_back_at=None).exists()

    def test_comes_anew_where_it_is_public_again(self, portal) -> None:
        followed(portal)
        happen(portal)
        take_back_things(spots=[("thu:1", portal.pk)], now=THEN)
        happen(portal, now=THEN + MINUTE)
        assert len(write(THEN + MINUTE)) == 1

    def test_on_a_portal_that_it_comes_back_to_is_told_there(self, portal) -> None:
        """It stood elsewhere all the time, so it is the same thing: who was told of it is not told again."""
        other = make_portal()
        followed(other, "mai@example.vn")
        followed(portal, "lan@example.vn")
        followed(portal, "hoa@example.vn", frequency=AlertFrequency.DAILY)
        happen(other)
        happen(portal)
        assert {mail.address for mail in write()} == {"mai@example.vn", "lan@example.vn"}
        OutgoingMail.objects.all().delete()
        take_back_things(spots=[("thu:1", portal.pk)], now=THEN + MINUTE)
        happen(portal, now=THEN + 2 * MINUTE)
        assert write(THEN + 3 * MINUTE) == []
        (mail,) = write(FRIDAY_MORNING)
        assert (mail.address, portal.site.hostname in mail.text) == ("hoa@example.vn", True)

    def test_comes_back_at_once_to_who_had_not_been_told(self, portal) -> None:
        other = make_portal()
        followed(other, "mai@example.vn")
        followed(portal, "lan@example.vn")
        happen(other)
        happen(portal)
        take_back_things(spots=[("thu:1", portal.pk)], now=THEN)
        assert [mail.address for mail in write()] == ["mai@example.vn"]
        happen(portal, now=THEN + MINUTE)
        assert {mail.address for mail in write(THEN + MINUTE)} == {
            "mai@example.vn", "lan@example.vn",
        }  # fmt: skip

    def test_what_is_renamed_is_called_so(self, portal) -> None:
        followed(portal, frequency=AlertFrequency.DAILY)
        happen(portal)
        rename(thing="thu:1", title="Lịch đúng")
        (mail,) = write(FRIDAY_MORNING)
        assert "Lịch đúng" in mail.text


def cut_off(mail: OutgoingMail) -> None:
    OutgoingMail.objects.filter(pk=mail.pk).update(
        state=SendingState.HANDING, state_at=mail.written_at, tries=1
    )
    mend_stuck(now=mail.written_at + timedelta(minutes=10))


class TestAKilledWorker:
    def test_repeats_a_mail_with_the_same_message_id(self, portal, office) -> None:
        followed(portal)
        happen(portal)
        (mail,) = write()
        OutgoingMail.objects.filter(pk=mail.pk).update(
            state=SendingState.HANDING, state_at=THEN, tries=1
        )
        mend_stuck(now=THEN + timedelta(minutes=10))
        assert send(THEN + timedelta(minutes=10)) == 1
        assert str(mail.pk) in office.taken[0]["Message-ID"]

    def test_so_does_a_connection_that_broke_after_the_mail(self, portal, settings) -> None:
        followed(portal)
        happen(portal)
        (mail,) = write()
        with broken_off() as port:
            settings.MAILERS = mailers(port)
            assert send(THEN) == 0
        mail.refresh_from_db()
        assert mail.state == SendingState.WAITING
        assert mail.may_have_come

    def test_knows_that_a_server_which_was_away_took_nothing(self, portal, settings) -> None:
        followed(portal)
        happen(portal)
        (mail,) = write()
        with PostOffice() as office:
            settings.MAILERS = mailers(office.port)
        assert send(THEN) == 0
        mail.refresh_from_db()
        assert not mail.may_have_come

    def test_may_have_mailed_what_is_taken_back_since(self, portal, office) -> None:
        """Nobody knows whether the mail came: its reader hears of what is gone, and gets the rest once more."""
        followed(portal, frequency=AlertFrequency.DAILY)
        happen(portal, "thu:1", "Bị gỡ")
        happen(portal, "thu:2", "Còn lại")
        (mail,) = write(FRIDAY_MORNING)
        cut_off(mail)
        take_back_things(spots=[("thu:1", portal.pk)], now=FRIDAY_MORNING)
        later = FRIDAY_MORNING + timedelta(minutes=11)
        assert send(later) == 0
        gone, rest = sorted(write(later + MINUTE), key=lambda mail: "Còn lại" in mail.text)
        assert gone.subject == "Đã gỡ: Bị gỡ"
        assert "Bị gỡ" not in rest.text
        assert send(later + MINUTE) == 2
        assert write(later + 2 * MINUTE) == []

    def test_was_cut_off_with_the_only_thing_that_is_taken_back(self, portal, office) -> None:
        followed(portal)
        happen(portal)
        (mail,) = write()
        cut_off(mail)
        take_back_things(spots=[("thu:1", portal.pk)], now=THEN)
        assert send(THEN + timedelta(minutes=11)) == 0
        (gone,) = write(THEN + timedelta(minutes=12))
        assert gone.subject == "Đã gỡ: Lịch cắt điện"

    def test_plans_nothing_twice(self, portal) -> None:
        followed(portal)
        happen(portal)
        plan_at_once(now=THEN)
        AlertItem.objects.get().places.update(fanned_at=None)
        plan_at_once(now=THEN)
        assert AlertMailing.objects.count() == 1
        assert queue_slice(now=THEN) == 1
        AlertMailing.objects.update(queued_at=None)
        queue_slice(now=THEN)
        assert OutgoingMail.objects.filter(kind=MailKind.FOLLOWED).count() == 1


class TestAMailboxThatRefuses:
    def test_is_left_alone_after_the_third_mail(self, portal, office) -> None:
        followed(portal)
        office.answer = "550 5.1.1 No such user"
        for number in range(3):
            happen(portal, f"thu:{number}", now=THEN + number * MINUTE)
            write(THEN + number * MINUTE)
            assert Subscriber.objects.get().suspended_at is None
            send(THEN + number * MINUTE)
        assert Subscriber.objects.get().suspended_at is not None
        happen(portal, "thu:9", now=THEN + 9 * MINUTE)
        assert write(THEN + 9 * MINUTE) == []
        assert follower_count(portal) == 0
        # Whoever confirms anew has it mended.
        confirm(wanted=Follow.objects.get(), now=THEN + 10 * MINUTE)
        happen(portal, "thu:10", now=THEN + 11 * MINUTE)
        assert len(write(THEN + 11 * MINUTE)) >= 1

    def test_for_now_or_once_in_a_while_is_mailed_on(self, portal, office) -> None:
        followed(portal)
        for number, answer in enumerate(["550 no", "550 no", "250 OK", "550 no", "450 later"]):
            office.answer = answer
            happen(portal, f"thu:{number}", now=THEN + number * MINUTE)
            write(THEN + number * MINUTE)
            send(THEN + number * MINUTE)
        assert Subscriber.objects.get().refused_mails == 1
        assert follower_count(portal) == 1


class TestAMailboxWhoseMailComesBack:
    def come_back(self, portal, number: int, now) -> Subscriber:
        happen(portal, f"thu:{number}", now=now)
        write(now)
        send(now)
        mail = OutgoingMail.objects.get(state=SendingState.SENT)
        assert note_returned(ReturnReport(mail.pk, "5.1.1"), now=now)
        return Subscriber.objects.get()

    def test_is_left_alone_after_the_third_though_each_was_taken_first(
        self, portal, office
    ) -> None:
        followed(portal)
        for number in range(2):
            assert self.come_back(portal, number, THEN + number * DAY).suspended_at is None
        assert self.come_back(portal, 2, THEN + 2 * DAY).suspended_at == THEN + 2 * DAY
        assert follower_count(portal) == 0
        confirm(wanted=Follow.objects.get(), now=THEN + 3 * DAY)
        kept = Subscriber.objects.get()
        assert (kept.suspended_at, kept.returned_mails, kept.returned_at) == (None, 0, None)
        assert follower_count(portal) == 1

    @pytest.mark.parametrize(("days", "counted"), [(90, 2), (91, 1)])
    def test_is_not_held_against_it_for_ever(self, portal, office, days, counted) -> None:
        followed(portal)
        self.come_back(portal, 0, THEN)
        assert self.come_back(portal, 1, THEN + days * DAY).returned_mails == counted

    def test_is_no_other_mailbox(self, portal, office) -> None:
        followed(portal)
        followed(portal, "khac@example.vn")
        happen(portal)
        write()
        send(THEN)
        mailing = AlertMailing.objects.order_by("pk")[0]
        note_returned(ReturnReport(mailing.pk, "5.1.1"), now=THEN)
        assert (
            dict(Subscriber.objects.values_list("pk", "returned_mails"))[mailing.subscriber_id] == 1
        )
        assert sorted(Subscriber.objects.values_list("returned_mails", flat=True)) == [0, 1]


class TestForgetting:
    def test_what_is_old_goes_with_all_that_was_told(self, portal, office) -> None:
        followed(portal)
        happen(portal)
        write()
        send(THEN)
        assert forget_old(now=THEN + 90 * DAY) == 0
        assert forget_old(now=THEN + 90 * DAY + MINUTE) > 0
        assert not AlertItem.objects.exists()

    def test_words_go_with_the_last_who_followed_them(self, portal) -> None:
        """What was found by them is taken back as before."""
        other = make_portal()
        mine = followed(portal, "lan@example.vn")
        followed(other, "hoa@example.vn")
        happen(portal)
        happen(other)
        forget_old(now=THEN)
        keys = AlertPlace.objects.order_by("pk").values_list("about", flat=True).all
        assert list(keys()) == [key_of(portal), key_of(other)]
        leave(subscriber=mine, reason=LeavingReason.UNSAID, now=THEN)
        for _time in range(2):
            forget_old(now=THEN)
        assert [key.partition(":")[0] for key in keys()] == ["forgotten", "portal"]
        take_back_things(spots=[("thu:1", other.pk)], now=THEN)
        assert AlertItem.objects.get().taken_back_at is None
        take_back_things(spots=[("thu:1", portal.pk)], now=THEN)
        assert AlertItem.objects.get().taken_back_at is not None

    def test_what_waits_too_long_is_seen(self, portal) -> None:
        followed(portal)
        happen(portal)
        plan_at_once(now=THEN)
        assert late_since(THEN + timedelta(hours=1)) is None
        assert late_since(THEN + timedelta(hours=1, seconds=1)) == THEN
