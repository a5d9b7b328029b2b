"""Pages of our own portals, fetched as visitors get them."""

import pytest

from portals.fetching import ForbiddenTarget, TransientFetchError, fetch_own, fetch_own_all
from tests.factories import make_portal


@pytest.mark.django_db(transaction=True)
class TestOwnPortals:
    def test_each_answers_by_its_host(self, web_server):
        first, second = make_portal(name="Xã Một"), make_portal(name="Xã Hai")

        one = fetch_own(first.site.hostname, "/")
        both = fetch_own_all([(first.site.hostname, "/"), (second.site.hostname, "/khong-co/")])

        assert one.status == 200
        assert "Xã Một" in one.body.decode()
        assert [answer.status for answer in both] == [200, 404]

    def test_redirects_are_told_and_not_followed(self, web_server):
        portal = make_portal()

        answer = fetch_own(portal.site.hostname, "/tim-kiem")

        assert answer.status == 301
        assert answer.headers["location"].endswith("/tim-kiem/")


@pytest.mark.django_db
class TestWhatIsNotAsked:
    @pytest.mark.parametrize(
        "hostname", ["quantri.bacninh.localhost", "127.0.0.1", "bao.example.vn", ""]
    )
    def test_a_host_that_is_no_portal(self, hostname):
        with pytest.raises(ForbiddenTarget):
            fetch_own(hostname, "/")

    def test_an_address_in_place_of_a_path(self):
        portal = make_portal()

        with pytest.raises(ForbiddenTarget):
            fetch_own(portal.site.hostname, "http://127.0.0.1/")

    def test_a_front_that_is_down_is_said_for_each(self, settings):
        settings.PORTALS_FRONT_ADDRESS = "127.0.0.1:1"
        portal = make_portal()

        answers = fetch_own_all([(portal.site.hostname, "/"), ("bao.example.vn", "/")])

        assert [type(answer) for answer in answers] == [TransientFetchError, ForbiddenTarget]

    def test_one_query_however_many(self, django_assert_num_queries, settings):
        settings.PORTALS_FRONT_ADDRESS = "127.0.0.1:1"
        hosts = [make_portal().site.hostname for _ in range(4)]

        with django_assert_num_queries(1):
            fetch_own_all([(host, "/") for host in hosts])
