"""Browsers that are known, and guesses that are counted: nearly the right person, the moment before and after."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.tokens import default_token_generator
from django.core.cache import cache as django_cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from portals import cache
from portals.boards.models import User
from portals.settings import backends
from portals.sign_in.guessing import MOST_FAILURES
from portals.sign_in.jobs import forget_old_devices
from portals.sign_in.models import KnownDevice, PasswordRequest
from tests.factories import make_member, make_portal, make_user
from tests.support.one_time_codes import present_code
from tests.walls import desk_client

from .test_second_factor import set_up
from .test_sign_in import PASSWORD, sign_in

pytestmark = pytest.mark.django_db
NEW = "mat-khau-moi-456"  # pragma: allowlist secret
HOME = "/"


@pytest.fixture
def person(db) -> User:
    user = make_user("truong-ban")
    make_member(make_portal(), user=user)
    return user


@pytest.fixture
def colleague(db) -> User:
    user = make_user("dong-nghiep")
    make_member(make_portal(), user=user)
    return user


def left(person: User, client: Client | None = None) -> Client:
    """A browser from which the person signed in, and out."""
    client = client or desk_client(None)
    assert sign_in(client, person.username)["Location"] == HOME
    client.post(reverse("account_logout"))
    return client


def lock_for_strangers(person: User) -> None:
    for number in range(MOST_FAILURES):
        sign_in(desk_client(None), person.username, "sai", REMOTE_ADDR=f"203.0.113.{number}")
    assert "Location" not in sign_in(desk_client(None), person.username)


def gets_in(client: Client, person: User, password: str = PASSWORD, **extra: object) -> bool:
    return "Location" in sign_in(client, person.username, password, **extra)


class TestATokenOfABrowser:
    def test_is_new_at_each_sign_in_and_the_one_before_ends(self, person) -> None:
        browser = left(person)
        before = browser.cookies["device"].value
        left(person, browser)
        assert browser.cookies["device"].value != before
        assert KnownDevice.objects.filter(user=person).count() == 1

        lock_for_strangers(person)
        stale = desk_client(None)
        stale.cookies["device"] = before
        assert not gets_in(stale, person)
        assert gets_in(browser, person)

    def test_that_was_sent_by_somebody_is_never_taken_over(self, person) -> None:
        """Whoever plants a cookie would know that browser's token ever after."""
        browser = desk_client(None)
        browser.cookies["device"] = "da-biet-truoc"
        left(person, browser)
        assert "da-biet-truoc" not in browser.cookies["device"].value

        lock_for_strangers(person)
        planter = desk_client(None)
        planter.cookies["device"] = "da-biet-truoc"
        assert not gets_in(planter, person)

    def test_of_a_shared_browser_is_each_persons_own(self, person, colleague) -> None:
        shared = left(colleague, left(person))
        lock_for_strangers(person)
        lock_for_strangers(colleague)
        assert gets_in(shared, person)
        shared.post(reverse("account_logout"))
        assert gets_in(shared, colleague)

    def test_says_nothing_for_who_uses_the_browser_next(self, person, colleague) -> None:
        shared = left(person)
        lock_for_strangers(colleague)
        assert not gets_in(shared, colleague)

    def test_of_a_fifth_person_ends_that_of_the_first(self, person) -> None:
        shared = left(person)
        for number in range(3):
            other = make_user(f"nguoi-{number}")
            make_member(make_portal(), user=other)
            left(other, shared)
        assert len(shared.cookies["device"].value.split(".")) == 4
        lock_for_strangers(person)
        assert gets_in(shared, person)
        shared.post(reverse("account_logout"))
        for number in range(3, 7):
            other = make_user(f"nguoi-{number}")
            make_member(make_portal(), user=other)
            left(other, shared)
        assert not gets_in(shared, person)

    @pytest.mark.parametrize(("days", "known"), [(364, True), (365, False)])
    def test_counts_for_a_year_whatever_the_browser_keeps(self, person, days, known) -> None:
        browser = left(person)
        last = timezone.now() - timedelta(days=days)
        KnownDevice.objects.update(last_seen_at=last)
        lock_for_strangers(person)
        assert forget_old_devices() == (0 if known else 1)
        assert gets_in(browser, person) is known

    def test_is_none_after_a_year_also_before_it_is_deleted(self, person) -> None:
        browser = left(person)
        lock_for_strangers(person)
        KnownDevice.objects.update(last_seen_at=timezone.now() - timedelta(days=365))
        assert not gets_in(browser, person)
        KnownDevice.objects.update(last_seen_at=timezone.now() - timedelta(days=364))
        assert gets_in(browser, person)


