"""Making and asking clones."""

from __future__ import annotations

from typing import Any

from django.conf import settings as django_settings
from psycopg import sql
from redis import Redis

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
