"""What every answer says to the browser, judged as Mozilla's HTTP Observatory judges it."""

from __future__ import annotations

import pytest
from django.test import Client, override_settings
from django.urls import reverse

from tests.factories import make_member, make_portal, make_user, published_story
from tests.support.visiting import visit
from tests.walls import desk_client

pytestmark = pytest.mark.django_db

TRANSPORT = {
    "SECURE_HSTS_SECONDS": 365 * 24 * 3600,
    "SECURE_HSTS_INCLUDE_SUBDOMAINS": True,
}


def policy_of(response) -> dict[str, list[str]]:
    rules = [rule.split() for rule in response["Content-Security-Policy"].split(";")]
    return {name: sources for name, *sources in rules}


OPEN = {"'unsafe-inline'", "'unsafe-eval'", "data:", "*", "http:", "https:"}
WANTED_POLICY = {
    "default-src": ["'none'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
    "form-action": ["'self'"],
}
WANTED = {
    "X-Content-Type-Options": {"nosniff"},
    "X-Frame-Options": {"DENY", "SAMEORIGIN"},
    "Referrer-Policy": {"strict-origin-when-cross-origin", "no-referrer", "same-origin"},
    "Cross-Origin-Resource-Policy": {"same-origin", "same-site"},
    "Cross-Origin-Opener-Policy": {"same-origin"},
}
HALF_A_YEAR = 15_768_000


def judge(response) -> list[str]:
    """Return what keeps an answer from the Observatory's highest mark, by those of its tests that apply."""
    policy = policy_of(response)
    sources = {source for listed in policy.values() for source in listed}
    faults = [f"the policy has {source}" for source in sources & OPEN]
    faults += [name for name, wanted in WANTED_POLICY.items() if policy.get(name) != wanted]
    faults += [name for name, values in WANTED.items() if response.get(name) not in values]
    age = response.get("Strict-Transport-Security", "").removeprefix("max-age=").partition(";")[0]
    if not age.isdigit() or int(age) < HALF_A_YEAR:
        faults.append("HSTS is too short")
    if response.cookies:
        faults.append("sets a cookie")
    if "Access-Control-Allow-Origin" in response:
        faults.append("is open to scripts of others")
    return faults


class TestAPublicPage:
    @pytest.mark.parametrize("path", ["/", "/tim-kiem/?q=tin", "/cac-cong/", "/khong-co/", "story"])
    def test_reaches_the_top_mark(self, path: str) -> None:
        portal = make_portal()
        if path == "story":
            path = published_story(portal, title="Tin").relative_url(portal.site)
        with override_settings(**TRANSPORT):
            response = visit(portal, path, secure=True)
        assert response.status_code in {200, 404}
        assert judge(response) == []

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


class TestAPageOfTheAdmin:
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

    def test_is_kept_by_no_cache(self) -> None:
        person = make_user()
        make_member(make_portal(), user=person)
        response = desk_client(person).get(reverse("wagtailadmin_home"))
        assert "private" in response["Cache-Control"]
        assert "no-store" in response["Cache-Control"] or "no-cache" in response["Cache-Control"]
