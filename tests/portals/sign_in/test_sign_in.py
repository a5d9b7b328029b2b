"""The one way in: the password, the lock, the notice of a new device, the log."""

from __future__ import annotations

import re
from datetime import timedelta
from unittest.mock import patch

import pytest
from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt, AccessLog
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from portals.boards.models import User
from portals.sign_in.actions import unlock
from portals.sign_in.models import KnownDevice, PasswordRequest
from tests.factories import make_member, make_portal, make_user
from tests.support.jobs import do_waiting
from tests.support.mail import deliver
from tests.walls import desk_client

PASSWORD = "mat-khau-thu-123"  # pragma: allowlist secret

pytestmark = pytest.mark.django_db


def sign_in(client: Client, username: str, password: str = PASSWORD, **extra: object):
    return client.post(
        reverse("account_login"), {"username": username, "password": password}, **extra
    )


def actions_on(person: User) -> list[str]:
    return list(
        ModelLogEntry.objects.filter(object_id=str(person.pk), action__startswith="door.")
        .order_by("pk")
        .values_list("action", flat=True)
    )


@pytest.fixture
def person(db):
    user = make_user("truong-ban")
    make_member(make_portal(), user=user)
    return user


class TestTheDoor:
    def test_is_where_the_framework_had_its_own(self) -> None:
        assert reverse("account_login") == reverse("wagtailadmin_login") == "/login/"
        assert reverse("account_logout") == reverse("wagtailadmin_logout") == "/logout/"

    @pytest.mark.asvs("7.4.1")
    def test_lets_a_member_in_and_out(self, person) -> None:
        client = desk_client(None)
        assert sign_in(client, person.username)["Location"] == reverse("wagtailadmin_home")
        assert client.get(reverse("wagtailadmin_home")).status_code == 200

        client.post(reverse("account_logout"))
        assert "/login/" in client.get(reverse("wagtailadmin_home"))["Location"]
        assert actions_on(person) == ["door.sign_in", "door.sign_out"]

    def test_leads_back_to_where_somebody_wanted_to_go(self, person) -> None:
        client = desk_client(None)
        wanted = reverse("stories")
        page = client.get(client.get(wanted)["Location"])
        assert f'name="next" value="{wanted}"' in page.content.decode()
        answer = client.post(
            reverse("account_login"),
            {"username": person.username, "password": PASSWORD, "next": wanted},
        )
        assert answer["Location"] == wanted

    @pytest.mark.asvs("3.7.2")
    def test_never_leads_to_another_site(self, person) -> None:
        answer = desk_client(None).post(
            reverse("account_login"),
            {"username": person.username, "password": PASSWORD, "next": "https://xau.example/"},
        )
        assert answer["Location"] == reverse("wagtailadmin_home")

    @pytest.mark.asvs("16.3.1")
    def test_says_the_same_of_a_wrong_password_and_an_unknown_name(self, person) -> None:
        wrong = sign_in(desk_client(None), person.username, "khong-dung")
        unknown = sign_in(desk_client(None), "khong-co-ai", "khong-dung")
        said = [answer.context["form"].non_field_errors() for answer in (wrong, unknown)]
        assert said[0] == said[1]
        assert said[0]
        assert wrong.context["form"]["username"].value() == person.username
        assert actions_on(person) == ["door.refused"]

    @pytest.mark.asvs("16.2.5")
    def test_logs_no_name_that_is_no_account(self, person, caplog) -> None:
        sign_in(desk_client(None), "mat-khau-go-nham", "x")
        sign_in(desk_client(None), person.username, "khong-dung")
        refused = [record.msg for record in caplog.records if "door.refused" in str(record.msg)]
        assert [line["user"] for line in refused] == [None, person.pk]
        assert "mat-khau-go-nham" not in caplog.text

    @pytest.mark.asvs("7.4.2")
    def test_does_not_open_for_a_closed_account(self, person) -> None:
        User.objects.filter(pk=person.pk).update(is_active=False)
        client = desk_client(None)
        sign_in(client, person.username)
        assert "/login/" in client.get(reverse("wagtailadmin_home"))["Location"]

    def test_has_no_sign_up(self, person) -> None:
        assert desk_client(person).get("/signup/").status_code == 404
        # As for every address that is none, a stranger is asked who they are.
        assert desk_client(None).get("/signup/")["Location"].startswith("/login/")


