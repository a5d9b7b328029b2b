"""Rows that are built once for a whole file of tests, each of which finds them as they were."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from typing import Any

import pytest
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


def once_a_file[T](build: Callable[[], T]) -> tuple[Any, Any]:
    """Two fixtures: what `build` makes once for a file of tests, to be named `built` there, and the same for one test.

    For files whose every test asks for it, or does not mind: it is there between them, in an open transaction. So no
    test of the file may commit (`transaction=True`).
    """

    @pytest.fixture(scope="module")
    def built(django_db_setup: None, django_db_blocker: object) -> Iterator[T]:
        with built_once(django_db_blocker, build) as made:
            yield made

    @pytest.fixture
    def own(built: T) -> Iterator[T]:
        with as_built(built) as found:
            yield found

    return built, own
