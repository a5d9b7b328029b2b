"""Rows that are built once for a whole file of tests, each of which finds them as they were."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy

from django.db import connection, transaction


@contextmanager
def built_once[T](blocker: object, build: Callable[[], T]) -> Iterator[T]:
    """What `build` makes, in a transaction around all tests of a file: for a fixture of a module."""
    with blocker.unblock(), transaction.atomic():
        yield build()
        transaction.set_rollback(True)


@contextmanager
def as_built[T](built: T) -> Iterator[T]:
    """`built` for one test: what it changes of the rows and of their objects is undone."""
    with transaction.atomic():
        yield deepcopy(built)
        connection.check_constraints()
        transaction.set_rollback(True)
