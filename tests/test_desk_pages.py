"""Every page of the desk, those of the framework included: accessible, in Vietnamese, and with one form of address.

Each view that the resolver knows is shown once, to whoever of the board or the province it opens to, with one of
everything that a board may have. The browser gets the pages without their scripts: what those build is looked at in
the journeys.
"""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import unquote, urlsplit

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Route

from portals.boards.enums import Position
from portals.learning.pages import shipped_pages
from syndication.models import StandingRule
from tests import crawler
from tests.factories import make_member, make_portal, published_story
from tests.support.axe import RULES, violations
from tests.support.kept import built_once
from tests.support.quiet import no_lines_of_the_log  # noqa: F401  (a fixture)
from tests.syndication.casts import send
from tests.walls import Things, body, desk_client

HOST = f"http://{settings.PORTALS_ADMIN_HOST}"
# They end the session that walks.
LEAVING = {"account_logout", "wagtailadmin_logout"}
# What is shown to whoever is not signed in.
OUTSIDE = ("account_login", "wagtailadmin_password_reset", "invitation_code")
STYLE = re.compile(r"<link\b[^>]*stylesheet[^>]*>")
SPOKEN = ("title", "alt", "placeholder", "aria-label", "data-w-progress-active-value")
# Words of interfaces that are none in Vietnamese, whose syllables they would have to be.
ENGLISH = re.compile(
    r"\b(?:the|of|and|for|with|your|you|are|this|that|from|not|all|any|save[ds]?|select(?:ed)?|actions?|none|root|images?"
    r"|search|pages?|edit|deleted?|add(?:ed)?|choose|titles?|dates?|status|updated?|types?|names?|files?|users?|more|close"
    r"|open|toggle|menu|loading|next|previous|first|last|parent|child(?:ren)?|locked?|draft|live|views?|history|usage"
    r"|comments?|revisions?|workflows?|tasks?|submit(?:ted)?|approved?|reject(?:ed)?|required|optional|fields?|values?"
    r"|password|username|account|settings|collections?|documents?|tags?|sizes?|width|height|upload(?:ed)?|download"
    r"|preview|publish(?:ed)?|yes|back|home|error|wagtail)\b",
    re.IGNORECASE,
)
# The desk says "bạn"; citizens who ask are "ông/bà" on public pages.
OTHER_ADDRESS = re.compile(r"anh/chị|ông/bà|quý vị", re.IGNORECASE)
# Names in a program, and the columns of files that are sent to it.
CODE = re.compile(r"\b[a-z]+(?:[._][a-z_]+)+\b|\b(?:portal|measure|value|cases|source)\b(?=,|\.)")
COLUMNS = {"name", "main_post, decision_number, decided_on, email, account"}
# An officer who enters a request reads out what a citizen would be told.
READ_OUT = {"case_enter_erasure"}
TOURS = {page.tour.at: page.tour.steps for page in shipped_pages().values() if page.tour}
# A page in place of the one before, which runs no script.
SHOW = """html => {
    // axe remembers nodes of the page before.
    window.axeOfTests?.teardown();
    const page = new DOMParser().parseFromString(html, "text/html");
    const root = document.documentElement;
    [...root.attributes].forEach((one) => root.removeAttribute(one.name));
    [...page.documentElement.attributes].forEach((one) => root.setAttribute(one.name, one.value));
    document.title = page.title;
    // axe knows a skip link only in a page that came from an address; that it leads somewhere is asked apart.
    page.querySelector(".skiplink")?.remove();
    document.body.replaceWith(document.adoptNode(page.body));
}"""


@dataclass
class DeskPage:
    name: str
    address: str
    html: str


def gathered() -> list[DeskPage]:
    province = make_portal("province", name="Tỉnh Thử Nghiệm")
    commune = make_portal(overseer=make_portal("district", overseer=province))
    things = Things.of(commune, "dautin")
    head = make_member(province, Position.HEAD)
    clients = [desk_client(make_member(commune, Position.HEAD)), desk_client(head)]
    # What waits for the commune to be placed, by no rule.
    StandingRule.objects.filter(portal=commune, sender=None).delete()
    send(published_story(province), head)
    # One address a view: others of it show the same with other things.
    of_views: dict[str, str] = {}
    for address in crawler.addresses(things, things):
        of_views.setdefault(crawler.name_of(address), address)
    found = [
        DeskPage(name, address, html)
        for name, address in of_views.items()
        if name not in LEAVING and (html := whole_page(clients, address))
    ]
    signed_out = [
        DeskPage(name, name, whole_page([desk_client(None)], reverse(name))) for name in OUTSIDE
    ]
    return [*found, *signed_out]