class TestWhoHoldsNoPostToday:
    """The admin sends them to the sign-in, which would send them back."""

    @pytest.mark.parametrize(
        ("starts", "ends", "said"),
        [(-400, -10, "đơn vị cấp trên"), (10, None, "bắt đầu từ ngày")],
    )
    def test_is_told_so_instead_of_sent_round(self, starts, ends, said) -> None:
        today = timezone.localdate()
        person = make_member(
            make_portal(),
            starts_on=today + timedelta(starts),
            ends_on=today + timedelta(ends) if ends else None,
        )
        client = desk_client(None)

        answer = client.post(
            reverse("account_login"),
            {"username": person.username, "password": PASSWORD},
            follow=True,
        )

        assert answer.status_code == 403
        assert said in answer.content.decode()
        assert reverse("account_logout") in answer.content.decode()


class TestGuessing:
    @pytest.mark.asvs("6.3.1")
    def test_from_many_addresses_ends_too(self, person, settings) -> None:
        client = desk_client(None)
        for number in range(20):
            sign_in(client, person.username, "sai", REMOTE_ADDR=f"203.0.113.{number}")
        refused = sign_in(client, person.username, REMOTE_ADDR="203.0.113.99")
        assert refused.status_code == 200
        assert refused.context["form"].non_field_errors()

    def test_of_one_account_locks_no_colleague_out(self, person, settings) -> None:
        colleague = make_user("dong-nghiep")
        make_member(make_portal(), user=colleague)
        for _ in range(settings.AXES_FAILURE_LIMIT + 1):
            sign_in(desk_client(None), person.username, "sai")
        assert sign_in(desk_client(None), person.username).status_code == 429
        assert sign_in(desk_client(None), colleague.username).status_code == 302


class TestAnOfficeBehindOneAddress:
    @pytest.mark.asvs("6.3.1")
    def test_is_not_locked_out_by_its_own_mistakes(self, settings) -> None:
        """Forty people of one building, each mistyping a few times before they get in."""
        portal = make_portal()
        people = [make_user(f"can-bo-{number}") for number in range(40)]
        for one in people:
            make_member(portal, user=one)
        for one in people:
            for _ in range(3):
                sign_in(desk_client(None), one.username, "sai")
        assert {sign_in(desk_client(None), one.username).status_code for one in people} == {302}

    @pytest.mark.asvs("2.4.1")
    def test_still_is_stopped_at_a_rate_that_no_office_reaches(self, person, settings) -> None:
        settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {
            "login_failed": "5/m/ip,20/15m/key"
        }
        said = [
            sign_in(desk_client(None), f"doan-{number}", "sai").status_code for number in range(6)
        ]
        assert said == [200] * 6
        stopped = sign_in(desk_client(None), person.username)
        assert "Location" not in stopped


class TestWhoAsks:
    """A stranger learns from the door neither who has an account nor how it stands."""

    def test_costs_the_same_work_for_a_name_that_is_none(self, person) -> None:
        """As many passwords are computed: that is what takes the time."""
        computed = []
        for name in (person.username, "khong-co-ai"):
            with patch.object(
                MD5PasswordHasher, "encode", autospec=True, side_effect=MD5PasswordHasher.encode
            ) as hashing:
                sign_in(desk_client(None), name, "khong-dung")
            computed.append(hashing.call_count)
        assert computed[0] == computed[1] >= 1

    def test_is_locked_out_of_a_name_that_is_none_just_the_same(self, person, settings) -> None:
        said = {}
        for name in (person.username, "khong-co-ai"):
            answers = [
                sign_in(desk_client(None), name, "sai").status_code
                for _ in range(settings.AXES_FAILURE_LIMIT + 1)
            ]
            said[name] = answers
        assert said[person.username] == said["khong-co-ai"]

    def test_is_told_of_a_closed_account_what_is_told_of_none(self, person) -> None:
        wrong = sign_in(desk_client(None), person.username, "sai")
        User.objects.filter(pk=person.pk).update(is_active=False)
        closed = sign_in(desk_client(None), person.username, "sai")
        assert closed.context["form"].non_field_errors() == wrong.context["form"].non_field_errors()

    @pytest.mark.parametrize(
        "name", ["inbox", "stories", "journal", "usersessions_list", "mfa_index"]
    )
    def test_is_led_to_the_sign_in_page_and_shown_nothing(self, person, name) -> None:
        answer = desk_client(None).get(reverse(name))
        assert answer.status_code == 302
        assert answer["Location"].startswith(reverse("account_login"))
        assert answer.content == b""


