from collections.abc import Iterator

import pytest
from django.utils import translation

from portals.duties import registry

from .cast import Posts, Signings


@pytest.fixture
def posts(monkeypatch: pytest.MonkeyPatch) -> Iterator[Posts]:
    """A fulfilment that is registered for one test."""
    found = Posts()
    monkeypatch.setitem(registry._fulfilments, found.code, found)
    return found


@pytest.fixture
def signings(monkeypatch: pytest.MonkeyPatch) -> Signings:
    """A source of events that is registered for one test."""
    found = Signings()
    monkeypatch.setitem(registry._sources, found.code, found)
    return found


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield
