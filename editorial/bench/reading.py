"""How fast pages come, rendered and stored, and how fast a search answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import product

from django.db import connection
from django.test import Client
from tqdm import tqdm

from editorial.models import Placement
from editorial.search.stories import SearchOrder, find_stories
from portals.addresses import main_hostname
from portals.models import Portal
from portals.operations.bench.measure import Cast, Measured, counting_queries, median_seconds
from portals.operations.bench.proxies import behind_nginx, nginx
from portals.operations.bench.serving import Server, rate_of, served, wrk
from portals.operations.bench.table import BenchResult, TableRow, ms

from .stories import COMMON_WORD, RARE_WORD

RUNS = 20
FULL, BARE = "portals.asgi:application", "portals.operations.bench.uncached:application"
EMPTY_VIEW = "portals.operations.bench.limit_view:application"
READY_ANSWER = "portals.operations.bench.limit_stored:application"
LIMIT = "limit"
MOST_QUERIES = 15
LEAST_RATES = {"uncached": 150, "cached": 10_000, "nginx": 50_000}
KINDS = {"uncached": "rendered", "cached": "stored", "nginx": "from nginx"}
# What no run of ours can measure: Wagtail as it comes, with the same content. Measured once, on another machine.
STOCK_PAGE = "55 to 64 a second, 10 queries*"
STOCK_SEARCH = {"one": "3.5 ms*", "all": "1.26 s*"}
# The same rows without their order of lists, their marks or their count.
_BARE_SEARCH = """
    SELECT p.id FROM editorial_placement p JOIN editorial_storytext t ON t.story_id = p.story_id
    WHERE {where} AND p.removed_at IS NULL
      AND t.document @@ websearch_to_tsquery('vi', %s)
    ORDER BY p.placed_at DESC LIMIT 20
"""


@dataclass(frozen=True, slots=True)
class Visited:
    """Pages a second, and the seconds on a processor that the web server spent on one (None: not ours to count)."""

    rate: float
    worked: float | None = None


def measure_pages(cast: Cast) -> list[Measured]:
    """Seconds a page of a busy server: home and story, rendered and stored, each beside its limit.

    The limit of a rendered page is an empty view of Django, that of a stored one an answer that lies ready. Where nginx
    and wrk are installed, stored pages also by the sample configuration of nginx.
    """
    host = main_hostname(cast.province)
    newest = Placement.objects.standing().on(cast.province).newest_first().for_lists()[0]
    paths = {"home": "/", "story": newest.path}
    proxy = nginx() if wrk() else None
    seen: dict[tuple[str, str], Visited] = {}
    bar = tqdm(total=2 + (3 if proxy else 2) * len(paths), desc="pages", disable=None)

    def visit(name: str, kind: str, port: int, server: Server | None = None) -> None:
        if server:
            server.warm_up(host, paths.get(name, "/"), seconds=min(1, cast.seconds))
        before = server.worked() if server else 0.0
        rate, asked = rate_of(port, host, paths.get(name, "/"), cast.seconds)
        worked = (server.worked() - before) / asked if server else None
        seen[name, kind] = Visited(rate, worked)
        bar.update()

    with served(EMPTY_VIEW, workers=cast.workers) as server:
        visit(LIMIT, "uncached", server.port, server)
    with served(READY_ANSWER, workers=cast.workers) as server:
        visit(LIMIT, "cached", server.port, server)
    with served(BARE, workers=cast.workers) as server:
        for name in paths:
            visit(name, "uncached", server.port, server)
    with served(FULL, workers=cast.workers) as server:
        for name in paths:
            visit(name, "cached", server.port, server)
        if proxy:
            with behind_nginx(proxy, server.port) as front:
                for name in paths:
                    visit(name, "nginx", front)
    bar.close()
    return [
        _measured(name, kind, visited, seen.get((LIMIT, kind)), _queries(host, paths[name]))
        for (name, kind), visited in seen.items()
        if name != LIMIT
    ]


def _measured(
    name: str, kind: str, visited: Visited, limit: Visited | None, queries: int
) -> Measured:
    return Measured(
        name=f"pages.{name}.{kind}",
        ours_seconds=1 / visited.rate,
        baseline_seconds=1 / limit.rate if limit else None,
        queries=queries if kind == "uncached" else 0,
        more={
            "requests_a_second": visited.rate,
            "limit_a_second": limit.rate if limit else None,
            "worked_seconds": visited.worked,
            "worked_baseline_seconds": limit.worked if limit else None,
            "client": "wrk" if wrk() else "python",
        }
        | ({} if nginx() and wrk() else {"nginx": "not measured: nginx or wrk is not installed"}),
    )


def measure_search(cast: Cast) -> list[Measured]:
    """The search of one portal and of all: a rare word, one that every story has, and that one by rank."""
    asked = {
        "rare": (RARE_WORD, SearchOrder.NEWEST),
        "common": (COMMON_WORD, SearchOrder.NEWEST),
        "common_by_rank": (COMMON_WORD, SearchOrder.RANK),
    }
    places = {"": cast.province, "all.": None}
    found = []
    for (where, portal), (name, (text, order)) in tqdm(
        list(product(places.items(), asked.items())), desc="search", disable=None
    ):
        ours = partial(find_stories, portal, text, order=order)
        with counting_queries() as count:
            total = ours()
        found.append(
            Measured(
                name=f"search.{where}{name}",
                ours_seconds=median_seconds(ours, times=RUNS),
                baseline_seconds=median_seconds(partial(_bare_search, portal, text), times=RUNS),
                queries=count.queries,
                more={"found": total.total, "found_more": total.more},
            )
        )
    return found


def _bare_search(portal: Portal | None, text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            _BARE_SEARCH.format(where="p.portal_id = %s" if portal else "p.role = 'origin'"),
            [*([portal.pk] if portal else []), text],
        )
        cursor.fetchall()


def _queries(host: str, path: str) -> int:
    client = Client(headers={"host": host})
    client.get(path)
    with counting_queries() as count:
        client.get(path)
    return count.queries


def page_rows(one: BenchResult, name: str) -> Iterator[TableRow]:
    page, _dot, kind = name.partition(".")
    rate, queries = one["requests_a_second"], one["queries"]
    least, rendered = LEAST_RATES[kind], kind == "uncached"
    limit, worked = one["limit_a_second"], one["worked_seconds"]
    yield TableRow(
        what=f"{page.capitalize()} page, {KINDS[kind]}",
        stock=STOCK_PAGE if rendered and page == "home" else "-",
        limit=f"{limit:,.0f} a second" if limit else "-",
        ours=f"{rate:,.0f} a second"
        + (f", {queries} queries" if rendered else "")
        + (f"; {ms(worked)} of a core" if worked else ""),
        target=f"{least:,} a second" + (f", {MOST_QUERIES} queries" if rendered else ""),
        met=rate >= least and queries <= MOST_QUERIES,
    )


def search_rows(one: BenchResult, name: str) -> Iterator[TableRow]:
    everywhere = name.startswith("all.")
    most = 0.020 if everywhere else 0.005
    word = name.removeprefix("all.").replace("_", " ")
    yield TableRow(
        what=f"Search of {'all portals' if everywhere else 'one portal'}, {word}",
        stock=STOCK_SEARCH["all" if everywhere else "one"],
        limit=ms(one["baseline_seconds"]),
        ours=f"{ms(one['ours_seconds'])}, {one['queries']} queries",
        target=ms(most),
        met=one["ours_seconds"] <= most,
    )
