"""Every page of ours on the desk that names nothing, opened once by who leads the province: the slowest is told."""

from __future__ import annotations

import http
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from tqdm import tqdm

from portals.boards.enums import Position
from portals.boards.models import User
from portals.operations.bench.cast import username_of
from portals.operations.bench.measure import Cast, Measured, counting_queries, seconds
from portals.operations.bench.table import BenchResult, TableRow, ms

from .province import member_of

OURS = ("portals.", "editorial.", "syndication.", "scoring.")
# What a person waits for a page.
MOST = 0.300
TOLD = 10


@dataclass(frozen=True, slots=True)
class OpenedPage:
    """A page as it was opened by somebody: the shorter of two times, after one that fills what processes keep."""

    address: str
    taken: float
    queries: int


def measure_desk(cast: Cast) -> list[Measured]:
    """Open every page as the head of the province, and as its secretary."""
    secretary = member_of(cast.province, Position.SECRETARY, username_of(Position.SECRETARY))
    return [measure_every_page([cast.head, secretary])]


def desk_rows(one: BenchResult, _name: str) -> Iterator[TableRow]:
    slow, pages = one["slower_than_wanted"], one["pages"]
    yield TableRow(
        what=f"Desk: the slowest of {pages} pages that name nothing",
        ours=f"{one['slowest'][0]}; {slow} slower than wanted",
        target=ms(MOST),
        met=not slow,
    )


def measure_every_page(people: Iterable[User]) -> Measured:
    """Open all of them as each of `people`; whoever may not is led elsewhere, which counts for nothing."""
    opened: dict[str, OpenedPage] = {}
    for user in people:
        client = Client(headers={"host": settings.PORTALS_ADMIN_HOST})
        client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[-1])
        for address in tqdm(sorted(plain_addresses()), desc="desk", disable=None):
            if found := _opened(client, address):
                before = opened.get(address)
                opened[address] = max(found, before or found, key=lambda page: page.taken)
    slowest = sorted(opened.values(), key=lambda page: -page.taken)
    return Measured(
        name="desk.slowest",
        ours_seconds=slowest[0].taken,
        queries=max(page.queries for page in slowest),
        more={
            "pages": len(opened),
            "slower_than_wanted": sum(page.taken > MOST for page in slowest),
            "slowest": [
                f"{page.address} {page.taken * 1000:.0f} ms, {page.queries} queries"
                for page in slowest[:TOLD]
            ],
        },
    )


def plain_addresses() -> set[str]:
    """Addresses of our views on the desk in which nothing is named: what a menu or a list leads to."""
    return set(_plain(get_resolver(settings.ROOT_URLCONF).url_patterns, "/"))


def _plain(patterns: Iterable[URLPattern | URLResolver], above: str) -> Iterator[str]:
    for pattern in patterns:
        route = str(pattern.pattern).removeprefix("^").removesuffix(r"\Z").removesuffix("$")
        if any(mark in route for mark in "<(["):
            continue
        if isinstance(pattern, URLResolver):
            yield from _plain(pattern.url_patterns, above + route)
        elif _module_of(pattern).startswith(OURS):
            yield above + route


def _module_of(pattern: URLPattern) -> str:
    view = getattr(pattern.callback, "view_class", pattern.callback)
    return str(view.__module__)


def _opened(client: Client, address: str) -> OpenedPage | None:
    """Open a page; None where there is none for this person, or what answers is a file or an act."""
    first = client.get(address)
    is_page = first.headers.get("Content-Type", "").startswith("text/html")
    if first.status_code != http.HTTPStatus.OK or first.streaming or not is_page:
        return None

    def ask() -> None:
        client.get(address)

    with counting_queries() as count:
        once = seconds(ask)
    again = seconds(ask)
    return OpenedPage(address, min(once, again), count.queries)
