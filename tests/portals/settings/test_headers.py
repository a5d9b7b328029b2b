"""What every answer says to the browser, judged as Mozilla's HTTP Observatory judges it."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import reverse

from tests.factories import make_member, make_portal, make_user, published_story
from tests.support.observatory import Judgement, judge
from tests.support.visiting import visit
from tests.walls import desk_client

pytestmark = pytest.mark.django_db

# What a public page reaches in each test. More would need cookies, or the owner of the domain (preload).
BEST = {
    "content-security-policy": ("no unsafe, default none", 10),
    "cookies": ("none found", 0),
    "cross-origin-resource-sharing": ("not implemented", 0),
    "redirection": ("to https", 0),
    "referrer-policy": ("private", 5),
    "strict-transport-security": ("half a year", 0),
    "subresource-integrity": ("all from the own origin", 0),
    "x-content-type-options": ("nosniff", 0),
    "x-frame-options": ("by policy", 5),
    "cross-origin-resource-policy": ("same-origin", 10),
}
TRANSPORT = {
    "SECURE_SSL_REDIRECT": True,
    "SECURE_HSTS_SECONDS": 365 * 24 * 3600,
    "SECURE_HSTS_INCLUDE_SUBDOMAINS": True,
}


def policy_of(response) -> dict[str, list[str]]:
    rules = [rule.split() for rule in response["Content-Security-Policy"].split(";")]
    return {name: sources for name, *sources in rules}


class TestAPublicPage:
    @pytest.mark.asvs("1.2.3", "3.4.2", "3.4.3", "3.4.4", "3.4.5")
    @pytest.mark.parametrize("path", ["/", "/tim-kiem/?q=tin", "/cac-cong/", "/khong-co/", "story"])
    def test_reaches_the_top_mark(self, path: str) -> None:
        portal = make_portal()
        if path == "story":
            path = published_story(portal, title="Tin").relative_url(portal.site)
        with override_settings(**TRANSPORT):
            response = visit(portal, path, secure=True)
            judged = judge(response, plain=visit(portal, path))
        assert response.status_code == (404 if path == "/khong-co/" else 200)
        assert judged.results == BEST
        assert (judged.score, judged.grade) == (130, "A+")

    def test_is_shown_in_no_frame(self) -> None:
        assert visit(make_portal(), "/")["X-Frame-Options"] == "DENY"

    @pytest.mark.asvs("14.2.3")
    def test_sends_no_third_party_anything(self) -> None:
        for name, sources in policy_of(visit(make_portal(), "/")).items():
            assert set(sources) <= {"'self'", "'none'", "/-/csp"}, name

    def test_ignores_and_sets_no_cookie(self) -> None:
        portal = make_portal()
        client = Client()
        client.cookies["sessionid"] = "x"
        response = client.get("/", headers={"host": portal.site.hostname})
        assert not response.cookies
        assert "Cookie" not in response.get("Vary", "")


class TestTheObservatory:
    """The judge itself, so that the mark means something."""

    PLAIN = SimpleNamespace(status_code=200)

    @pytest.mark.parametrize(
        ("name", "value", "test", "points"),
        [
            ("Content-Security-Policy", "default-src 'none'; script-src *", "policy", -20),
            ("Content-Security-Policy", "script-src 'self' 'unsafe-inline'", "policy", -20),
            ("Content-Security-Policy", "default-src 'self' 'unsafe-eval'", "policy", -10),
            ("Content-Security-Policy", "default-src 'self'; img-src http:", "policy", -10),
            ("Content-Security-Policy", "default-src 'self'", "policy", 5),
            ("Referrer-Policy", "unsafe-url", "referrer-policy", -5),
            ("Strict-Transport-Security", "max-age=100", "strict-transport-security", -10),
            ("X-Frame-Options", "ALLOWALL", "x-frame-options", -20),
            ("Cross-Origin-Resource-Policy", "gì đó", "cross-origin-resource-policy", -5),
        ],
    )
    def test_takes_points_for_each_fault(self, name, value, test, points) -> None:
        results = judge(HttpResponse(headers={name: value}), plain=self.PLAIN).results
        key = next(known for known in results if test in known)
        assert results[key][1] == points

    def test_fails_a_bare_answer(self) -> None:
        judged = judge(HttpResponse(), plain=self.PLAIN)
        assert judged.grade == "F"
        assert judged.results["redirection"] == ("missing", -20)

    def test_gives_bonuses_from_ninety_points_on_only(self) -> None:
        assert Judgement({"a": ("", -10), "b": ("", 10)}).score == 100
        assert Judgement({"a": ("", -15), "b": ("", 10)}).score == 85

    def test_sees_an_open_session_cookie(self) -> None:
        answer = HttpResponse()
        answer.set_cookie("sessionid", "x")
        assert judge(answer, plain=self.PLAIN).results["cookies"][1] == -40


class TestAPageOfTheAdmin:
    @pytest.mark.asvs("3.4.3", "3.4.6")
    def test_shows_nothing_to_who_is_not_in(self) -> None:
        response = desk_client(None).get(reverse("account_login"))
        policy = policy_of(response)
        assert policy["object-src"] == ["'none'"]
        assert policy["base-uri"] == ["'none'"]
        assert policy["frame-ancestors"] == ["'self'"]
        assert policy["report-uri"] == ["/-/csp"]
        assert response["X-Content-Type-Options"] == "nosniff"

    def test_sets_no_cookies_but_those_of_session_form_and_device(self) -> None:
        person = make_user()
        portal = make_portal()
        make_member(portal, user=person)
        client = desk_client(None)
        fields = {
            "username": person.username,
            "password": "mat-khau-thu-123",  # pragma: allowlist secret
        }
        client.get(reverse("account_login"))
        client.post(reverse("account_login"), fields)
        client.post(reverse("portal_choose"), {"portal": portal.pk})
        assert set(client.cookies) == {"sessionid", "csrftoken", "device"}

    @pytest.mark.asvs("14.2.2", "14.3.2")
    def test_is_kept_by_no_cache(self) -> None:
        person = make_user()
        make_member(make_portal(), user=person)
        response = desk_client(person).get(reverse("wagtailadmin_home"))
        assert "private" in response["Cache-Control"]
        assert "no-store" in response["Cache-Control"]
