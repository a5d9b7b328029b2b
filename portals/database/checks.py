"""The pool's check of a connection that it hands out."""

from typing import Any

from psycopg_pool import ConnectionPool

from .gate import gate


def check_watched(connection: Any) -> None:
    """Ask whether the connection still answers. One that hangs is ended when the gate shuts."""
    gate.watch_over(connection)
    ConnectionPool.check_connection(connection)