def whole_page(clients: list[Client], address: str) -> str:
    """What a browser would show at the address to the first whom it opens to; "" for what is no page of its own."""
    for client in clients:
        response = client.get(address)
        if response.status_code in {403, 404}:
            continue
        if response.status_code != 200 or not response["Content-Type"].startswith("text/html"):
            return ""
        html = body(response).decode()
        return html if "</html>" in html else ""
    return ""


@pytest.fixture(scope="module")
def pages(django_db_setup: None, django_db_blocker: object) -> Iterator[list[DeskPage]]:
    with built_once(django_db_blocker, gathered) as found:
        yield found


def serve_styles(route: Route) -> None:
    path = unquote(urlsplit(route.request.url).path)
    name = path.removeprefix(settings.STATIC_URL)
    found = finders.find(name) if path.endswith((".css", ".svg")) else None
    if found:
        route.fulfill(path=found, content_type=mimetypes.guess_type(path)[0])
    else:
        route.fulfill(body="", content_type="text/html")


def test_is_accessible(pages: list[DeskPage], chromium: Browser) -> None:
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="vi-VN")
    context.route("**/*", serve_styles)
    tab = context.new_page()
    faults: dict[str, set[str]] = {}
    # Pages with the same styles follow each other in one document: to ask for them anew takes longer than to judge.
    for styles, several in groupby(sorted(pages, key=styles_of), styles_of):
        tab.goto(f"{HOST}/static/")
        tab.set_content("<!doctype html>" + "".join(styles), wait_until="load")
        for one in several:
            tab.evaluate(SHOW, one.html)
            for rule in violations(tab, rules=RULES):
                for node in rule["nodes"]:
                    fault = f"{rule['id']}: {node['html'][:140]}"
                    faults.setdefault(fault, set()).add(one.name)
    context.close()
    skipping = [
        one.name for one in pages if 'href="#main"' in one.html and 'id="main"' not in one.html
    ]
    assert skipping == [], "The skip link leads nowhere."
    assert not faults, "\n".join(
        f"{fault} @ {len(names)} {sorted(names)[:4]}" for fault, names in sorted(faults.items())
    )


def test_has_a_title_of_its_own(pages: list[DeskPage]) -> None:
    titles = {one.name: re.findall(r"<title>(.*?)</title>", one.html, re.S) for one in pages}
    nameless = [
        name
        for name, found in titles.items()
        if not found or not found[0].strip() or found[0].strip().startswith(("-", "–"))
    ]
    assert nameless == []


def test_a_tour_finds_each_of_its_steps(pages: list[DeskPage]) -> None:
    by_name = {
        one.name: BeautifulSoup(one.html, "html.parser") for one in pages if one.name in TOURS
    }

    gone = {
        name: missing
        for name, steps in TOURS.items()
        if (missing := [one.place for one in steps if not by_name[name].select(one.place)])
    }
    assert gone == {}


def styles_of(page: DeskPage) -> tuple[str, ...]:
    return tuple(STYLE.findall(page.html))


def test_is_in_vietnamese_and_speaks_to_everybody_alike(pages: list[DeskPage]) -> None:
    found: dict[str, set[str]] = {}
    for one in pages:
        for said in texts_of(one.html):
            is_english = ENGLISH.search(CODE.sub("", said)) and said not in COLUMNS
            if is_english or (OTHER_ADDRESS.search(said) and one.name not in READ_OUT):
                found.setdefault(said, set()).add(one.name)
    assert not found, "\n".join(
        f"{said[:120]!r} @ {len(names)} {sorted(names)[:4]}"
        for said, names in sorted(found.items())
    )


def texts_of(html: str) -> set[str]:
    """What is read or heard of a page: its words and the attributes that are shown."""
    page = BeautifulSoup(html, "lxml")
    for unseen in page.select("script, style, code, pre, noscript, svg, [hidden]"):
        unseen.decompose()
    spoken = {str(tag[name]) for name in SPOKEN for tag in page.find_all(attrs={name: True})}
    pressed = {str(tag["value"]) for tag in page.select("input[type=submit][value]")}
    return {" ".join(text.split()) for text in {*page.stripped_strings, *spoken, *pressed}}
