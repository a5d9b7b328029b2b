"""How fast pages come, rendered and stored, and how fast a search answers."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import pairwise, product

from django.db import connection
from django.test import Client
from tqdm import tqdm

from editorial.models import Placement
from editorial.search.finding import EVERYWHERE, SearchScope, find_things
from editorial.search.jobs import bring_up_sources
from editorial.search.lexemes import exact_pair
from editorial.search.syllables import syllable_runs
from editorial.search.vocabulary import count_words
from portals.addresses import main_hostname
from portals.models import Portal
from portals.operations.bench.measure import Cast, Measured, counting_queries, median_seconds
from portals.operations.bench.proxies import behind_nginx, nginx
from portals.operations.bench.registry import BenchOption
from portals.operations.bench.serving import Server, rate_of, served, wrk
from portals.operations.bench.table import BenchResult, TableRow, ms

from .copied_stories import copy_stories, take_up_stories
from .stories import COMMON_WORD, RARE_WORD

RUNS = 20
SEARCHED = BenchOption("searched", "stories in all for the search, copied within the database", 0)
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
# A rare word, one of every sixth story, one of all, a phrase of frequent syllables, several words, a long question, one
# that is read otherwise than it was typed, and none.
ASKED = {
    "rare": RARE_WORD,
    "sixth": "tiêm chủng",
    "common": COMMON_WORD,
    "phrase": '"nhiệm vụ về giao thông"',
    "unaccented": "ke hoach giao thong",
    "everyday": "sổ đỏ ở đâu",
    "question": "xin giấy phép xây dựng nhà ở riêng lẻ trên đất thổ cư phải nộp hồ sơ ở đâu",
    "mistyped": "ke hoach giao thon",
    "browse": "",
}
SEARCHED_PLACES = {
    "": "the province's portal",
    "commune": "a commune's portal",
    "below": "a unit and all below it",
    "all": "all portals",
}
MOST_SECONDS = 0.050
# The same rows without their rank, their numbers or what narrows them.
_BARE_SEARCH = """
    SELECT id FROM editorial_searchthing WHERE {where} AND {words} AND kind = 'article' ORDER BY at DESC LIMIT 20
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
    """The search of the province's portal, of one that takes up what it writes, of a unit with all below it, of all.

    95 of 100 runs, with facets, counts and what is shown.
    """
    scopes = {"": SearchScope(cast.province), "all.": EVERYWHERE}
    if wanted := cast.options["searched"]:
        scopes |= _many_things(cast.province, wanted)
    count_words()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE editorial_searchthing")
    found = []
    for (where, scope), (name, text) in tqdm(
        list(product(scopes.items(), ASKED.items())), desc="search", disable=None
    ):
        ours = partial(find_things, scope, text)
        ours()
        with counting_queries() as count:
            total = ours()
        found.append(
            Measured(
                name=f"search.{where}{name}",
                ours_seconds=_of_95(ours),
                baseline_seconds=median_seconds(partial(_bare_search, scope, text), times=RUNS),
                queries=count.queries,
                more={"found": total.total, "found_more": total.more},
            )
        )
    return found


def _many_things(province: Portal, wanted: int) -> dict[str, SearchScope]:
    """Write so many stories, and what stands beside them; return where else they are looked for."""
    portals = list(Portal.objects.order_by("pk"))
    copy_stories(province=province, wanted=wanted)
    take_up_stories(portals[-1], of=province)
    bring_up_sources()
    return {
        "commune.": SearchScope(portals[-1]),
        "below.": SearchScope(below=tuple(portal.pk for portal in portals)),
    }


def _of_95(ours: Callable[[], object]) -> float:
    taken = []
    for _run in range(RUNS):
        started = time.perf_counter()
        ours()
        taken.append(time.perf_counter() - started)
    return statistics.quantiles(taken, n=20, method="inclusive")[-1]


def _bare_search(scope: SearchScope, text: str) -> None:
    pairs = " & ".join(
        f"'{exact_pair(one, other)}'" for run in syllable_runs(text) for one, other in pairwise(run)
    )
    with connection.cursor() as cursor:
        cursor.execute(
            _BARE_SEARCH.format(
                where="places @> ARRAY[%(portal)s]" if scope.portal else "portal_id IS NOT NULL",
                words="words @@ %(words)s::tsquery" if pairs else "true",
            ),
            {"portal": scope.portal.pk if scope.portal else 0, "words": pairs},
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
    where, _dot, words = name.rpartition(".")
    yield TableRow(
        what=f"Search of {SEARCHED_PLACES[where]}, {words} (95 of 100)",
        stock=STOCK_SEARCH["all" if where in {"all", "below"} else "one"],
        limit=ms(one["baseline_seconds"]),
        ours=f"{ms(one['ours_seconds'])}, {one['queries']} queries",
        target=ms(MOST_SECONDS),
        met=one["ours_seconds"] <= MOST_SECONDS,
    )
