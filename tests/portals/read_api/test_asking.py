"""How the read API is asked, whatever the resource: parameters, cursors, tags, other sites' pages, limits."""

from __future__ import annotations

import pytest
from django.core.signing import Signer
from django.test import Client

from portals.read_api.registry import register, resources
from tests.factories import make_portal, make_province_tree, published_story
from tests.support.read_api import API, all_of, asked, ids, refused
from tests.support.visiting import visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def province():
    return make_province_tree(communes=2)[0]


class TestParameters:
    @pytest.mark.parametrize(
        ("query", "named"),
        [
            ({"limit": "0"}, "limit"),
            ({"limit": "101"}, "limit"),
            ({"limit": "nhiều"}, "limit"),
            ({"limit": "9" * 5000}, "limit"),
            ({"lang": "fr"}, "lang"),
            ({"fields": "title,khong_co"}, "fields"),
            ({"fields": "body_html"}, "fields"),
            ({"fields": "title,"}, "fields"),
            ({"fields": "a" * 401}, "fields"),
            ({"tier": "A B"}, "tier"),
            ({"kind": "'; --"}, "kind"),
            ({"section": ""}, "section"),
            ({"placed_from": "29/11/2026"}, "placed_from"),
            ({"placed_to": "2026-02-30"}, "placed_to"),
            ({"placed_from": "0001-01-01"}, "placed_from"),
            ({"portal": "a b"}, "portal"),
            ({"cursor": ""}, "cursor"),
            ({"trang": "2"}, "trang"),
            ({"kind": "a\x00b"}, "kind"),
            ({"limit": ["1", "2"]}, "limit"),
        ],
    )
    def test_that_cannot_be_read_are_named(self, province, query, named):
        told = refused(province, "stories", **query)

        assert told["status"] == 400
        assert told["code"] == "bad_parameter"
        assert [one["name"] for one in told["errors"]] == [named]
        assert told["errors"][0]["detail"]

    def test_are_refused_in_the_language_that_was_asked_for(self, province):
        words = {lang: refused(province, "stories", limit="0", lang=lang) for lang in ("vi", "en")}

        assert words["vi"]["title"] == "Tham số không hợp lệ"
        assert words["en"]["title"] == "A parameter is not valid"

    def test_fields_leaves_the_others_out(self, province):
        published_story(province, title="Một tin")

        (one,) = asked(province, "stories", fields="title,url")["data"]

        assert set(one) == {"id", "title", "url"}

    def test_what_is_not_there_is_not_there(self, province):
        assert refused(province, "khong-co")["code"] == "not_found"
        assert refused(province, "stories/0")["status"] == 404
        assert refused(province, "stories/9" + "9" * 40)["status"] == 404
        assert refused(province, "stories/a%00b")["status"] == 404
        assert refused(province, "stories", portal="khong-co.example.vn")["status"] == 404

    def test_another_portal_is_asked_for_on_the_provinces_host_only(self, province):
        one, other = make_portal(), make_portal()
        published_story(other)

        assert len(asked(province, "stories", portal=other.site.hostname)["data"]) == 1
        assert refused(one, "stories", portal=other.site.hostname)["status"] == 404


class TestCursors:
    def test_what_we_did_not_write_is_refused(self, province):
        for cursor in ("abc", "abc:def", Signer(salt="other").sign_object(["x", [1]])):
            told = refused(province, "stories", cursor=cursor)
            assert (told["status"], told["code"]) == (400, "bad_cursor")
            assert "Hãy bắt đầu lại" in told["detail"]

    def test_one_of_another_question_is_refused(self, province):
        for _number in range(2):
            published_story(province)
        cursor = asked(province, "stories", limit=1)["next"]

        assert asked(province, "stories", limit=2, cursor=cursor)["data"]
        for path, query in [("stories", {"kind": "notice"}), ("documents", {}), ("portals", {})]:
            assert refused(province, path, cursor=cursor, **query)["code"] == "bad_cursor"

    def test_everything_is_met_once(self, province):
        portals = {str(make_portal().pk) for _number in range(3)}

        found = ids(all_of(province, "portals", limit=2))

        assert len(found) == len(set(found))
        assert portals <= set(found)

    def test_the_next_page_is_linked(self, province):
        response = visit(province, f"{API}/portals", query_params={"limit": 1, "lang": "en"})

        address = response["Link"].partition(">")[0].removeprefix("<")
        assert response["Link"].endswith('; rel="next"')
        further = Client().get(address, headers={"host": province.site.hostname}).json()
        assert further["data"][0]["id"] != response.json()["data"][0]["id"]


