"""Rows of models that inherit across tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Field, Model


def insert_into_one_table(
    model: type[Model], rows: Iterable[Model], *, fields: Sequence[Field[Any, Any]], using: str
) -> None:
    """Insert rows into the one table of `model`, whose parents' rows have their keys already.

    `bulk_create` refuses models of several tables; this is what it calls for one table. Its lifting that restriction
    would replace this.
    """
    manager: Any = model._base_manager
    manager._insert(rows, fields=fields, using=using)
