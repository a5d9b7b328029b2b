"""The cast of stations, and the system that they are handed bulletins by."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.editorial.stations.cast import build
from tests.editorial.stations.source_system.loudspeakers import Loudspeakers
from tests.portals.fetching.internet import PUBLIC, internet
from tests.support.kept import once_a_file

built, radio = once_a_file(build)


@pytest.fixture
def loudspeakers(monkeypatch: pytest.MonkeyPatch) -> Iterator[Loudspeakers]:
    with internet(monkeypatch) as served:
        served.name("nguon.example.vn", [PUBLIC])
        speakers = Loudspeakers()
        monkeypatch.setattr(served, "paths", speakers)
        yield speakers
