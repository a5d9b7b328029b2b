"""Each account that the demo prints gets in, holds the posts that are said of it, and opens what it should."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from http import HTTPStatus
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _

from portals.boards.models import User
from portals.boards.queries import posts_of
from portals.operations.demo.registry import DemoCheck, Result
from portals.operations.demo.running import Address, HttpAnswer, RunningDemo

from . import pages
from .logins import Login, logins_of
from .organisations import organisation_standing
from .people import PASSWORD

REFUSED = {HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}
# Whoever sits on no board is led back to where they begin.
LED_BACK = REFUSED | {HTTPStatus.FOUND}


def logins(demo: RunningDemo) -> Iterator[Result]:
    printed = logins_of(organisation_standing())
    faults = [fault for login in printed if (fault := _fault_of(login, demo))]
    yield Result("logins", len(printed) - len(faults), len(printed), faults)


def _fault_of(login: Login, demo: RunningDemo) -> str:
    """Return in what the account differs from what is said of it; nothing where it does not."""
    user = User.objects.get(username=login.username)
    posts = posts_of(user, timezone.now())
    if {(portal.code, position) for portal, position in posts} != set(login.posts):
        return f"{login.username}: {posts}"
    visitor = Visitor(demo)
    if visitor.sign_in(login.username) != HTTPStatus.FOUND:
        return f"{login.username}: no way in"
    home = visitor.get(reverse("wagtailadmin_home"))
    # Whoever sits on no board begins elsewhere.
    begins = HTTPStatus.OK if login.posts else HTTPStatus.FOUND
    unnamed = [one.name for one, _ in posts if escape(one.name) not in home.body.decode()]
    if home.status != begins or unnamed:
        return f"{login.username}: {home.status}, {unnamed}"
    wrong = dict(_wrong_pages(login, visitor))
    return f"{login.username}: {wrong}" if wrong else ""


def _wrong_pages(login: Login, visitor: Visitor) -> Iterator[tuple[str, int]]:
    username, refused = login.username, REFUSED if login.posts else LED_BACK
    for page in pages.demo_pages():
        if username in page.opens_for | page.is_refused_to:
            status = visitor.get(reverse(page.name)).status
            is_right = status == HTTPStatus.OK if username in page.opens_for else status in refused
            if not is_right:
                yield page.name, status


class _HiddenFields(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "input" and given.get("type") == "hidden" and (name := given.get("name")):
            self.found[name] = given.get("value") or ""


def hidden_fields(page: str) -> dict[str, str]:
    """Return what all hidden fields of a page hold, as a browser sends it."""
    parser = _HiddenFields()
    parser.feed(page)
    return parser.found


class Visitor:
    """A person at the desk with a browser that keeps cookies."""

    def __init__(self, demo: RunningDemo) -> None:
        self.demo = demo
        self.cookies: dict[str, str] = {}

    def get(self, path: str) -> HttpAnswer:
        return self._ask(path)

    def sign_in(self, username: str) -> int:
        typed = {"username": username, "password": PASSWORD}
        return self.fill(reverse("account_login"), typed).status

    def fill(self, path: str, typed: Mapping[str, str], *, to: str = "") -> HttpAnswer:
        """Open a page and send its form, with what its hidden fields hold; to `to` where it leads elsewhere."""
        page = self.get(path)
        return self._ask(to or path, form={**hidden_fields(page.body.decode()), **typed})

    def _ask(self, path: str, *, form: Mapping[str, str] | None = None) -> HttpAnswer:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        answer = self.demo.ask(
            Address(self.demo.desk, path),
            method="GET" if form is None else "POST",
            body=None if form is None else urlencode(form),
            headers=headers,
        )
        for line in answer.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: part.value for name, part in SimpleCookie(line).items()}
        return answer


ACCOUNTS = DemoCheck({"logins": _("Printed accounts that get in")}, logins, rank=60)
