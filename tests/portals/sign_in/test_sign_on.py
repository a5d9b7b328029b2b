"""Signing in by the province's own sign-on, against a provider that speaks the protocol."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from django.conf import settings as django_settings
from django.test import Client
from django.urls import clear_url_caches, reverse, set_urlconf
from wagtail.models import ModelLogEntry

import portals.sign_in.urls
import portals.urls.admin
from portals.boards.models import User
from portals.settings.backends import single_sign_on
from tests.factories import make_member, make_portal, make_user
from tests.support.sign_on import SignOn, sign_on
from tests.walls import desk_client

from .test_second_factor import set_up
from .test_sign_in import sign_in

pytestmark = pytest.mark.django_db


def read_addresses_again() -> None:
    importlib.reload(portals.sign_in.urls)
    importlib.reload(portals.urls.admin)
    clear_url_caches()
    set_urlconf(None)


@pytest.fixture
def provider(settings) -> Iterator[SignOn]:
    with sign_on() as running:
        settings.SOCIALACCOUNT_PROVIDERS = single_sign_on(running.url)
        read_addresses_again()
        yield running
    settings.SOCIALACCOUNT_PROVIDERS = {}
    read_addresses_again()


@pytest.fixture
def person(db) -> User:
    user = make_user("truong-ban")
    make_member(make_portal(), user=user)
    return user


def there_and_back(client: Client) -> str:
    """Leave for the sign-on as a browser does; return where it sends the browser back to."""
    begin = reverse("openid_connect_login", args=["province"])
    away = client.post(begin)["Location"]
    back = requests.get(away, allow_redirects=False, timeout=5).headers["Location"]
    assert urlsplit(back).hostname == django_settings.PORTALS_ADMIN_HOST
    return back


def come_in(client: Client):
    parts = urlsplit(there_and_back(client))
    return client.get(f"{parts.path}?{parts.query}")


def is_in(client: Client) -> bool:
    return client.get(reverse("wagtailadmin_home")).status_code == 200


class TestTheSignOn:
    @pytest.mark.asvs("10.2.1")
    def test_is_offered_and_opens_an_account_that_exists(self, provider, person) -> None:
        provider.claims["preferred_username"] = person.username
        client = desk_client(None)
        assert "Đăng nhập một lần" in client.get(reverse("account_login")).content.decode()

        come_in(client)

        assert is_in(client)
        assert provider.asked[-2:] == ["/token", "/userinfo"]
        assert ModelLogEntry.objects.filter(action="door.sign_in", user=person).exists()

    @pytest.mark.asvs("6.8.1", "10.5.2")
    def test_knows_who_came_before_by_more_than_the_name(self, provider, person) -> None:
        provider.claims["preferred_username"] = person.username
        come_in(desk_client(None))
        provider.claims["preferred_username"] = "ten-khac"
        client = desk_client(None)
        come_in(client)
        assert is_in(client)

    def test_makes_no_account(self, provider, person) -> None:
        before = User.objects.count()
        provider.claims["preferred_username"] = "nguoi-la"
        client = desk_client(None)
        answer = come_in(client)
        assert not is_in(client)
        assert answer.status_code == 403
        assert "nguoi-la" not in answer.content.decode()
        assert User.objects.count() == before

    def test_opens_no_closed_account(self, provider, person) -> None:
        User.objects.filter(pk=person.pk).update(is_active=False)
        provider.claims["preferred_username"] = person.username
        client = desk_client(None)
        come_in(client)
        assert not is_in(client)

    @pytest.mark.asvs("6.3.3")
    def test_still_asks_for_the_second_factor(self, provider, person) -> None:
        own = desk_client(None)
        sign_in(own, person.username)
        set_up(own)
        provider.claims["preferred_username"] = person.username
        client = desk_client(None)
        answer = come_in(client)
        assert answer["Location"].startswith(reverse("mfa_authenticate"))
        assert not is_in(client)


class TestWhatIsForged:
    @pytest.mark.asvs("6.8.2", "9.2.1", "9.2.2", "9.2.3", "10.5.4")
    @pytest.mark.parametrize(
        "bent", [{"iss": "https://xau.example"}, {"aud": "ung-dung-khac"}, {"exp": 1}, {"sub": "2"}]
    )
    def test_opens_nothing(self, provider, person, bent) -> None:
        provider.claims["preferred_username"] = person.username
        provider.bent = bent
        client = desk_client(None)
        come_in(client)
        assert not is_in(client)

    @pytest.mark.asvs("10.1.2")
    def test_by_an_answer_to_another_browser_opens_nothing(self, provider, person) -> None:
        provider.claims["preferred_username"] = person.username
        parts = urlsplit(there_and_back(desk_client(None)))
        victim = desk_client(None)
        victim.get(f"{parts.path}?{parts.query}")
        assert not is_in(victim)

    @pytest.mark.asvs("10.5.1")
    def test_by_a_code_used_twice_opens_nothing(self, provider, person) -> None:
        provider.claims["preferred_username"] = person.username
        first = desk_client(None)
        parts = urlsplit(there_and_back(first))
        code = parse_qs(parts.query)["code"][0]
        first.get(f"{parts.path}?{parts.query}")
        second = desk_client(None)
        state = parse_qs(urlsplit(there_and_back(second)).query)["state"][0]
        second.get(f"{parts.path}?code={code}&state={state}")
        assert not is_in(second)

    @pytest.mark.asvs("3.5.3", "7.6.2")
    def test_by_a_link_that_begins_it_begins_nothing(self, provider) -> None:
        answer = desk_client(None).get(reverse("openid_connect_login", args=["province"]))
        assert answer.status_code == 200


class TestWithoutASignOn:
    def test_there_is_no_such_address(self) -> None:
        assert django_settings.SOCIALACCOUNT_PROVIDERS == {}
        address = "/dang-nhap-chung/oidc/province/login/"
        assert desk_client(make_member(make_portal())).get(address).status_code == 404
