"""The second factor: set up, asked for, kept by those who must have one, and reset for who lost it."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core import mail
from django.core.management import CommandError, call_command
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from portals.boards.enums import Position
from portals.boards.models import Absence, Delegation, User
from portals.clock import local_date
from portals.sign_in.actions import UnableToReset, reset_second_factor
from portals.sign_in.queries import has_second_factor, must_have_second_factor
from tests.factories import make_member, make_portal, make_user
from tests.support.mail import deliver
from tests.support.one_time_codes import present_code
from tests.walls import desk_client

from .test_sign_in import PASSWORD, sign_in

pytestmark = pytest.mark.django_db


def confirm(client: Client) -> None:
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})


def set_up(client: Client) -> str:
    """Set up an app as a person does; return its secret."""
    page = client.get(reverse("mfa_activate_totp"))
    if page.status_code == 302:
        confirm(client)
        page = client.get(reverse("mfa_activate_totp"))
    secret: str = page.context["form"].secret
    answer = client.post(reverse("mfa_activate_totp"), {"code": present_code(secret)})
    assert answer.status_code == 302, answer.context["form"].errors
    return secret


@pytest.fixture
def head(db) -> User:
    user = make_user("truong-ban")
    make_member(make_portal(), Position.HEAD, user=user)
    return user


@pytest.fixture
def signed_in(head) -> Client:
    client = desk_client(None)
    sign_in(client, head.username)
    return client


class TestAnApp:
    def test_is_set_up_by_its_code_and_told_by_mail(
        self, head, signed_in, django_capture_on_commit_callbacks
    ) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            set_up(signed_in)
        deliver()
        assert has_second_factor(head)
        assert [message.to for message in mail.outbox] == [[head.email]] * len(mail.outbox)
        assert mail.outbox
        assert ModelLogEntry.objects.filter(action="door.second_factor").exists()

    def test_is_refused_with_a_wrong_code(self, head, signed_in) -> None:
        confirm(signed_in)
        signed_in.get(reverse("mfa_activate_totp"))
        answer = signed_in.post(reverse("mfa_activate_totp"), {"code": "000000"})
        assert answer.context["form"].errors["code"]
        assert not has_second_factor(head)

    def test_is_asked_for_at_the_next_sign_in(self, head, signed_in) -> None:
        secret = set_up(signed_in)
        client = desk_client(None)
        answer = sign_in(client, head.username)
        assert answer["Location"].startswith(reverse("mfa_authenticate"))
        assert "/login/" in client.get(reverse("wagtailadmin_home"))["Location"]

        wrong = client.post(reverse("mfa_authenticate"), {"code": "000000"})
        assert wrong.context["form"].errors["code"]
        client.post(reverse("mfa_authenticate"), {"code": present_code(secret)})
        assert client.get(reverse("wagtailadmin_home")).status_code == 200

    @pytest.mark.asvs("6.5.1")
    def test_that_is_lost_is_replaced_by_a_recovery_code_once(self, head, signed_in) -> None:
        set_up(signed_in)
        codes = signed_in.get(reverse("mfa_view_recovery_codes")).context["unused_codes"]
        for expected in (200, 302):
            client = desk_client(None)
            sign_in(client, head.username)
            client.post(reverse("mfa_authenticate"), {"code": codes[0]})
            assert client.get(reverse("wagtailadmin_home")).status_code == expected


class TestWhoPublishes:
    def test_does_nothing_before_it_is_set_up(self, head, signed_in, settings) -> None:
        settings.PORTALS_SECOND_FACTOR_REQUIRED = True
        for name in ("wagtailadmin_home", "stories", "wagtailadmin_account"):
            assert signed_in.get(reverse(name))["Location"] == reverse("mfa_index")
        assert signed_in.get(reverse("mfa_index")).status_code == 200
        set_up(signed_in)
        assert signed_in.get(reverse("wagtailadmin_home")).status_code == 200

    def test_keeps_the_last_one(self, head, signed_in, settings) -> None:
        settings.PORTALS_SECOND_FACTOR_REQUIRED = True
        set_up(signed_in)
        answer = signed_in.post(reverse("mfa_deactivate_totp"))
        assert answer.context["form"].non_field_errors()
        assert has_second_factor(head)

    @pytest.mark.asvs("6.3.2")
    @pytest.mark.parametrize("position", [Position.HEAD, Position.DEPUTY, Position.SECRETARY])
    def test_must_have_one(self, settings, position) -> None:
        settings.PORTALS_SECOND_FACTOR_REQUIRED = True
        person = make_member(make_portal(), position)
        client = desk_client(None)
        sign_in(client, person.username)
        assert client.get(reverse("stories"))["Location"] == reverse("mfa_index")

    def test_alone_must_have_one(self, settings) -> None:
        settings.PORTALS_SECOND_FACTOR_REQUIRED = True
        editor = make_user("bien-tap")
        make_member(make_portal(), Position.EDITOR, user=editor)
        client = desk_client(None)
        sign_in(client, editor.username)
        assert client.get(reverse("wagtailadmin_home")).status_code == 200

    @pytest.mark.asvs("6.3.2")
    @pytest.mark.parametrize("grant", [Delegation, Absence])
    def test_in_anothers_place_must_have_one_too(self, head, settings, grant) -> None:
        settings.PORTALS_SECOND_FACTOR_REQUIRED = True
        editor = make_user("bien-tap")
        board = head.posts.get().board
        make_member(board.portal, Position.EDITOR, user=editor)
        now = timezone.now()
        assert not must_have_second_factor(editor, now)
        people = (
            {"giver": head, "receiver": editor}
            if grant is Delegation
            else {"user": head, "stand_in": editor}
        )
        days = DateRange(local_date(now), local_date(now) + timedelta(3))
        grant.objects.create(board=board, period=days, reason="Đi họp", made_at=now, **people)
        assert must_have_second_factor(editor, now)
        assert not must_have_second_factor(editor, now + timedelta(4))

    def test_is_asked_again_in_every_session_once_it_was_taken_away(
        self, head, signed_in, settings
    ) -> None:
        settings.PORTALS_SECOND_FACTOR_REQUIRED = True
        elsewhere = desk_client(None)
        sign_in(elsewhere, head.username)
        set_up(signed_in)
        for client in (signed_in, elsewhere):
            assert client.get(reverse("wagtailadmin_home")).status_code == 200
        settings.PORTALS_SECOND_FACTOR_REQUIRED = False
        signed_in.post(reverse("mfa_deactivate_totp"))
        assert not has_second_factor(head)

        settings.PORTALS_SECOND_FACTOR_REQUIRED = True

        for client in (signed_in, elsewhere):
            answer = client.get(reverse("wagtailadmin_home"))
            assert answer["Location"] == reverse("mfa_index")

    def test_may_take_it_away_where_it_is_only_offered(self, head, signed_in) -> None:
        set_up(signed_in)
        signed_in.post(reverse("mfa_deactivate_totp"))
        assert not has_second_factor(head)


class TestAReset:
    @pytest.mark.asvs("7.4.5")
    def test_takes_every_factor_and_session_with_a_reason(self, head, signed_in) -> None:
        set_up(signed_in)
        other = make_user("ban-tinh")
        reset_second_factor(
            user=head, reason="Gọi lại số máy cơ quan", actor=other, now=timezone.now()
        )
        assert not Authenticator.objects.filter(user=head).exists()
        assert not UserSession.objects.filter(user=head).exists()
        assert "/login/" in signed_in.get(reverse("wagtailadmin_home"))["Location"]
        entry = ModelLogEntry.objects.get(action="door.reset_second_factor")
        assert entry.user == other
        assert entry.data["reason"] == "Gọi lại số máy cơ quan"

    @pytest.mark.asvs("6.4.4")
    def test_is_refused_without_a_reason_or_for_oneself(self, head) -> None:
        with pytest.raises(UnableToReset):
            reset_second_factor(user=head, reason=" ", actor=make_user(), now=timezone.now())
        with pytest.raises(UnableToReset):
            reset_second_factor(user=head, reason="Mất máy", actor=head, now=timezone.now())

    def test_by_command_names_who_is_unknown(self, head, signed_in) -> None:
        set_up(signed_in)
        with pytest.raises(CommandError, match="khong-co"):
            call_command("reset_second_factor", "khong-co", reason="Mất máy")
        call_command("reset_second_factor", head.username, reason="Mất máy", stdout=StringIO())
        assert not has_second_factor(head)
