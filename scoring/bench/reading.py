"""How fast pages come, rendered and stored, and how fast a search answers."""

from __future__ import annotations

from functools import partial
from itertools import product

from django.db import connection
from django.test import Client
from tqdm import tqdm

from editorial.models import Placement
from editorial.search.stories import Order, find_stories
from portals.addresses import main_hostname
from portals.models import Portal

from .measure import Cast, Measured, counted, median_seconds
from .serving import behind_nginx, nginx, rate_of, served, wrk
from .stories import COMMON_WORD, RARE_WORD

RUNS = 20
FULL, BARE = "portals.wsgi:application", "scoring.bench.uncached:application"
# The same rows without their order of lists, their marks or their count.
_BARE_SEARCH = """
    SELECT p.id FROM editorial_placement p JOIN editorial_storytext t ON t.story_id = p.story_id
    WHERE {where} AND p.removed_at IS NULL
      AND t.document @@ websearch_to_tsquery('vi', %s)
    ORDER BY p.placed_at DESC LIMIT 20
"""


def measure_pages(cast: Cast) -> list[Measured]:
    """Seconds a page of a busy server: home and story, rendered (baseline: none) and stored (baseline: rendered).

    Where nginx and wrk are installed, stored also by the sample configuration of nginx.
    """
    host = main_hostname(cast.province)
    newest = Placement.objects.standing().on(cast.province).newest_first().for_lists()[0]
    paths = {"home": "/", "story": newest.path}
    rates: dict[tuple[str, str], float] = {}
    proxy = nginx() if wrk() else None
    bar = tqdm(total=(3 if proxy else 2) * len(paths), desc="pages", disable=None)

    def visit(port: int, kind: str) -> None:
        for name, path in paths.items():
            rates[name, kind] = rate_of(port, host, path, cast.seconds)
            bar.update()

    with served(BARE) as port:
        visit(port, "uncached")
    with served(FULL) as port:
        visit(port, "cached")
        if proxy:
            with behind_nginx(proxy, port) as front:
                visit(front, "nginx")
    bar.close()
    return [
        Measured(
            name=f"pages.{name}.{kind}",
            ours_seconds=1 / rate,
            baseline_seconds=None if kind == "uncached" else 1 / rates[name, "uncached"],
            queries=_queries(host, paths[name]) if kind == "uncached" else 0,
            more={"requests_a_second": rate, "client": "wrk" if wrk() else "python"}
            | ({} if proxy else {"nginx": "not measured: nginx or wrk is not installed"}),
        )
        for (name, kind), rate in rates.items()
    ]


def measure_search(cast: Cast) -> list[Measured]:
    """The search of one portal and of all: a rare word, one that every story has, and that one by rank."""
    asked = {
        "rare": (RARE_WORD, Order.NEWEST),
        "common": (COMMON_WORD, Order.NEWEST),
        "common_by_rank": (COMMON_WORD, Order.RANK),
    }
    places = {"": cast.province, "all.": None}
    found = []
    for (where, portal), (name, (text, order)) in tqdm(
        list(product(places.items(), asked.items())), desc="search", disable=None
    ):
        ours = partial(find_stories, portal, text, order=order)
        with counted() as count:
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
    with counted() as count:
        client.get(path)
    return count.queries