class TestWhoIsLockedOut:
    @pytest.mark.asvs("6.4.3")
    def test_gets_in_again_by_setting_a_new_password(
        self, person, settings, django_capture_on_commit_callbacks
    ) -> None:
        for number in range(20):
            sign_in(desk_client(None), person.username, "sai", REMOTE_ADDR=f"203.0.113.{number}")
        for _ in range(settings.AXES_FAILURE_LIMIT):
            sign_in(desk_client(None), person.username, "sai")
        client = desk_client(None)
        assert "Location" not in sign_in(client, person.username)

        with django_capture_on_commit_callbacks(execute=True):
            client.post(reverse("wagtailadmin_password_reset"), {"email": person.email})
        do_waiting("mail")
        deliver()
        path = re.search(r"/password_reset/confirm/\S+", mail.outbox[-1].body)[0]
        form = client.get(path, follow=True)
        fresh = "mat-khau-moi-456"  # pragma: allowlist secret
        client.post(form.redirect_chain[-1][0], {"new_password1": fresh, "new_password2": fresh})
        assert sign_in(client, person.username, fresh)["Location"] == reverse("wagtailadmin_home")
        assert "door.set_password" in actions_on(person)


class TestABrowserFromWhichSomebodySignedInBefore:
    """Strangers who know a name do not keep its owner out; whoever took the browser may not guess on either."""

    @pytest.fixture
    def own_browser(self, person):
        client = desk_client(None)
        sign_in(client, person.username)
        client.post(reverse("account_logout"))
        return client

    def guess(self, person: User, times: int, **extra: object) -> None:
        for number in range(times):
            where = {"REMOTE_ADDR": f"203.0.113.{number}"} | extra
            sign_in(desk_client(None), person.username, "sai", **where)

    def test_still_gets_in_after_strangers_guessed_everywhere(self, person, own_browser) -> None:
        self.guess(person, 25)
        assert "Location" not in sign_in(desk_client(None), person.username)
        assert sign_in(own_browser, person.username)["Location"] == reverse("wagtailadmin_home")

    def test_still_gets_in_after_somebody_guessed_from_the_same_office(
        self, person, own_browser, settings
    ) -> None:
        self.guess(person, settings.AXES_FAILURE_LIMIT + 1, REMOTE_ADDR="127.0.0.1")
        assert sign_in(desk_client(None), person.username).status_code == 429
        assert sign_in(own_browser, person.username)["Location"] == reverse("wagtailadmin_home")

    def test_is_known_no_more_once_a_new_password_was_set(self, person, own_browser) -> None:
        request = RequestFactory().post("/", headers={"host": "quantri.bacninh.localhost"})
        unlock(user=person, request=request, now=timezone.now())
        self.guess(person, 20)
        assert "Location" not in sign_in(own_browser, person.username)

    def test_counts_its_own_failures(self, person, own_browser) -> None:
        for _ in range(20):
            sign_in(own_browser, person.username, "sai")
        assert "Location" not in sign_in(own_browser, person.username)

    def test_is_a_stranger_to_every_other_account(self, person, own_browser) -> None:
        colleague = make_user("dong-nghiep")
        make_member(make_portal(), user=colleague)
        self.guess(colleague, 20)
        assert "Location" not in sign_in(own_browser, colleague.username)