class TestANewPassword:
    def test_of_ones_own_from_a_known_browser_keeps_the_others(self, person) -> None:
        at_home, at_work = left(person), left(person)
        sign_in(at_work, person.username)
        page = reverse("wagtailadmin_account")
        at_work.post(reverse("account_reauthenticate"), {"password": PASSWORD})
        form = {
            "password-old_password": PASSWORD,
            "password-new_password1": NEW,
            "password-new_password2": NEW,
        }
        at_work.post(page, {**_shown(at_work, page), **form})
        person.refresh_from_db()
        assert person.check_password(NEW)

        lock_for_strangers(person)
        assert gets_in(at_home, person, NEW)

    def test_by_mail_forgets_all_and_knows_the_browser_that_had_the_link(self, person) -> None:
        at_home, anew = left(person), desk_client(None)
        set_by_mail(anew, person)
        lock_for_strangers_anew(person)
        assert not gets_in(at_home, person, NEW)
        assert gets_in(anew, person, NEW)

    def test_by_mail_makes_nothing_known_where_the_link_is_none(self, person) -> None:
        anew = desk_client(None)
        page = reverse(
            "wagtailadmin_password_reset_confirm",
            args=[urlsafe_base64_encode(force_bytes(person.pk)), "set-password"],
        )
        anew.post(page, {"new_password1": NEW, "new_password2": NEW})
        assert not KnownDevice.objects.filter(user=person).exists()

    def test_by_mail_lifts_the_lock_of_the_site_where_the_person_failed(self, person) -> None:
        at_a_new_pc = {"REMOTE_ADDR": "203.0.113.5"}
        for _ in range(MOST_FAILURES // 2):
            sign_in(desk_client(None), person.username, "sai", **at_a_new_pc)
        assert not gets_in(desk_client(None), person, **at_a_new_pc)
        phone = desk_client(None)
        phone.defaults["REMOTE_ADDR"] = "198.51.100.7"
        set_by_mail(phone, person)
        assert gets_in(desk_client(None), person, NEW, **at_a_new_pc)


def _shown(client: Client, page: str) -> dict[str, object]:
    forms = client.get(page).context["panels_by_tab"].values()
    found: dict[str, object] = {}
    for panels in forms:
        for panel in panels:
            form = panel.get_form()
            found |= {
                form.add_prefix(name): form[name].value()
                for name in form.fields
                if form[name].value() not in (None, "")
            }
    return found


def set_by_mail(client: Client, person: User) -> None:
    person.refresh_from_db()
    token = default_token_generator.make_token(person)
    key = urlsafe_base64_encode(force_bytes(person.pk))
    page = client.get(reverse("wagtailadmin_password_reset_confirm", args=[key, token]))
    client.post(page["Location"], {"new_password1": NEW, "new_password2": NEW})
    person.refresh_from_db()
    assert person.check_password(NEW)


def lock_for_strangers_anew(person: User) -> None:
    for number in range(MOST_FAILURES):
        sign_in(desk_client(None), person.username, "sai", REMOTE_ADDR=f"198.51.100.{number}")
    assert not gets_in(desk_client(None), person, NEW)


class TestAnApproverOnANewBrowser:
    """Without a passkey, while somebody with many networks guesses."""

    def test_is_not_locked_out_by_one_customer_of_a_provider(self, person) -> None:
        for number in range(2 * MOST_FAILURES):
            where = f"2001:db8:7:{number:x}::1"
            sign_in(desk_client(None), person.username, "sai", REMOTE_ADDR=where)
        assert not gets_in(desk_client(None), person, REMOTE_ADDR="2001:db8:7:ffff::1")
        assert gets_in(desk_client(None), person, REMOTE_ADDR="2001:db8:8::1")

    def test_gets_a_link_though_strangers_asked_for_all(self, person) -> None:
        page, address = reverse("wagtailadmin_password_reset"), {"email": person.email}
        for number in range(30):
            desk_client(None).post(page, address, REMOTE_ADDR=f"2001:db8:{number:x}::1")
        assert PasswordRequest.objects.count() == 30

        said = desk_client(None).post(page, address, REMOTE_ADDR="192.0.2.1")
        assert said["Location"] == reverse("wagtailadmin_password_reset_done")
        assert PasswordRequest.objects.count() == 31
        # One in a quarter of an hour; who asks again is told the same.
        said = desk_client(None).post(page, address, REMOTE_ADDR="192.0.2.2")
        assert said["Location"] == reverse("wagtailadmin_password_reset_done")
        assert PasswordRequest.objects.count() == 31

    def test_has_ten_links_an_hour_from_one_customers_networks(self, person) -> None:
        page, address = reverse("wagtailadmin_password_reset"), {"email": person.email}
        said = [
            desk_client(None).post(page, address, REMOTE_ADDR=f"2001:db8:7:{n:x}::1").status_code
            for n in range(11)
        ]
        assert said == [302] * 10 + [429]
        beside = desk_client(None).post(page, address, REMOTE_ADDR="2001:db8:8::1")
        assert beside.status_code == 302

    def test_comes_in_by_the_link_while_the_guessing_goes_on(self, person) -> None:
        lock_for_strangers(person)
        browser = desk_client(None)
        set_by_mail(browser, person)
        lock_for_strangers_anew(person)
        assert gets_in(browser, person, NEW)


@pytest.fixture
def no_cache(settings) -> Iterator[None]:
    """The cache refuses connections."""
    settings.CACHES = backends.caches("redis://127.0.0.1:1/0", key_prefix="away")
    cache.breaker.succeeded()
    django_cache.get("x")
    assert cache.is_away()
    yield
    cache.breaker.succeeded()


def age(seconds: float) -> None:
    """Let the failures so far be so old."""
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(seconds=seconds))


