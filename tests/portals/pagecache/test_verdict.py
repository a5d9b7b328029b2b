"""How long a stored page is shown: fresh for a minute, and for ten more where nobody can make it anew."""

from __future__ import annotations

import pytest
from django.conf import settings

from portals.pagecache.cache_invalidation import Edition
from portals.pagecache.page_store import LAST_COPY_SECONDS, Lookup, Usability, usability_of
from portals.pagecache.pages import Page

MADE = 1_000_000.0
FRESH = settings.PORTALS_PAGE_SECONDS
TEN_MINUTES = 600


def stored(*, held: bool = False) -> Lookup:
    edition = Edition("một", "", 0.0)
    page = Page(
        "200 OK", [], b"", compressed=False, etag="", made_at=MADE, fresh_until=MADE + FRESH,
        portal_edition="một", province_edition="một",
    )  # fmt: skip
    return Lookup(page, edition, edition, held)


@pytest.mark.parametrize(
    ("age", "verdict"),
    [
        (0, Usability.FRESH),
        (FRESH - 0.1, Usability.FRESH),
        (FRESH, Usability.LAST_COPY),
        (FRESH + TEN_MINUTES - 0.1, Usability.LAST_COPY),
        (FRESH + TEN_MINUTES, Usability.USELESS),
    ],
)
def test_a_page_is_fresh_then_the_last_copy_then_useless(age, verdict) -> None:
    assert usability_of(stored(), MADE + age) is verdict


def test_whoever_was_answered_fresh_when_the_database_went_is_answered_for_ten_minutes() -> None:
    oldest_fresh = FRESH - 0.1

    assert usability_of(stored(), MADE + oldest_fresh + TEN_MINUTES) is Usability.LAST_COPY
    assert LAST_COPY_SECONDS == FRESH + TEN_MINUTES


def test_a_page_of_a_portal_that_withdraws_something_is_no_last_copy() -> None:
    assert usability_of(stored(held=True), MADE + FRESH) is Usability.USELESS
