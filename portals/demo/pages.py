"""Pages of the desk that some of the printed accounts open and others are refused, as each floor says."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class DemoPage:
    """A page by the name of its address; accounts by their user names. Of those that are not named nothing is said."""

    name: str
    opens_for: frozenset[str]
    is_refused_to: frozenset[str] = frozenset()


_pages: list[DemoPage] = []


def register(page: DemoPage) -> None:
    """Add a page; called once, from an app's `ready()`."""
    if any(other.name == page.name for other in _pages):
        raise ValueError(f"Registered twice: {page.name}")
    _pages.append(page)


def demo_pages() -> tuple[DemoPage, ...]:
    return tuple(_pages)
