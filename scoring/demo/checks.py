"""The demo's months are scored, and each account that it prints gets in and meets what is said of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _

from portals.boards.models import User
from portals.boards.queries import posts_of
from portals.models import Portal
from portals.operations.demo.registry import DemoCheck, Result
from portals.operations.demo.running import Address, HttpAnswer, RunningDemo
from scoring.models import Scorecard

from .logins import LOGINS, Login
from .people import PASSWORD
from .scores import MONTHS

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
REFUSED = {HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}


def scores(_demo: RunningDemo) -> Iterator[Result]:
    """Every portal below the province has a scorecard of each scored month."""
    below = Portal.objects.filter(closed_on=None).exclude(tier="province")
    cards = Scorecard.objects.filter(portal__in=below).exclude(lines=[])
    months = list(cards.order_by("-round__month").values_list("round", flat=True).distinct())
    newest = cards.filter(round__in=months[:MONTHS])
    yield Result("scorecards", newest.count(), below.count() * MONTHS)


def logins(demo: RunningDemo) -> Iterator[Result]:
    faults = [fault for login in LOGINS if (fault := _fault_of(login, demo))]
    yield Result("logins", len(LOGINS) - len(faults), len(LOGINS), faults)


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
    unnamed = [one.name for one, _ in posts if escape(one.name) not in home.body.decode()]
    if home.status != HTTPStatus.OK or unnamed:
        return f"{login.username}: {home.status}, {unnamed}"
    opened = {name: visitor.get(reverse(name)).status for name in (*login.opens, *login.is_refused)}
    wrong = {
        name: status
        for name, status in opened.items()
        if (status not in REFUSED if name in login.is_refused else status != HTTPStatus.OK)
    }
    return f"{login.username}: {wrong}" if wrong else ""


class Visitor:
    """A person at the desk with a browser that keeps cookies."""

    def __init__(self, demo: RunningDemo) -> None:
        self.demo = demo
        self.cookies: dict[str, str] = {}

    def get(self, path: str) -> HttpAnswer:
        return self._ask(path)

    def sign_in(self, username: str) -> int:
        path = reverse("account_login")
        token = TOKEN.search(self.get(path).body.decode())
        form = {
            "csrfmiddlewaretoken": token[1] if token else "",
            "username": username,
            "password": PASSWORD,
        }
        return self._ask(path, form=form).status

    def _ask(self, path: str, *, form: Mapping[str, str] | None = None) -> HttpAnswer:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        answer = self.demo.ask(
            Address(settings.PORTALS_ADMIN_HOST, path),
            method="GET" if form is None else "POST",
            body=None if form is None else urlencode(form),
            headers=headers,
        )
        for line in answer.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: part.value for name, part in SimpleCookie(line).items()}
        return answer


SCORES = DemoCheck({"scorecards": _("Scorecards of the last three months")}, scores)
ACCOUNTS = DemoCheck({"logins": _("Printed accounts that get in")}, logins)
