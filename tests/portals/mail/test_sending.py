"""Mail leaves by a worker, each once, whatever the mail server does; no request waits for it."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from smtplib import SMTPSenderRefused

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from rq.timeouts import JobTimeoutException

from portals.boards.actions.inviting import invite_by_mail
from portals.boards.enums import Position
from portals.boards.models import User
from portals.mail import sending
from portals.mail.actions import post
from portals.mail.backend import EmailBackend
from portals.mail.checks import mail_checks
from portals.mail.enums import MailKind, SendingState
from portals.mail.jobs import send_what_waits
from portals.mail.models import OutgoingMail
from portals.mail.queries import oldest_seconds, unsent_of_the_day, waiting_count
from portals.mail.sending import forget_old_mails, mend_stuck, send_due
from tests.factories import make_member, make_portal, make_user
from tests.support.jobs import do_waiting
from tests.support.mail import PostOffice, broken_off, free_port, mailers, tarpit
from tests.walls import desk_client

pytestmark = pytest.mark.django_db

PASSWORD = "mat-khau-thu-123"  # pragma: allowlist secret
# Far more than a sign-in takes, far less than a mail server that hangs may.
AT_ONCE = 5.0


@pytest.fixture
def person() -> User:
    user = make_user("truong-ban")
    make_member(make_portal(), user=user)
    return user


def written(now: datetime | None = None) -> OutgoingMail:
    return post(
        kind=MailKind.ACCOUNT,
        address="lan@example.vn",
        subject="Chào",
        text="Bấm vào đây: https://quantri.example/bi-mat/",
        now=now or timezone.now(),
    )


def sign_in(person: User) -> int:
    answer = desk_client(None).post(
        reverse("account_login"), {"username": person.username, "password": PASSWORD}
    )
    return answer.status_code


def at(mail: OutgoingMail, **more: int) -> datetime:
    return mail.written_at + timedelta(**more)


class TestASignInFromANewDevice:
    @pytest.mark.parametrize("away", ["refuses", "hangs"])
    def test_works_at_once_and_the_mail_comes_once_when_the_server_is_back(
        self, person, settings, away, django_capture_on_commit_callbacks
    ) -> None:
        with tarpit() as hanging:
            port = hanging if away == "hangs" else free_port()
            settings.MAILERS = mailers(port)
            with django_capture_on_commit_callbacks(execute=True):
                began = time.monotonic()
                assert [sign_in(person), sign_in(person)] == [302, 302]
                assert time.monotonic() - began < AT_ONCE
            assert do_waiting("mail") == 1
            mail = OutgoingMail.objects.get()
            assert (mail.state, mail.tries) == (SendingState.WAITING, 1)
            assert mail.reason

        with PostOffice() as office:
            settings.MAILERS = mailers(office.port)
            assert send_due(now=at(mail, minutes=5)) == 1
            assert send_due(now=at(mail, minutes=9)) == 0
        (taken,) = office.taken
        assert taken["To"] == person.email
        assert str(mail.pk) in taken["Message-ID"]


class TestAnInvitation:
    def test_is_made_where_the_mail_server_is_away(
        self, settings, django_capture_on_commit_callbacks
    ) -> None:
        settings.MAILERS = mailers(free_port())
        portal = make_portal(overseer=make_portal("province"))
        newcomer = make_user()
        make_member(portal, Position.EDITOR, user=newcomer)

        with django_capture_on_commit_callbacks(execute=True):
            invitation = invite_by_mail(
                board=portal.board, user=newcomer, actor=None, now=timezone.now()
            )

        mail = OutgoingMail.objects.get()
        assert (mail.kind, mail.state) == (MailKind.INVITATION, SendingState.WAITING)
        # Its link is good for days, and so long it is tried.
        assert mail.useful_until == invitation.expires_at


class TestAMail:
    def test_is_written_with_its_act_or_not_at_all(self) -> None:
        with transaction.atomic():
            written()
            transaction.set_rollback(True)
        assert OutgoingMail.objects.count() == 0

    def test_says_nothing_in_the_database_once_it_left(self, settings) -> None:
        mail = written()
        with PostOffice() as office:
            settings.MAILERS = mailers(office.port)
            assert send_due(now=at(mail)) == 1
        mail.refresh_from_db()
        assert (mail.state, mail.subject, mail.text, mail.html) == (SendingState.SENT, "", "", "")
        assert "bi-mat" in office.taken[0].get_content()

    @pytest.mark.parametrize("cut", [JobTimeoutException("Zeit"), KeyboardInterrupt()])
    def test_waits_on_where_its_job_was_cut_off_before_the_end_of_it(
        self, settings, monkeypatch, cut
    ) -> None:
        first, second = written(), written()
        with PostOffice() as office:
            settings.MAILERS = mailers(office.port)

            def stop(*_arguments: object) -> None:
                raise cut

            monkeypatch.setattr(EmailBackend, "send_messages", stop)
            with pytest.raises(type(cut)):
                send_due(now=at(first))
            monkeypatch.undo()
            states = OutgoingMail.objects.values_list("state", flat=True)
            assert set(states) == {SendingState.WAITING}
            settings.MAILERS = mailers(office.port)
            assert send_due(now=at(second, minutes=2)) == 2

    def test_is_not_given_up_where_the_server_wants_no_mail_of_ours(
        self, settings, monkeypatch
    ) -> None:
        mails = [written(), written()]
        with PostOffice() as office:
            settings.MAILERS = mailers(office.port)
            refusal = SMTPSenderRefused(530, b"Authentication required", "x@example.vn")

            def refuse(*_arguments: object) -> None:
                raise refusal

            monkeypatch.setattr(EmailBackend, "send_messages", refuse)
            assert send_due(now=at(mails[1])) == 0
        kept = OutgoingMail.objects.order_by("written_at", "pk")
        assert {mail.state for mail in kept} == {SendingState.WAITING}
        # The second was not even tried.
        assert sorted(mail.tries for mail in kept) == [0, 1]
        assert all(mail.text for mail in kept)

    def test_of_a_round_that_took_too_long_waits_for_the_next(self, settings, monkeypatch) -> None:
        monkeypatch.setattr(sending, "ROUND_SECONDS", -1)
        mail = written()
        with PostOffice() as office:
            settings.MAILERS = mailers(office.port)
            assert send_due(now=at(mail)) == 0
        mail.refresh_from_db()
        assert (mail.state, mail.tries) == (SendingState.WAITING, 0)

    def test_is_tried_less_and_less_often(self, settings) -> None:
        settings.MAILERS = mailers(free_port())
        mail = written()
        pauses = []
        for _ in range(6):
            mail.refresh_from_db()
            now = mail.next_try_at
            send_due(now=now)
            mail.refresh_from_db()
            pauses.append(round((mail.next_try_at - now).total_seconds() / 60))
        assert pauses == [1, 2, 4, 8, 10, 10]

    def test_is_given_up_for_all_to_see_when_it_is_of_no_use(self, settings, caplog) -> None:
        settings.MAILERS = mailers(free_port())
        mail = written()
        send_due(now=at(mail))
        send_due(now=at(mail, days=1))
        mail.refresh_from_db()
        assert (mail.state, mail.text) == (SendingState.GIVEN_UP, "")
        assert mail.reason
        assert unsent_of_the_day() == 1
        assert "mail.given_up" in caplog.text

    @pytest.mark.parametrize(
        ("said", "state"),
        [
            ("550 no such mailbox", SendingState.GIVEN_UP),
            ("452 mailbox full", SendingState.WAITING),
        ],
    )
    def test_that_is_refused_is_tried_again_only_where_that_helps(
        self, settings, said, state
    ) -> None:
        mail = written()
        with PostOffice() as office:
            office.answer = said
            settings.MAILERS = mailers(office.port)
            assert send_due(now=at(mail)) == 0
        mail.refresh_from_db()
        assert mail.state == state
        assert said[4:] in mail.reason

    def test_that_may_have_been_taken_is_not_sent_again(self, settings) -> None:
        mail = written()
        with broken_off() as port:
            settings.MAILERS = mailers(port)
            assert send_due(now=at(mail)) == 0
        mail.refresh_from_db()
        assert (mail.state, mail.text) == (SendingState.UNKNOWN, "")
        with PostOffice() as office:
            settings.MAILERS = mailers(office.port)
            assert send_due(now=at(mail, hours=1)) == 0
        assert office.taken == []

    def test_of_a_killed_worker_is_not_sent_again_and_told(self) -> None:
        mail = written()
        OutgoingMail.objects.update(state=SendingState.HANDING)
        assert mend_stuck(now=at(mail, minutes=5)) == 0
        assert mend_stuck(now=at(mail, minutes=15)) == 1
        mail.refresh_from_db()
        assert (mail.state, mail.text) == (SendingState.UNKNOWN, "")

    def test_whose_job_was_lost_is_sent_by_the_clock(self, settings) -> None:
        written(timezone.now() - timedelta(seconds=1))
        assert waiting_count() == 1
        assert oldest_seconds() >= 1
        with PostOffice() as office:
            settings.MAILERS = mailers(office.port)
            assert send_what_waits() == 1
        assert (len(office.taken), waiting_count(), oldest_seconds()) == (1, 0, 0)

    def test_does_not_keep_others_from_leaving_when_its_address_is_refused(self, settings) -> None:
        first, second = written(), written()
        with PostOffice() as office:
            settings.MAILERS = mailers(office.port)
            OutgoingMail.objects.filter(pk=first.pk).update(address="không hợp lệ")
            assert send_due(now=at(second, seconds=1)) == 1
        first.refresh_from_db()
        assert first.state == SendingState.GIVEN_UP

    def test_that_a_node_of_the_release_before_sent_loses_its_address(self) -> None:
        mail, waits = written(), written()
        rows = OutgoingMail.objects.filter(kind="request")
        OutgoingMail.objects.update(kind="request", address="Thu@example.vn")
        OutgoingMail.objects.filter(pk=mail.pk).update(
            state=SendingState.SENT, reason="<THU@example.vn> unknown", subject="", text="", html=""
        )
        assert forget_old_mails(now=at(mail, days=1)) == 0
        found = {row.pk: (row.address, row.reason) for row in rows}
        assert found == {mail.pk: ("", "<…> unknown"), waits.pk: ("Thu@example.vn", "")}

    def test_is_forgotten_after_a_month(self, settings) -> None:
        mail = written()
        with PostOffice() as office:
            settings.MAILERS = mailers(office.port)
            send_due(now=at(mail))
        assert forget_old_mails(now=at(mail, days=29)) == 0
        assert forget_old_mails(now=at(mail, days=31)) == 1


class TestTheList:
    def test_is_read_by_the_provincial_desk_alone(self) -> None:
        province = make_portal("province")
        written()
        page = reverse("outgoing_mail")
        chief = desk_client(make_member(province, Position.HEAD))
        assert "lan@example.vn" in chief.get(page).content.decode()
        assert "bi-mat" not in chief.get(page).content.decode()
        for stranger in (
            make_member(province, Position.CONTRIBUTOR),
            make_member(make_portal(overseer=province), Position.HEAD),
        ):
            refused = desk_client(stranger).get(page)
            assert refused.status_code == 302
            assert refused["Location"] == reverse("wagtailadmin_home")

    def test_shows_on_practice_what_would_have_left(self, settings) -> None:
        province = make_portal("province")
        chief = make_member(province, Position.HEAD)
        now = timezone.now()
        mine = {
            "person": chief,
            "address": "toi@tap.invalid",
            "text": "Mời vào https://a.vn/loi-moi/cua-toi/.",
        }
        others = {
            "address": "khac@tap.invalid",
            "text": "Chào chị. Mời vào https://a.vn/loi-moi/bi-mat/ ngay.",
        }
        settings.PORTALS_PRACTICE_OF = "https://quantri.bacninh.gov.vn"
        for one in (mine, others):
            post(kind=MailKind.INVITATION, subject="Lời mời", now=now, **one)

        do_waiting()
        assert send_due(now=now + timedelta(days=40)) == 0
        page = desk_client(chief).get(reverse("outgoing_mail")).content.decode()

        assert page.count("Lẽ ra đã gửi") == 2
        assert "Chào chị. Mời vào … ngay." in page
        assert "cua-toi" in page
        assert "bi-mat" not in page
        assert OutgoingMail.objects.unsent().count() == 2
        # None of them is late.
        assert oldest_seconds() == 0
        assert "mail" not in {check.name for check in mail_checks()}