class TestAnswers:
    def test_what_has_not_changed_is_not_sent_again(self, province):
        first = visit(province, f"{API}/portals")
        again = visit(province, f"{API}/portals", HTTP_IF_NONE_MATCH=first["ETag"])
        assert (again.status_code, again.content) == (304, b"")
        assert again["Access-Control-Allow-Origin"] == "*"

        make_portal()

        changed = visit(province, f"{API}/portals", HTTP_IF_NONE_MATCH=first["ETag"])
        assert changed.status_code == 200
        assert changed["ETag"] != first["ETag"]

    def test_a_date_alone_proves_nothing(self, province):
        """What was taken off leaves no newer date behind."""
        story = published_story(province)
        first = visit(province, f"{API}/stories/{story.pk}")
        assert first["Last-Modified"]
        again = visit(
            province, f"{API}/stories/{story.pk}", HTTP_IF_MODIFIED_SINCE=first["Last-Modified"]
        )
        assert again.status_code == 200

    def test_pages_of_other_sites_may_read_it(self, province):
        response = Client().options(
            f"{API}/stories",
            headers={"host": province.site.hostname, "origin": "https://bao.example.vn"},
        )
        assert response.status_code == 204
        assert "GET" in response["Access-Control-Allow-Methods"]
        for path in ("stories", "khong-co", "stories?limit=0", "openapi.json", ""):
            told = visit(province, f"{API}/{path}")
            assert told["Access-Control-Allow-Origin"] == "*"
            assert told["Cross-Origin-Resource-Policy"] == "cross-origin"
            assert "Access-Control-Allow-Credentials" not in told
            assert not told.cookies

    def test_are_not_kept_where_a_recall_could_not_reach_them(self, province):
        assert visit(province, f"{API}/stories")["Cache-Control"] == "public, max-age=0, s-maxage=1"
        assert visit(province, f"{API}/stories?limit=0")["Cache-Control"] == "no-store"

    @pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
    def test_nothing_is_written_through_it(self, province, method):
        response = getattr(Client(enforce_csrf_checks=True), method)(
            f"{API}/stories", headers={"host": province.site.hostname}
        )
        assert response.status_code == 405
        assert response["Allow"] == "GET, HEAD, OPTIONS"
        assert response.json()["code"] == "read_only"

    def test_the_head_of_an_answer_is_that_of_the_whole(self, province):
        client, host = Client(), {"host": province.site.hostname}
        head = client.head(f"{API}/portals", headers=host)
        assert head["ETag"] == client.get(f"{API}/portals", headers=host)["ETag"]

    def test_one_network_asks_so_much_a_minute(self, province, settings):
        settings.PORTALS_READ_API_A_MINUTE = 3
        asks = [
            visit(province, f"{API}/portals", REMOTE_ADDR="203.0.113.9").status_code
            for _number in range(4)
        ]
        late = visit(province, f"{API}/portals", REMOTE_ADDR="203.0.113.9")
        other = visit(province, f"{API}/portals", REMOTE_ADDR="203.0.113.10")

        assert asks == [200, 200, 200, 429]
        assert late.json()["code"] == "too_many"
        assert 0 < int(late["Retry-After"]) <= 60
        assert other.status_code == 200

    def test_one_customer_of_ipv6_has_no_more_by_his_other_networks(self, province, settings):
        settings.PORTALS_READ_API_A_MINUTE = 1
        asks = [
            visit(province, f"{API}/portals", REMOTE_ADDR=f"2001:db8:7:{number:x}::1").status_code
            for number in range(6)
        ]
        assert asks == [200] * 4 + [429] * 2


class TestResources:
    def test_are_told_by_whoever_has_nothing_but_the_address(self, province):
        told = asked(province, "")

        assert [one["name"] for one in told["resources"]] == [
            *("portals", "stories", "documents", "disclosures", "bulletins", "procedures"),
            *("answers", "scores"),
        ]
        assert asked(province, told["openapi"].partition(f"{API}/")[2])["openapi"] == "3.1.0"

    def test_have_names_of_their_own(self):
        with pytest.raises(ValueError, match="two resources named portals"):
            register(resources()["portals"])


class TestPortals:
    def test_are_those_that_are_open(self, province):
        commune = make_portal("commune")

        (told,) = asked(province, "portals", portal=commune.site.hostname)["data"]

        assert told["host"] == commune.site.hostname
        assert told["tier"] == "commune"
        assert told["id"] == str(commune.pk)
        assert asked(province, f"portals/{commune.pk}") == told

    def test_a_portal_tells_of_itself_alone(self, province):
        one, other = make_portal(), make_portal()

        assert ids(all_of(one, "portals")) == [str(one.pk)]
        assert refused(one, f"portals/{other.pk}")["status"] == 404

    def test_are_narrowed_to_a_tier(self, province):
        make_portal("commune")
        tiers = {one["tier"] for one in all_of(province, "portals", tier="commune", limit=1)}
        assert tiers == {"commune"}
