"""The judged set, asked of the demo that runs: over HTTP, at the public page of search, as anybody asks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from html.parser import HTMLParser
from http import HTTPStatus
from urllib.parse import urlencode, urljoin, urlsplit

from django.urls import reverse

from editorial.search.judged.judging import FoundKeys, SearchJudgement, judge
from editorial.search.judged.reading import (
    JudgedQuestion,
    JudgedSet,
    SearchReach,
    judged_set,
)
from portals.operations.demo.running import Address, RunningDemo

from .judged_places import JudgedPlaces

# What the page is told of where to search, beside the words.
SCOPES: dict[SearchReach, dict[str, str]] = {
    SearchReach.PORTAL: {},
    SearchReach.BELOW: {"pham-vi": "duoi"},
    SearchReach.EVERYWHERE: {"pham-vi": "tat-ca"},
}
# What a result is marked by; its first link leads to it.
RESULT_CLASS = "result"


class ResultLinks(HTMLParser):
    """The first link of each result of a page of search, in the order of the page."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self._awaits_link = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if RESULT_CLASS in (told.get("class") or "").split():
            self._awaits_link = True
        if tag == "a" and self._awaits_link and (link := told.get("href")):
            self._awaits_link = False
            self.links.append(link)


def result_addresses(host: str, html: str) -> list[Address]:
    """Return whereto the results of a page lead that was read on `host`; what is named twice is one thing."""
    page = ResultLinks()
    page.feed(html)
    whole = [urlsplit(urljoin(f"http://{host}/", link)) for link in page.links]
    return list(dict.fromkeys(Address(one.hostname or host, one.path) for one in whole))


def search_address(host: str, question: JudgedQuestion) -> Address:
    path = reverse("search", urlconf="portals.urls.public")
    return Address(host, f"{path}?{urlencode({'q': question.words, **SCOPES[question.reach]})}")


def judge_demo(demo: RunningDemo) -> SearchJudgement:
    """Ask the whole set of the demo, all questions before they are judged, a few at a time.

    What asks on a portal, or for results, that this demo does not have is left out.
    """
    judged = judged_set()
    places = JudgedPlaces(judged)
    judged = _of_this_demo(judged, places)
    questions = list(
        dict.fromkeys(one.question for some in (judged.queries, judged.must_not) for one in some)
    )
    hosts = {one: places.host_of(one.portal) or "" for one in questions}
    addresses = [search_address(hosts[one], one) for one in questions]
    pages = demo.ask_all(addresses, lambda address: _found(demo, address))
    found: dict[JudgedQuestion, FoundKeys] = {
        one: [places.keys_at(address) for address in some]
        for one, some in zip(questions, pages, strict=True)
    }
    return judge(judged, found.__getitem__)


def _of_this_demo(judged: JudgedSet, places: JudgedPlaces) -> JudgedSet:
    """A demo of another state has other units."""
    return replace(
        judged,
        queries=[
            one
            for one in judged.queries
            if places.host_of(one.question.portal) and any(map(places.has, one.wanted))
        ],
        must_not=[one for one in judged.must_not if places.host_of(one.question.portal)],
    )


def _found(demo: RunningDemo, address: Address) -> Sequence[Address]:
    answer = demo.ask(address)
    if answer.status != HTTPStatus.OK:
        return []
    return result_addresses(address.host, answer.body.decode())