class TestWhatDjangoAxesKeeps:
    def test_holds_nothing_that_was_typed(self, person) -> None:
        sign_in(desk_client(None), person.username, "mat-khau-sai-1")
        sign_in(desk_client(None), person.username, "mat-khau-sai-2")
        sign_in(desk_client(None), "mat-khau-go-nham", "x")
        sign_in(desk_client(None), "mat-khau\0-go-nham", "x")
        sign_in(desk_client(None), person.username)

        kept = " ".join(
            str(value) for row in AccessAttempt.objects.values() for value in row.values()
        )
        assert person.username in kept
        assert "mat-khau" not in kept
        assert "csrf" not in kept
        assert AccessAttempt.objects.get(username=person.username).failures_since_start == 2
        assert not AccessLog.objects.exists()


class TestALinkForANewPassword:
    def ask(self, address: str, times: int, client: Client | None = None, **extra) -> list[int]:
        page = reverse("wagtailadmin_password_reset")
        return [
            (client or desk_client(None)).post(page, {"email": address}, **extra).status_code
            for _ in range(times)
        ]

    def test_is_mailed_a_few_times_an_hour_only(
        self, person, django_capture_on_commit_callbacks
    ) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            said = self.ask(person.email, 6)
        assert said == [302] * 5 + [429]
        assert do_waiting("mail") == 5
        assert deliver() == 5
        assert [message.to for message in mail.outbox] == [[person.email]] * 5

    def test_is_counted_and_left_to_a_worker_alike_where_nobody_has_that_address(
        self, person, django_capture_on_commit_callbacks
    ) -> None:
        """So that neither the answer nor the time until it comes tells who has an account."""
        with django_capture_on_commit_callbacks(execute=True):
            said = self.ask("khong-co-ai@bacninh.vn", 6)
        assert said == [302] * 5 + [429]
        assert PasswordRequest.objects.count() == do_waiting("mail") == 5
        assert not PasswordRequest.objects.exists()
        assert deliver() == 0

    def test_is_not_used_up_by_a_stranger_elsewhere(self, person) -> None:
        assert self.ask(person.email, 6, REMOTE_ADDR="203.0.113.7")[-1] == 429
        assert self.ask(person.email, 1) == [302]

    @pytest.mark.parametrize("of", ["ſ", "S"])
    def test_is_counted_once_for_all_spellings_that_reach_one_person(self, person, of) -> None:
        User.objects.filter(pk=person.pk).update(email="so.tay@bacninh.vn")
        assert self.ask("so.tay@bacninh.vn", 5) == [302] * 5
        assert self.ask(f"{of}o.tay@bacninh.vn", 1) == [429]

    def test_is_counted_by_the_network_of_a_customer(self, person) -> None:
        for number in range(5):
            self.ask(person.email, 1, REMOTE_ADDR=f"2001:db8:1:2::{number}")
        assert self.ask(person.email, 1, REMOTE_ADDR="2001:db8:1:2:ffff::1") == [429]
        assert self.ask(person.email, 1, REMOTE_ADDR="2001:db8:1:3::1") == [302]

    def test_floods_no_mailbox_and_still_comes_to_the_browser_of_its_owner(self, person) -> None:
        client = desk_client(None)
        sign_in(client, person.username)
        client.post(reverse("account_logout"))
        everywhere = [
            self.ask(person.email, 1, REMOTE_ADDR=f"203.0.113.{number}")[0] for number in range(32)
        ]
        # The last is told the same as the others, and gets nothing: one was mailed in this quarter of an hour.
        assert everywhere == [302] * 32
        assert PasswordRequest.objects.count() == 31
        assert self.ask(person.email, 1, client) == [302]
        assert PasswordRequest.objects.count() == 32

    def test_costs_the_page_the_same_whoever_asks(self, person) -> None:
        counts = []
        for address in (person.email, "khong-co-ai@bacninh.vn"):
            with CaptureQueriesContext(connection) as queries:
                self.ask(address, 1)
            counts.append(len(queries))
        assert counts[0] == counts[1]


