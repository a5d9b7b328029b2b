"""No address of ours hides another: two floors choose their words apart, and Vietnamese words may be the same."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

OURS = re.compile(r"^(portals|editorial|syndication|scoring)\.")


def routes(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[tuple[str, str]]:
    """Every route, its parameters without their names, with what answers there."""
    for pattern in patterns:
        route = before + re.sub(r"<(\w+):\w+>", r"<\1>", str(pattern.pattern))
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, route)
        else:
            yield route, pattern.lookup_str


@pytest.mark.parametrize("urlconf", ["portals.urls.admin", "portals.urls.public"])
def test_each_route_has_one_view(urlconf: str) -> None:
    found: dict[str, list[str]] = defaultdict(list)
    for route, view in routes(get_resolver(urlconf).url_patterns):
        if OURS.match(view):
            found[route].append(view)

    assert found
    assert {route: views for route, views in found.items() if len(views) > 1} == {}
