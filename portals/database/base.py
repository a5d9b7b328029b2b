"""Django's backend for PostgreSQL, through the gate."""

from __future__ import annotations

import time
from typing import Any

from django.db import OperationalError
from django.db.backends.postgresql import base
from psycopg_pool import ConnectionPool, PoolTimeout

from .gate import gate

# How often somebody who waits for a connection looks whether the gate has been shut.
GLANCE_SECONDS = 0.25


class DatabaseWrapper(base.DatabaseWrapper):
    """Asks for a connection only while PostgreSQL answers."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        gate.pass_through()
        connection = super().get_new_connection(conn_params)
        gate.watch_over(connection)
        return connection

    @property
    def pool(self) -> Any:
        pool = super().pool
        return pool and _Glancing(pool)


class _Glancing:
    """A pool whose `getconn` gives up as soon as the gate is shut, not only after its timeout."""

    def __init__(self, pool: ConnectionPool) -> None:
        self._pool = pool

    def __getattr__(self, name: str) -> Any:
        return getattr(self._pool, name)

    def getconn(self) -> Any:
        give_up_at = time.monotonic() + self._pool.timeout
        while True:
            try:
                return self._pool.getconn(timeout=GLANCE_SECONDS)
            except PoolTimeout as error:
                gate.pass_through()
                if time.monotonic() > give_up_at:
                    raise OperationalError("No connection became free.") from error
