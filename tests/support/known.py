"""What a process knows of portals, kept during a test as a server keeps it: for walks along many of their pages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from portals.process_cache import process_cache


@pytest.fixture(autouse=True)
def known_as_to_a_server(settings: object) -> Iterator[None]:
    """Read banner, menu and footer of a portal once, and not for each of its pages.

    For tests that change nothing of a portal between two requests. Each begins and ends with nothing known.
    """
    settings.PORTALS_KNOWN_SECONDS = 600
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(process_cache, "_entries", {})
        yield


def forget_what_is_known() -> None:
    """Have all pages read anew what is around them."""
    process_cache._entries.clear()
