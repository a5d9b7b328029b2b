"""What was measured as the table of the promise: ours beside stock, limit and target, in Markdown."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

HEAD = ("What", "Stock", "Limit", "Ours", "Target", "Met")
MANY_PORTALS = 1_000
MOST_TIMES, MOST_BYTES = 3, 400
MOST_QUERIES_OF_ADMIN, MOST_QUERIES_OF_PAGE = 40, 15

type Found = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table. `met` is None where nothing is promised."""

    what: str
    ours: str
    stock: str = "-"
    limit: str = "-"
    target: str = "-"
    met: bool | None = None

    def cells(self) -> tuple[str, ...]:
        met = {None: "-", True: "yes", False: "no"}[self.met]
        return self.what, self.stock, self.limit, self.ours, self.target, met


def table(found: Sequence[Found]) -> str:
    """Return the table of all that `found` holds, as Markdown. What has no row of its own is listed as it is."""
    rows = [row for one in found for row in _rows_of(one)]
    lines = [HEAD, tuple("---" for _ in HEAD), *(row.cells() for row in rows)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _rows_of(one: Found) -> Iterator[Row]:
    group, _dot, name = str(one["name"]).partition(".")
    yield from _GROUPS.get(group, _as_it_is)(one, name)


def _travel(one: Found, _name: str) -> Iterator[Row]:
    ratio = one["ratio"]
    yield Row(
        what=f"{one['name'].capitalize()}, all portals: database time",
        stock=f"{one['stock_seconds']:.1f} s",
        limit=_ms(one["baseline_seconds"]),
        ours=f"{_ms(one['ours_seconds'])} ({ratio:.1f} x), {one['queries']} queries;"
        f" the whole verb {_ms(one['verb_seconds'])}",
        target=f"{MOST_TIMES} x",
        met=ratio <= MOST_TIMES,
    )
    if "click_to_live_seconds" in one:
        most = 2 if one["portals"] >= MANY_PORTALS else 1
        live = one["click_to_live_seconds"]
        yield Row(
            "Dispatch: click to last portal live",
            _ms(live),
            target=f"{most} s",
            met=live <= most,
        )
    if "bytes_a_republication" in one:
        size = one["bytes_a_republication"]
        yield Row(
            "Space of one republication",
            f"{size:.0f} bytes",
            target=f"{MOST_BYTES} bytes",
            met=size <= MOST_BYTES,
        )


def _page(one: Found, name: str) -> Iterator[Row]:
    page, _dot, kind = name.partition(".")
    rate, queries = one["requests_a_second"], one["queries"]
    least = {"uncached": 150, "cached": 10_000, "nginx": 50_000}[kind]
    said = {"uncached": "rendered", "cached": "stored", "nginx": "from nginx"}[kind]
    rendered = kind == "uncached"
    yield Row(
        what=f"{page.capitalize()} page, {said}",
        ours=f"{rate:,.0f} a second" + (f", {queries} queries" if rendered else ""),
        target=f"{least:,} a second" + (f", {MOST_QUERIES_OF_PAGE} queries" if rendered else ""),
        met=rate >= least and queries <= MOST_QUERIES_OF_PAGE,
    )


def _search(one: Found, name: str) -> Iterator[Row]:
    everywhere = name.startswith("all.")
    most = 0.020 if everywhere else 0.005
    word = name.removeprefix("all.").replace("_", " ")
    yield Row(
        what=f"Search of {'all portals' if everywhere else 'one portal'}, {word}",
        limit=_ms(one["baseline_seconds"]),
        ours=f"{_ms(one['ours_seconds'])}, {one['queries']} queries",
        target=_ms(most),
        met=one["ours_seconds"] <= most,
    )


def _admin(one: Found, name: str) -> Iterator[Row]:
    most = 0.300 if name in {"home", "editor"} else 0.150
    yield Row(
        what=f"Admin: {name}",
        ours=f"{_ms(one['ours_seconds'])}, {one['queries']} queries",
        target=f"{_ms(most)}, {MOST_QUERIES_OF_ADMIN} queries",
        met=one["ours_seconds"] <= most and one["queries"] <= MOST_QUERIES_OF_ADMIN,
    )


def _as_it_is(one: Found, _name: str) -> Iterator[Row]:
    limit = one["baseline_seconds"]
    yield Row(str(one["name"]), _ms(one["ours_seconds"]), limit=_ms(limit) if limit else "-")


def _ms(seconds: float) -> str:
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.3g} ms"


_GROUPS: dict[str, Callable[[Found, str], Iterator[Row]]] = {
    "dispatch": _travel,
    "recall": _travel,
    "pages": _page,
    "search": _search,
    "admin": _admin,
}
