"""What no page of ours sends is refused with a page that says how to go on, and is not an error of ours."""

from __future__ import annotations

import pytest
from django.db import DataError
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path, reverse

from portals.boards.enums import Position
from portals.boards.models import User
from portals.numbers import LARGEST_ID, id_in
from tests.factories import make_member, make_portal, make_story
from tests.walls import desk_client

pytestmark = pytest.mark.django_db


@pytest.fixture
def portal():
    return make_portal()


@pytest.fixture
def client(portal) -> Client:
    return desk_client(make_member(portal, Position.HEAD))


def refused(response) -> bool:
    return response.status_code == 400 and "Không hiểu được yêu cầu" in response.text


class TestANul:
    def test_in_a_query_is_refused_and_what_is_beside_it_is_not(self, client) -> None:
        page = reverse("journal")
        assert refused(client.get(f"{page}?text=a%00b"))
        assert refused(client.get(f"{page}?a%00b=1"))
        # The three letters, and not the byte.
        assert client.get(f"{page}?text=a%2500b").status_code == 200

    def test_in_a_path_is_refused(self, client) -> None:
        assert refused(client.get("/media/a%00b"))

    def test_in_a_form_is_refused_also_of_who_is_not_in(self) -> None:
        form = {"username": "a\0b", "password": "x"}  # pragma: allowlist secret
        assert refused(desk_client(None).post(reverse("account_login"), form))
        form = {"username": "a%00b", "password": "x"}  # pragma: allowlist secret
        assert desk_client(None).post(reverse("account_login"), form).status_code == 200

    def test_in_a_cookie_is_refused(self) -> None:
        # Written as a cookie writes what it may not hold.
        page, cookie = reverse("account_login"), r'sessionid="a\000b"'
        assert refused(desk_client(None).get(page, headers={"cookie": cookie}))

    def test_on_a_public_host_is_read_as_words(self, portal) -> None:
        host = {"host": portal.site.hostname}
        assert Client().get("/tim-kiem/?q=a%00b", headers=host).status_code == 200


class TestAWayOnward:
    @pytest.mark.parametrize("way", ["cướp", "a:b", "javascript:alert(1)"])
    def test_that_is_no_address_is_refused(self, client, portal, way) -> None:
        page = reverse("wagtailadmin_pages:delete", args=[make_story(portal).pk])
        assert refused(client.post(f"{page}?next={way}"))
        assert refused(client.post(page, {"next": way}))

    @pytest.mark.parametrize("way", ["//[", "http://[", "https://xau.example/"])
    def test_to_elsewhere_leads_nowhere(self, client, way) -> None:
        said = client.get(reverse("account_login"), {"next": way})
        assert said["Location"] == reverse("wagtailadmin_home")

    def test_within_the_desk_is_kept(self, client) -> None:
        page = reverse("inbox")
        assert client.get(reverse("account_login"), {"next": page})["Location"] == page


class TestANumberBeyondWhatAColumnHolds:
    def test_is_refused_by_pages_of_the_framework(self, client) -> None:
        page = reverse("wagtailadmin_api:pages:listing")
        assert client.get(page, {"offset": 1}).status_code == 200
        assert refused(client.get(page, {"offset": LARGEST_ID + 1}))

    def test_is_no_version_of_a_page(self, client, portal) -> None:
        story, other = make_story(portal), make_story(portal)
        name = "wagtailadmin_pages:revisions_revert"
        own = reverse(name, args=[story.pk, story.latest_revision_id])
        assert client.get(own).status_code == 200
        for number in (0, other.latest_revision_id, LARGEST_ID + 1):
            assert client.get(reverse(name, args=[story.pk, number])).status_code == 404


def of_the_framework(_request: HttpRequest) -> HttpResponse:
    User.objects.get(pk="²")
    return HttpResponse()


def of_ours(_request: HttpRequest) -> HttpResponse:
    User.objects.get(pk="²")
    return HttpResponse()


def beyond(_request: HttpRequest) -> HttpResponse:
    raise DataError("bigint out of range")


def other_fault(_request: HttpRequest) -> HttpResponse:
    raise ValueError("ours")


class TestAFault:
    @pytest.mark.parametrize(
        ("view", "module", "status"),
        [
            (of_the_framework, "wagtail.x", 400),
            (of_ours, "editorial.x", 500),
            (beyond, "editorial.x", 400),
            (other_fault, "wagtail.x", 500),
        ],
    )
    def test_of_ours_stays_one(self, settings, client, view, module, status) -> None:
        view.__module__ = module
        settings.ROOT_URLCONF = type("urls", (), {"urlpatterns": [path("x/", view)]})
        user = User.objects.latest("pk")
        User.objects.filter(pk=user.pk).update(is_superuser=True)
        assert client.get("/x/").status_code == status


class TestAnId:
    @pytest.mark.parametrize(
        ("text", "number"),
        [
            *(("7", 7), ("007", 7), (str(LARGEST_ID), LARGEST_ID)),
            *((str(LARGEST_ID + 1), None), ("9" * 5000, None), ("", None), ("-1", None)),
            *(("²", None), ("٣", None), ("１", None), ("1.0", None), (" 1", None), ("1\n", None)),
        ],
    )
    def test_is_what_a_column_holds(self, text, number) -> None:
        assert id_in(text) == number