class TestTheMailAddress:
    @pytest.mark.asvs("6.2.3", "7.5.1")
    def test_is_changed_only_by_who_has_just_shown_who_they_are(self, person) -> None:
        before = person.email
        client = desk_client(person)
        account, ask = reverse("wagtailadmin_account"), reverse("account_reauthenticate")
        form = {
            "name_email-first_name": "A",
            "name_email-last_name": "B",
            "name_email-email": "moi@bacninh.vn",
        }
        assert client.get(account)["Location"].startswith(ask)
        assert client.post(account, form)["Location"] == account
        assert "moi@bacninh.vn" not in str(dict(client.session))
        person.refresh_from_db()
        assert person.email == before

        client.post(ask, {"password": PASSWORD, "next": account})
        page = client.get(account).content.decode()
        # The family name first, as on paper.
        assert page.index('name="name_email-last_name"') < page.index(
            'name="name_email-first_name"'
        )

    def test_is_not_needed_to_change_the_password_but_is_not_taken_away(self, person) -> None:
        form = {
            **{"name_email-first_name": "A", "name_email-last_name": "B", "name_email-email": ""},
            **{"theme-theme": "system", "theme-contrast": "system", "theme-density": "default"},
        }
        new = {f"password-new_password{one}": "mat-khau-moi-456" for one in (1, 2)}
        for address, is_changed in ((person.email, False), ("", True)):
            User.objects.filter(pk=person.pk).update(email=address)
            client = desk_client(person)
            account = reverse("wagtailadmin_account")
            client.post(reverse("account_reauthenticate"), {"password": PASSWORD, "next": account})
            client.post(account, {**form, **new, "password-old_password": PASSWORD})
            person.refresh_from_db()
            assert person.check_password("mat-khau-moi-456") == is_changed
            assert person.email == address


class TestANewDevice:
    def test_is_told_by_mail_but_the_first_one_is_not(self, person) -> None:
        at_work = desk_client(None)
        sign_in(at_work, person.username)
        assert deliver() == 0

        sign_in(desk_client(None), person.username, HTTP_USER_AGENT="Điện thoại lạ")
        assert deliver() == 1
        (notice,) = mail.outbox
        assert notice.to == [person.email]
        assert "Điện thoại lạ" in notice.body

        at_work.post(reverse("account_logout"))
        sign_in(at_work, person.username)
        assert deliver() == 0
        assert KnownDevice.objects.filter(user=person).count() == 2


class TestSessions:
    @pytest.mark.asvs("7.4.3", "7.5.2")
    def test_are_listed_and_can_be_ended_one_by_one(self, person) -> None:
        here, there = desk_client(None), desk_client(None)
        sign_in(here, person.username)
        phone = "Mozilla/5.0 (Linux; Android 14; SM-A155F) Chrome/126.0.0.0 Mobile Safari/537.36"
        sign_in(there, person.username, HTTP_USER_AGENT=phone)
        page = here.get(reverse("usersessions_list")).content.decode()
        assert "Android" in page

        other = UserSession.objects.get(user_agent=phone)
        here.post(reverse("session_end", args=[other.pk]))
        assert "/login/" in there.get(reverse("wagtailadmin_home"))["Location"]
        assert here.get(reverse("wagtailadmin_home")).status_code == 200
        assert "door.end_session" in actions_on(person)

    def test_of_somebody_else_cannot_be_ended(self, person) -> None:
        stranger = make_user("nguoi-la")
        make_member(make_portal(), user=stranger)
        mine, theirs = desk_client(None), desk_client(None)
        sign_in(mine, person.username)
        sign_in(theirs, stranger.username)
        session = UserSession.objects.get(user=person)
        assert theirs.post(reverse("session_end", args=[session.pk])).status_code == 404
        assert mine.get(reverse("wagtailadmin_home")).status_code == 200

    def test_page_needs_somebody_who_is_in(self) -> None:
        answer = desk_client(None).get(reverse("usersessions_list"))
        assert answer.status_code == 302
        assert "/login/" in answer["Location"]
