"""Where a task is tried out: on the practice install beside this one, at the same address."""

from __future__ import annotations

from django.conf import settings
from django.urls import NoReverseMatch, reverse

from .pages import HandbookPage


def practice_address(url_name: str) -> str:
    """The page of the desk named `url_name` on the practice install; empty where there is none, or no such page.

    An address that says which thing it is about leads nowhere: what it is about may not be there.
    """
    if not settings.PORTALS_PRACTICE_URL:
        return ""
    try:
        path = reverse(url_name, urlconf="portals.urls.admin")
    except NoReverseMatch:
        return ""
    return f"{settings.PORTALS_PRACTICE_URL}{path}"


def practice_of_page(page: HandbookPage) -> str:
    """Where what `page` tells is tried out: at its first task that has an address, else on the page itself."""
    found = next((address for task in page.tasks if (address := practice_address(task))), "")
    return found or practice_page(page.slug)


def practice_page(slug: str) -> str:
    """The same page of the handbook on the practice install, from which its tasks are one tap away."""
    if not settings.PORTALS_PRACTICE_URL:
        return ""
    path = reverse("handbook_read", args=[slug], urlconf="portals.urls.admin")
    return f"{settings.PORTALS_PRACTICE_URL}{path}"
