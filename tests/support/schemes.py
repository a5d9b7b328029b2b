"""A page by day and by night."""

from __future__ import annotations

from collections.abc import Iterator

from playwright.sync_api import Page

PAPER = "getComputedStyle(document.body).backgroundColor"


def by_day_and_by_night(page: Page) -> Iterator[str]:
    """Show the page that is open in the colours of the day, then of the night; fail where they are the same."""
    papers: dict[str, str] = {}
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        papers[scheme] = page.evaluate(PAPER)
        assert list(papers.values()).count(papers[scheme]) == 1, (page.url, papers)
        yield scheme
