"""The databases of a clone, on the servers of the tests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from portals.database.dropping import drop_database
from portals.practice import cloning
from portals.practice.places import ClonePlaces, connected_to, with_database
from portals.practice.valkeys import MARK
from portals.services.shares import Databases

from .support import REAL_DESK, queues_named


@pytest.fixture
def places(
    own_databases: Databases, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[ClonePlaces]:
    settings.PORTALS_PRACTICE_OF = REAL_DESK
    # What a process on the clone does is tested by the command.
    monkeypatch.setattr(cloning, "prepare", lambda _places: None)
    for queue in queues_named():
        queue.set(MARK, 1)
    name = f"{own_databases.name}_tap"
    found = ClonePlaces(
        source=own_databases.owner_url,
        owner=with_database(own_databases.owner_url, name),
        application=with_database(own_databases.database_url, name),
        standing=name,
    )
    yield found
    with connected_to(found.owner, name="postgres") as server:
        for one in (found.standing, found.next, found.former):
            drop_database(server, one)
