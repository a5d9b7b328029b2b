"""The address that a lock after failed sign-ins goes by: the visitor's, and never one of the visitor's choice."""

from __future__ import annotations

from ipaddress import ip_network

import pytest
from axes.helpers import get_client_ip_address
from django.test import RequestFactory
from django.urls import reverse

from tests.factories import make_user
from tests.walls import desk_client


def address_of(connected: str, forwarded: str | None = None) -> str | None:
    headers = {} if forwarded is None else {"x-forwarded-for": forwarded}
    return get_client_ip_address(RequestFactory().get("/", REMOTE_ADDR=connected, headers=headers))


class TestTheAddress:
    def test_is_the_one_that_connects_where_no_proxy_is_named(self) -> None:
        assert address_of("203.0.113.5") == "203.0.113.5"
        assert address_of("203.0.113.5", "198.51.100.1") == "203.0.113.5"

    @pytest.mark.asvs("4.1.3", "15.3.4")
    @pytest.mark.parametrize(
        ("connected", "forwarded", "expected"),
        [
            ("10.0.0.9", "203.0.113.5", "203.0.113.5"),
            ("10.0.0.9", "198.51.100.1, 203.0.113.5", "203.0.113.5"),
            ("10.0.0.9", "198.51.100.1, 203.0.113.5, 10.0.0.8", "203.0.113.5"),
            ("10.0.0.9", "2001:db8::1", "2001:db8::1"),
            ("10.0.0.9", "203.0.113.5, khong-phai", "10.0.0.9"),
            ("10.0.0.9", None, "10.0.0.9"),
            ("203.0.113.7", "198.51.100.1", "203.0.113.7"),
        ],
    )
    def test_is_the_last_one_that_is_no_proxy_of_ours(
        self, settings, connected: str, forwarded: str | None, expected: str
    ) -> None:
        settings.PORTALS_TRUSTED_PROXIES = [ip_network("10.0.0.0/24")]
        assert address_of(connected, forwarded) == expected


@pytest.mark.django_db
class TestTheLock:
    def test_behind_a_proxy_is_the_visitors_alone(self, settings) -> None:
        settings.PORTALS_TRUSTED_PROXIES = [ip_network("127.0.0.1/32")]
        person = make_user("bien-tap")
        client = desk_client(None)

        def sign_in(password: str, address: str) -> int:
            return client.post(
                reverse("wagtailadmin_login"),
                {"username": person.username, "password": password},
                headers={"x-forwarded-for": address},
            ).status_code

        for _ in range(settings.AXES_FAILURE_LIMIT):
            sign_in("sai-mat-khau", "198.51.100.1")

        assert sign_in("mat-khau-thu-123", "198.51.100.1") == 429
        assert sign_in("mat-khau-thu-123", "203.0.113.5") == 302
