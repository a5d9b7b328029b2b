"""The standing database of practice is replaced, and never another's."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from psycopg import sql

from portals.practice import swapping
from portals.practice.cloning import CloneFailed
from portals.practice.places import (
    ClonePlaces,
    PracticeUnready,
    clone_places,
    connected_to,
    has_database,
    is_practices,
    leads_to_itself,
    mark_as_practices,
    with_database,
)
from portals.practice.swapping import StillInUse, swap
from portals.services import SUPERUSER, address
from tests.factories import make_portal

from .support import REAL_DESK, asked, cloned, stand


def of_administrator(places: ClonePlaces) -> psycopg.Connection[Any]:
    """A connection that no role of ours may end."""
    return psycopg.connect(address("postgres", database=places.standing, role=SUPERUSER))


@pytest.mark.django_db(transaction=True)
class TestWhoIsConnected:
    def test_waits_for_who_may_not_be_ended(self, places: ClonePlaces) -> None:
        stand(places)
        administrator = of_administrator(places)
        leaving = threading.Timer(2, administrator.close)
        leaving.start()
        try:
            with connected_to(places.owner, name="postgres") as server:
                server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(places.next)))
            swap(places)
        finally:
            leaving.join()
        with connected_to(places.owner, name="postgres") as server:
            assert has_database(server, places.former)

    def test_tells_who_does_not_leave(
        self, places: ClonePlaces, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(swapping, "TRIES", 1)
        stand(places)
        with of_administrator(places), pytest.raises(StillInUse, match=f"in use by {SUPERUSER}"):
            swap(places)
        assert asked(places, "SELECT words FROM wanted") == [("không được mất",)]


@pytest.mark.django_db(transaction=True)
class TestWhatIsReplaced:
    def test_bears_the_mark_of_practice(self, places: ClonePlaces) -> None:
        make_portal()
        stand(places)
        with pytest.raises(CloneFailed, match="bears no mark of practice"):
            cloned(places)
        assert asked(places, "SELECT words FROM wanted") == [("không được mất",)]
        with connected_to(places.owner, name="postgres") as server:
            assert not has_database(server, places.next)
            mark_as_practices(server, places.standing)
        cloned(places)
        assert asked(places, "SELECT to_regclass('wanted') IS NULL") == [(True,)]
        with connected_to(places.owner, name="postgres") as server:
            assert is_practices(server, places.standing)

    def test_is_not_what_is_cloned(self, places: ClonePlaces) -> None:
        assert not leads_to_itself(places)
        name = urlsplit(places.source).path.strip("/")
        assert leads_to_itself(replace(places, owner=places.source, standing=name))
        stand(places)
        assert not leads_to_itself(places)
        with connected_to(places.owner) as standing:
            mark_as_practices(standing, places.standing)
        other = with_database(places.owner, "postgres")
        assert leads_to_itself(replace(places, source=places.owner, owner=other, standing="x"))

    def test_is_asked_or_nothing_is_cloned(self, places: ClonePlaces, settings: Any) -> None:
        away = "postgresql://portals_owner@127.0.0.1:1/portals_tap"
        settings.ENVIRONMENT = replace(
            settings.ENVIRONMENT,
            practice_of=REAL_DESK,
            practice_source_url=places.source,
            database_owner_url=away,
            database_url=away,
        )
        with pytest.raises(PracticeUnready, match="cannot be asked"):
            clone_places()