class TestWhileTheCacheIsAway:
    def test_a_known_browser_has_its_twenty_guesses(self, person, no_cache) -> None:
        browser = left(person)
        for _ in range(MOST_FAILURES - 1):
            sign_in(browser, person.username, "sai")
        assert gets_in(browser, person)
        browser.post(reverse("account_logout"))
        sign_in(browser, person.username, "sai")
        assert not gets_in(browser, person)

        age(15 * 60 - 5)
        assert not gets_in(browser, person)
        age(15 * 60 + 1)
        assert gets_in(browser, person)

    def test_a_known_browser_locks_nobody_else(self, person, no_cache) -> None:
        browser, other = left(person), left(person)
        for _ in range(MOST_FAILURES):
            sign_in(browser, person.username, "sai")
        assert not gets_in(browser, person)
        assert gets_in(other, person)

    def test_codes_are_guessed_twenty_times(self, person, no_cache) -> None:
        browser = desk_client(None)
        sign_in(browser, person.username)
        secret = set_up(browser)
        browser.post(reverse("account_logout"))
        sign_in(browser, person.username)
        page = reverse("mfa_authenticate")
        for _ in range(MOST_FAILURES):
            assert browser.post(page, {"code": "000000"}).status_code == 200
        assert browser.post(page, {"code": present_code(secret)}).status_code == 200

        # And twenty times anew.
        age(15 * 60 + 1)
        for _ in range(MOST_FAILURES):
            browser.post(page, {"code": "000000"})
        assert browser.post(page, {"code": present_code(secret)}).status_code == 200
        age(15 * 60 + 1)
        assert browser.post(page, {"code": present_code(secret)}).status_code == 302

    def test_a_right_code_ends_the_count(self, person, no_cache) -> None:
        browser = desk_client(None)
        sign_in(browser, person.username)
        secret = set_up(browser)
        browser.post(reverse("account_logout"))
        sign_in(browser, person.username)
        page = reverse("mfa_authenticate")
        for _ in range(MOST_FAILURES - 1):
            browser.post(page, {"code": "000000"})
        assert browser.post(page, {"code": present_code(secret)}).status_code == 302
        assert not AccessAttempt.objects.filter(username=f"#code {person.pk}").exists()
