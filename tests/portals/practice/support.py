"""Making and asking clones."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.utils import timezone
from psycopg import sql
from redis import Redis

from portals.demo.practice import PracticeBeside
from portals.practice.cloning import make_clone
from portals.practice.places import ClonePlaces, connected_to

REAL_DESK = "http://quantri.bacninh.localhost:8000"


def queues_named() -> list[Redis]:
    return [
        Redis.from_url(url)
        for url in {queue["URL"] for queue in django_settings.RQ_QUEUES.values()}
    ]


def cloned(places: ClonePlaces) -> int:
    return make_clone(places, tell=lambda _step: None)


def asked(places: ClonePlaces, statement: Any) -> list[Any]:
    with connected_to(places.owner) as clone:
        return clone.execute(statement).fetchall()


def stand(places: ClonePlaces) -> None:
    """Have a database of the standing one's name in which somebody wants something."""
    with connected_to(places.owner, name="postgres") as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(places.standing)))
    with connected_to(places.owner) as standing:
        standing.execute("CREATE TABLE wanted AS SELECT 'không được mất' AS words")


def kept_by_the_demo_for_a_day(places: ClonePlaces, monkeypatch: pytest.MonkeyPatch) -> None:
    """As long as it has the tables of this release, and belongs to what stands in the demo."""
    monkeypatch.setattr(PracticeBeside, "places", places)
    beside, now = PracticeBeside(8001, 8000), timezone.now()
    assert beside.will_do(now)
    assert beside.will_do(now + timedelta(hours=23))
    assert not beside.will_do(now + timedelta(hours=25))
    with connected_to(places.owner) as clone:
        clone.execute("DELETE FROM django_migrations WHERE app = 'practice'")
    assert not beside.will_do(now)
    beside.forget()
    with connected_to(places.owner, name="postgres") as server:
        names = server.execute("SELECT datname FROM pg_database").fetchall()
    assert (places.standing,) not in names
    assert not beside.will_do(now)
