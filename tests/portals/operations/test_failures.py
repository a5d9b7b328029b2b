"""What the desk says where something failed: Vietnamese, with the request's id and a way on."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from portals.boards.enums import Position
from portals.boards.models import User
from portals.database.gate import DatabaseAway, gate
from portals.operations import failures
from tests.factories import make_member, make_portal
from tests.walls import desk_client

pytestmark = pytest.mark.django_db

ID = "yeu-cau-0001"


@pytest.fixture
def head() -> User:
    return make_member(make_portal(), Position.HEAD)


def asked(client: Client, url: str) -> tuple[int, str]:
    client.raise_request_exception = False
    answer = client.get(url, headers={"x-request-id": ID})
    return answer.status_code, answer.content.decode()


class TestAFailure:
    def test_is_told_in_vietnamese_with_its_code_and_a_way_on(self, head, monkeypatch) -> None:
        def broken(_request: object) -> None:
            raise ZeroDivisionError

        client, address = desk_client(head), reverse("outgoing_mail")
        # Rooms hand their rules to the menu when an address is first looked for: they must not hand over this one.
        client.get(address)
        monkeypatch.setattr("portals.mail.views.may_see_mails", broken)
        status, page = asked(client, address)
        assert status == 500
        assert "Đây là lỗi của hệ thống" in page
        assert ID in page
        assert f'href="{reverse("wagtailadmin_home")}"' in page
        assert "Server Error" not in page

    def test_that_says_something_by_itself_is_left_as_it_is(self) -> None:
        request = RequestFactory().get("/")
        request.on_admin_host = True  # type: ignore[attr-defined]  # as the first middleware says
        said = HttpResponse(b"{}", status=405)
        assert failures.WordsForWrongWays(lambda _request: said)(request) is said

    def test_of_a_button_opened_as_an_address_says_what_to_do(self, head) -> None:
        status, page = asked(desk_client(head), reverse("syndication:ignore"))
        assert status == 405
        assert "bấm lại nút" in page
        assert f'href="{reverse("wagtailadmin_home")}"' in page

    def test_offers_the_sign_in_only_to_whoever_brings_no_session(self, head) -> None:
        way_in = reverse("account_login")
        button = reverse("syndication:ignore")

        assert way_in not in asked(desk_client(head), button)[1]
        assert (
            f'href="{way_in}"' in failures.bad_request(RequestFactory().get("/")).content.decode()
        )

    def test_of_an_away_database_says_so_and_asks_it_nothing(
        self, head, monkeypatch, django_assert_num_queries
    ) -> None:
        monkeypatch.setattr(gate, "is_shut", True)
        with django_assert_num_queries(0):
            answer = failures.server_error(RequestFactory().get("/", headers={"x-request-id": ID}))
        assert (answer.status_code, answer["Retry-After"]) == (503, "10")
        assert "Cơ sở dữ liệu không phản hồi" in answer.content.decode()

    def test_on_a_portal_is_the_portals_own(self, monkeypatch) -> None:
        """Also where it is not known yet which portal is meant."""

        def away(*_args: object, **_kwargs: object) -> None:
            raise OperationalError

        host = make_portal().site.hostname
        monkeypatch.setattr("portals.middleware.address_at", away)
        client = Client(headers={"host": host}, raise_request_exception=False)
        answer = client.get("/")
        assert answer.status_code == 500
        assert "trang làm việc" not in answer.content.decode()
        assert reverse("account_login") not in answer.content.decode()


class TestARefusal:
    def test_of_a_form_without_our_sign_says_what_to_do(self, head) -> None:
        client = Client(enforce_csrf_checks=True, headers={"host": settings.PORTALS_ADMIN_HOST})
        answer = client.post(
            reverse("account_login"), {"username": "a"}, headers={"x-request-id": ID}
        )
        assert answer.status_code == 403
        page = answer.content.decode()
        assert "Trang đã mở quá lâu" in page
        assert ID in page

    def test_of_an_address_that_is_none_has_the_code(self, head) -> None:
        status, page = asked(desk_client(head), "/khong-co-gi/")
        assert status == 404
        assert ID in page

    @pytest.mark.parametrize(
        ("refuse", "status"), [(failures.forbidden, 403), (failures.bad_request, 400)]
    )
    def test_has_the_code_and_a_way_on(self, refuse, status) -> None:
        answer = refuse(RequestFactory().get("/", headers={"x-request-id": ID}))
        assert answer.status_code == status
        assert ID in answer.content.decode()
        assert reverse("wagtailadmin_home") in answer.content.decode()


class TestTheGate:
    def test_lets_nobody_wait_while_it_is_shut(self, monkeypatch) -> None:
        monkeypatch.setattr(gate, "is_shut", True)
        with pytest.raises(DatabaseAway):
            connection.get_new_connection({})
