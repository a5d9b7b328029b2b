"""Provisions as paths: `d3.k2.a` stands below `d3.k2`, which stands below `d3`."""

from collections.abc import Iterable, Iterator

WHOLE = ""
"""The path of the document itself, above all its provisions."""


def enclosing(path: str) -> Iterator[str]:
    """Yield the provision and all that enclose it, from the nearest to the document itself."""
    while path:
        yield path
        path = path.rpartition(".")[0]
    yield WHOLE


def stands_within(path: str, outer: str) -> bool:
    """Say whether `path` is `outer` or below it; everything is within the document itself."""
    return outer == WHOLE or path == outer or path.startswith(f"{outer}.")


def leaves_of(listed: Iterable[str]) -> tuple[str, ...]:
    """Return the listed provisions that have no listed provision below them, in the order of the list."""
    paths = tuple(dict.fromkeys(listed))
    above = {outer for path in paths for outer in enclosing(path) if outer != path}
    return tuple(path for path in paths if path not in above)
