"""Which page of the handbook belongs to a page of the desk."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache

from .enums import HandbookReader
from .pages import HandbookPage, shipped_pages

# Of a page that nobody wrote about: how the desk is found one's way in.
FIRST_PAGE = "tim-duong"
# A message may bear the name of what it is about as a tag, which stands in the place of the address it is read at.
AFTER = "after:"
RETURNED = f"{AFTER}returned"


def page_for_task(
    url_name: str, readers: Collection[HandbookReader] = (), *, only_open: bool = False
) -> HandbookPage | None:
    """Return the page for the address named `url_name`; of several, the first that is for one of `readers`.

    An exact name stands over a beginning, and a longer beginning over a shorter one. `only_open` leaves out pages that
    are read after signing in. None where the task is in no page.
    """
    for name in (url_name, *_beginnings(url_name)):
        known = [page for page in _by_task().get(name, ()) if page.is_open or not only_open]
        if known:
            return next((page for page in known if set(page.readers) & set(readers)), known[0])
    return None


def help_page(url_name: str, readers: Collection[HandbookReader] = ()) -> HandbookPage:
    """What “Trợ giúp” opens on the page named `url_name`."""
    return page_for_task(url_name, readers) or shipped_pages()[FIRST_PAGE]


@cache
def _by_task() -> dict[str, list[HandbookPage]]:
    found: dict[str, list[HandbookPage]] = {}
    for page in shipped_pages().values():
        for task in page.tasks:
            found.setdefault(task, []).append(page)
    return found


def _beginnings(url_name: str) -> list[str]:
    return [f"{url_name[:length]}*" for length in range(len(url_name), 2, -1)]
