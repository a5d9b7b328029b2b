"""Deleting many rows without a signal for each, which Django can do only one by one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django.db import DEFAULT_DB_ALIAS
from django.db.models import QuerySet
from django.db.models.deletion import Collector
from django.db.models.sql import DeleteQuery


def delete_silently(rows: QuerySet[Any]) -> None:
    """Delete `rows` with all that hangs on them; no signal is sent, so what follows is the caller's to do.

    Raises ProtectedError where something stands on them.
    """
    collector = Collector(using=DEFAULT_DB_ALIAS, origin=rows)
    collector.collect(rows)
    for more in collector.fast_deletes:
        more._raw_delete(DEFAULT_DB_ALIAS)
    for (field, value), found in collector.field_updates.items():
        keys = [row.pk for some in found for row in cast("Iterable[Any]", some)]
        field.model._base_manager.filter(pk__in=keys).update(**{field.name: value})
    for model, instances in collector.data.items():
        keys = [instance.pk for instance in instances]
        DeleteQuery(model).delete_batch(keys, DEFAULT_DB_ALIAS)
